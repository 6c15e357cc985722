"""What is configured about integrations, as entries of the directory: integrations without code, variables."""

from collections.abc import Iterable

import msgspec

from jackfield.domain.shuttle.steps import Step
from jackfield.protocol.values import WakeupMode


class Integration(msgspec.Struct, frozen=True, kw_only=True):
    """At this step of calls of a queue (None: of every one) a page opens for the agent.

    `url` is a template: `{callernum}`, `{ordernumber}` and the other data of the call are filled in. `variables` are
    names of variables of the caller's channel that are read for it. `outbound`: also for calls that agents make.
    """

    id: int
    name: str
    url: str
    enabled: bool = True
    step: Step = Step.UP
    queue_id: int | None = None
    variables: tuple[str, ...] = ()
    mode: WakeupMode = WakeupMode.NEW_TAB
    outbound: bool = False


class CustomVariable(msgspec.Struct, frozen=True, kw_only=True):
    """A variable of callers' channels that all integrations are told."""

    id: int
    name: str


def names_of(variables: Iterable[CustomVariable]) -> tuple[str, ...]:
    """The custom variables that every integration is told."""
    return tuple(variable.name for variable in variables)


def wanted_variables(variables: Iterable[CustomVariable], integrations: Iterable[Integration]) -> tuple[str, ...]:
    """The variables that are to be read for a call."""
    own = (name for each in integrations if each.enabled for name in each.variables)
    return tuple(dict.fromkeys((*names_of(variables), *own)))
