"""The connect sequence: what every socket is told first, in the order of protocol 15.1."""

from collections.abc import Iterator

from jackfield.domain.access import Rights
from jackfield.domain.centre import agents, listening
from jackfield.domain.directory import User
from jackfield.domain.effects import PBX, Effect, Reply, Subscribe, own_agent_topic, user_topic
from jackfield.domain.phone import phones, voicemail
from jackfield.domain.user import personal, services, statuses
from jackfield.domain.world import World
from jackfield.protocol import events
from jackfield.protocol.values import PbxState, Profile, Right


def sequence(world: World, session: str, user: User, rights: Rights, now: float, numbered: bool) -> Iterator[Effect]:
    """Everything a new session is told; and from here on it gets what concerns its user.

    `numbered`: it knows our additions, so it is told of the link to the PBX too.
    """
    yield Subscribe(session, user_topic(user.id))
    if user.agent_id is not None:
        yield Subscribe(session, own_agent_topic(user.agent_id))
    for event in first_events(world, user, rights, now):
        yield Reply(session, event)
    for preference in personal.preferences_of(world, user):
        yield Reply(session, preference)
    if numbered:
        yield Subscribe(session, PBX)
        yield Reply(session, pbx_status(world, now))


def first_events(world: World, user: User, rights: Rights, now: float) -> Iterator[events.Event]:
    """LoggedOn before everything: clients register their other handlers in its handler (protocol 7.1)."""
    yield events.LoggedOn()
    yield right_profile(user, rights)
    yield statuses.users_statuses(world)
    yield services.user_config(world, user)
    yield statuses.status_update(world, user.id)
    status = phones.status_of_user(world, user.id, now)
    if status is not None:
        yield status
    messages = voicemail.status_of_user(world, user)
    if messages is not None:
        yield messages
    agent = world.directory.agent_of_user(user.id)
    if agent is not None:
        yield agents.state_of(world, agent, now)
        heard = listening.present(world, agent.id)
        if heard is not None:
            yield heard


def right_profile(user: User, rights: Rights) -> events.RightProfile:
    """Who may what, as the wire tells it: Admin has all rights, no profile is `NoRight` with none (protocol 11)."""
    granted = {Profile.ADMIN: frozenset(Right), Profile.NO_RIGHT: frozenset[Right]()}.get(user.profile, user.rights)
    return events.RightProfile(profile=rights.profile, rights=tuple(sorted(granted)))


def pbx_status(world: World, now: float) -> events.PbxStatus:
    """How the link to the PBX is, for pages that show it; clients that do not know it ignore it."""
    return events.PbxStatus(pbx=world.settings.pbx, status=PbxState(str(world.link)), since=int(now - world.link_since))
