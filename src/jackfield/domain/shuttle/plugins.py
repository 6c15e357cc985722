"""Plug-ins as values: how each is. Who runs them is in `plugins/`."""

from enum import StrEnum

import msgspec

PLUGIN = "plugin:"
"""What the names of plug-ins begin with among the runs; integrations without code are named by their ids."""


class PluginStatus(StrEnum):
    """What a plug-in's process does."""

    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"
    """It has ended, and is begun again in a while."""
    UNFIT = "unfit"
    """It cannot run as it is installed and configured, and is not begun again by itself."""
    STOPPED = "stopped"


class PluginState(msgspec.Struct, frozen=True, kw_only=True):
    """How a plug-in is. Moments are Unix times, 0 for never.

    Keys:
        name: of its section, `[integrations.NAME]`.
        use: the plug-in's own name, by which it is installed.
        status: starting, running, waiting, unfit or stopped.
        since: when that began.
        pid: of its process, 0 without one.
        restarts: how often its process ended by itself, or had to be ended, since the start of the server.
        waiting: events that it has not been given.
        handled: events that it has handled.
        failed: events that it has failed on, among them those lost with a process.
        dropped: events left out because too many waited.
        last_error: why it failed or ended last; empty when it never did.
        last_error_at: when.
        next_start: when it is begun again, while it waits for that.
    """

    name: str
    use: str
    status: PluginStatus = PluginStatus.STARTING
    since: float = 0.0
    pid: int = 0
    restarts: int = 0
    waiting: int = 0
    handled: int = 0
    failed: int = 0
    dropped: int = 0
    last_error: str = ""
    last_error_at: float = 0.0
    next_start: float = 0.0
