"""The four steps of a call that integrations are told of, as values: their names, and what one carries.

Every value is text but the flag of the step itself and the mapping of the call's own variables.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

Data = dict[str, str | bool | dict[str, str]]
"""What an integration is given. Never changed once it is made."""

VARIABLES = "variables"
"""The key under which all of a call's own variables stand, whatever else is called as one of them."""


class Step(StrEnum):
    """What happened to a call; also the name of the message that tells it."""

    RINGING = "ringing"
    UP = "up"
    HANGUP = "hangup"
    ABANDON = "abandon"


class StepTold(msgspec.Struct, frozen=True):
    """An integration is to be told this. `outbound`: only those are that asked for calls that agents make."""

    step: Step
    data: Data
    outbound: bool = False


def with_variables(data: Data, variables: Mapping[str, str]) -> Data:
    """The same with the call's own variables: each under its name, where that is free, and all under `variables`."""
    return {**variables, **data, VARIABLES: dict(variables)} if variables else {**data, VARIABLES: {}}


def text_values(data: Mapping[str, object]) -> dict[str, str]:
    """What can be put into a template: the texts, and the variables whose names are not taken."""
    variables = data.get(VARIABLES)
    own = variables.items() if isinstance(variables, Mapping) else ()
    texts: Iterable[tuple[object, object]] = (*own, *data.items())
    return {str(name): value for name, value in texts if isinstance(value, str)}
