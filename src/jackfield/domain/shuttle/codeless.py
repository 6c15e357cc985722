"""Integrations without code: which page opens for whom at a step of a call, and what became of it.

What each did is remembered (`runs.py`).
"""

from collections.abc import Iterator, Mapping

import msgspec

from jackfield.domain.directory import Directory
from jackfield.domain.effects import Effect
from jackfield.domain.results import Refused
from jackfield.domain.shuttle import runs
from jackfield.domain.shuttle.integration import Integration, names_of
from jackfield.domain.shuttle.run import Run
from jackfield.domain.shuttle.steps import Data, Step, StepTold, text_values, with_variables
from jackfield.domain.shuttle.wakeups import is_page, wake_up
from jackfield.domain.user.sheet_templates import filled
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode

NOBODY = "No agent belongs to this step of the call"


def run(world: World, told: StepTold, now: float) -> Iterator[Effect]:
    """What the integrations do at this step."""
    for integration in world.directory.integrations:
        if not integration.enabled or not concerns(world.directory, integration, told):
            continue
        values = text_values(told.data)
        peer, url = values.get("peer", ""), page_of(integration, told.data)
        problem = ""
        try:
            if not peer:
                raise Refused(RefusalCode.NOT_FOUND, NOBODY)
            yield wake_up(world, url, peer, integration.mode)[1]
        except Refused as refused:
            problem = refused.text
        runs.add(
            world,
            Run(
                integration=str(integration.id),
                at=now,
                step=told.step.value,
                uniqueid=values.get("uniqueid", ""),
                queue=values.get("queue", ""),
                caller=values.get("callernum", ""),
                peer=peer,
                url=url,
                problem=problem,
            ),
        )


def concerns(directory: Directory, integration: Integration, told: StepTold) -> bool:
    """Whether an integration is for this step of this call."""
    if told.step is not integration.step or (told.outbound and not integration.outbound):
        return False
    queue = directory.queue(integration.queue_id) if integration.queue_id is not None else None
    return integration.queue_id is None or (queue is not None and queue.name == told.data.get("queue"))


def page_of(integration: Integration, data: Mapping[str, object]) -> str:
    """The address that opens for a call; what callers can choose is percent-encoded in it."""
    return filled("popupUrl", "url", integration.url, text_values(data))


def example(directory: Directory, integration: Integration) -> Data:
    """A call as it might be told to an integration, to try it out."""
    queue = directory.queue(integration.queue_id) if integration.queue_id is not None else None
    name = queue.name if queue is not None else next((each.name for each in directory.queues), "sales")
    data: Data = {
        "event": integration.step.value,
        "queue": name,
        "uniqueid": "1437069264.914",
        "callernum": "+33611223344",
        "callername": "Zoë Example",
        "channel": "PJSIP/trunk-0000005e",
        "holdtime": "2",
    }
    if integration.step is Step.ABANDON:
        data |= {"direction": "unmanaged", "unmanaged": True}
    else:
        agent = {
            "agentname": "John Doe",
            "agentnum": "1007",
            "agentid": "2007",
            "peer": "PJSIP/1007",
            "sipname": "1007",
        }
        data |= {"direction": "inbound", "context": "from-trunk", "extension": queue.number if queue else "3001"}
        data |= {**agent, "trunk": "PJSIP/trunk-0000005e", integration.step.value: True}
    return with_variables(
        data, dict.fromkeys(dict.fromkeys((*integration.variables, *names_of(directory.custom_variables))), "4711")
    )


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """An example of a call, and the page that would open for the agent at `peer`; or why none would."""

    data: Data
    url: str
    mode: str
    peer: str
    problem: str = ""


def trial(directory: Directory, integration: Integration) -> Trial:
    """What an integration would do, without doing it."""
    data = example(directory, integration)
    url, peer = page_of(integration, data), text_values(data).get("peer", "")
    problem = "" if is_page(url) else "This is no address of a page"
    return Trial(data=data, url=url, mode=integration.mode, peer=peer, problem=problem if peer else NOBODY)
