"""Opening a page on an agent's screen, as integrations ask for it (`wakeup`): to which user, and whether it may be.

The address is opened in somebody's browser: nothing but http and https goes out.
"""

import re

from jackfield.domain.effects import Publish, user_topic
from jackfield.domain.results import Refused
from jackfield.domain.shuttle.peers import agent_at
from jackfield.domain.world import World
from jackfield.protocol.errors import RefusalCode
from jackfield.protocol.events import Wakeup
from jackfield.protocol.values import WakeupMode

LONGEST = 4000
"""Characters of an address; browsers differ in what they take, all take this."""
PAGE = re.compile(r"https?://[^\s/?#\\@]+(?:[/?#][^\s\\]*)?", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f]")


def mode_of(text: str) -> WakeupMode:
    """The mode by its name; a new tab for one that nobody knows."""
    try:
        return WakeupMode(text.strip().lower())
    except ValueError:
        return WakeupMode.NEW_TAB


def is_page(url: str) -> bool:
    """Whether browsers may open an address that somebody else has given."""
    url = url.strip()
    return len(url) <= LONGEST and not CONTROL.search(url) and PAGE.fullmatch(url) is not None


def wake_up(world: World, url: str, peer: str, mode: WakeupMode) -> tuple[int, Publish]:
    """The user on whose screen the page is to open, and what tells it to his pages.

    Raises:
        Refused: bad_request for an address that browsers should not open, not_found where no such agent is at work.
    """
    url = url.strip()
    if not is_page(url):
        raise Refused(RefusalCode.BAD_REQUEST, "Only the address of a page opens: http://SITE/... or https://SITE/...")
    agent_id = agent_at(world, peer)
    user = world.directory.user_of_agent(agent_id) if agent_id is not None else None
    if user is None:
        raise Refused(RefusalCode.NOT_FOUND, f"No agent is logged in on {peer[:80]}")
    return user.id, Publish(user_topic(user.id), Wakeup(url=url, mode=mode))
