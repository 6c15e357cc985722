"""Commands about integrations: programs of others that hear of the calls (Shuttle CTI)."""

from .base import Command


class SubscribeToRealtimeCTI(Command, frozen=True, kw_only=True, tag="subscribeToRealtimeCTI"):
    """Follow what integrations say of calls.

    Events: RealtimeCTIList at once, also when empty, then one RealtimeCTI for each new row.
    Source: protocol of Jackfield: an addition for the Shuttle CTI interface.
    """
