"""Who gets what: subscriptions, rights, spellings, several tabs of one user, and how often an event is encoded."""

from unittest.mock import patch

import pytest

from jackfield.domain.access import Rights
from jackfield.domain.effects import (
    PBX,
    Follow,
    Publish,
    Reply,
    Subscribe,
    TopicKind,
    Unsubscribe,
    agents_topic,
    hint_topic,
    user_topic,
)
from jackfield.protocol import events
from jackfield.protocol.encode import frame
from jackfield.protocol.errors import CloseCode
from jackfield.protocol.events import PhoneHintStatusEvent, RightProfile
from jackfield.protocol.values import PbxState, PhoneHint, Profile, ResetReason
from jackfield.web import hub as hub_module
from jackfield.web.session import Session
from jackfield.web.settings import ResumeSettings
from tests.web.still import EPOCH, StillHub, Tab, admin, nobody

HINT = hint_topic("1001")


def hint(status: PhoneHint = PhoneHint.RINGING) -> PhoneHintStatusEvent:
    return PhoneHintStatusEvent(number="1001", status=status)


def supervisor(user_id: int, group: int = 1) -> Rights:
    groups = frozenset({group})
    return Rights(user_id=user_id, profile=Profile.SUPERVISOR, everything=False, supervisor=True, groups=groups)


def pbx(since: int = 0) -> events.PbxStatus:
    return events.PbxStatus(pbx="p", status=PbxState.UP, since=since)


def numbers(frames: list[dict]) -> list[str]:
    return [each["ctiMessage"]["number"] for each in frames]


def types(frames: list[dict]) -> list[str]:
    return [each["msgType"] for each in frames]


def log_on(still: StillHub, session: Session) -> None:
    still.hub.perform(Reply(session.id, events.LoggedOn()))


def test_a_publication_reaches_its_subscribers_only() -> None:
    still = StillHub()
    (one, tab), (_, other) = still.open(admin(1)), still.open(admin(2))
    still.hub.perform(Subscribe(one.id, PBX))
    still.hub.perform(Subscribe(one.id, PBX))
    still.hub.perform(Publish(PBX, pbx()))
    assert [types(tab.take()), types(other.take())] == [["PbxStatus"], []]


def test_an_answer_reaches_its_tab_only_an_event_of_the_user_all_his_tabs() -> None:
    still = StillHub()
    tabs = [still.open(nobody(1)), still.open(nobody(1)), still.open(nobody(2))]
    for session, _ in tabs:
        still.hub.perform(Subscribe(session.id, user_topic(session.user_id)))
    still.hub.perform(Publish(user_topic(1), RightProfile(profile=Profile.ADMIN)))
    still.hub.perform(Reply(tabs[0][0].id, events.Error(Error="x")))
    assert [types(tab.take()) for _, tab in tabs] == [["RightProfile", "Error"], ["RightProfile"], []]


def test_who_may_see_more_or_less_follows_that_instead() -> None:
    """A supervisor of group 1, then of group 2, then an administrator; who follows nothing still follows nothing."""
    still = StillHub()
    (follower, tab), (_, other) = still.open(supervisor(1)), still.open(supervisor(1))
    still.hub.perform(Subscribe(follower.id, agents_topic(1)))

    def change(rights: Rights, *groups: int | None) -> None:
        follow = Follow(TopicKind.AGENTS, tuple(map(agents_topic, groups)), (TopicKind.OWN_AGENT,))
        still.hub.rights_changed(1, rights, (follow,))

    def told(*groups: int | None) -> list[str]:
        for group in groups:
            still.hub.perform(Publish(agents_topic(group), events.Error(Error=str(group))))
        return [each["ctiMessage"]["Error"] for each in tab.take()]

    assert told(1, 2, None) == ["1"]
    change(supervisor(1, 2), 2)
    assert told(1, 2, None) == ["2"]
    change(admin(1), None)
    assert told(1, 2, None) == ["None"]
    change(nobody(1), None)
    assert told(1, 2, None) == []
    assert other.take() == []


def test_rights_decide_and_a_change_counts_at_once() -> None:
    still = StillHub()
    (small, tab), (big, other) = still.open(nobody(1)), still.open(admin(2))
    for session in (small, big):
        still.hub.perform(Subscribe(session.id, HINT))
    still.hub.perform(Publish(HINT, hint()))
    still.hub.perform(Publish(HINT, hint()))
    still.hub.rights_changed(1, admin(1))
    still.hub.perform(Publish(HINT, hint(PhoneHint.BUSY)))
    still.hub.rights_changed(1, nobody(1))
    still.hub.rights_changed(3, nobody(3))
    still.hub.perform(Publish(HINT, hint()))
    assert [each["ctiMessage"]["status"] for each in tab.take()] == [PhoneHint.BUSY]
    assert len(other.take()) == 4


@pytest.mark.parametrize("numbered", [False, True])
def test_each_spelling_of_a_number_is_answered_as_it_was_written(numbered: bool) -> None:
    still = StillHub()
    one, tab = still.open(admin(1), numbered=numbered)
    two, other = still.open(admin(2))
    for echo in ("1001", "10 01", "1001"):
        still.hub.perform(Subscribe(one.id, HINT, echo))
    still.hub.perform(Subscribe(two.id, HINT, "+1001"))
    still.hub.perform(Publish(HINT, hint()))
    frames = tab.take()
    assert numbers(frames) == ["1001", "10 01"]
    assert [each.get("seq") for each in frames] == ([1, 2] if numbered else [None, None])
    assert numbers(other.take()) == ["+1001"]


def test_unsubscribing_leaves_every_topic_of_the_kind_and_no_other() -> None:
    still = StillHub()
    session, tab = still.open(admin())
    for topic, echo in ((HINT, "a"), (HINT, "b"), (hint_topic("1002"), "c"), (PBX, "")):
        still.hub.perform(Subscribe(session.id, topic, echo))
    still.hub.perform(Unsubscribe(session.id, TopicKind.HINT))
    for topic, event in ((HINT, hint()), (hint_topic("1002"), hint()), (PBX, pbx())):
        still.hub.perform(Publish(topic, event))
    assert types(tab.take()) == ["PbxStatus"]


def test_effects_for_a_session_that_is_gone_are_ignored() -> None:
    still = StillHub()
    session, tab = still.open(admin())
    still.hub.leave(session, tab.box)
    for effect in (
        Subscribe(session.id, PBX),
        Reply(session.id, pbx()),
        Unsubscribe(session.id, TopicKind.PBX),
        Publish(PBX, pbx()),
    ):
        still.hub.perform(effect)
    assert (tab.take(), still.forgotten, still.hub.sessions) == ([], [session.id], 0)


def test_an_event_is_encoded_once_whoever_receives_it() -> None:
    still = StillHub()
    for user in range(30):
        session, _ = still.open(admin(user), numbered=user % 2 == 0)
        still.hub.perform(Subscribe(session.id, PBX))
    with patch.object(hub_module, "frame", wraps=frame) as encoder:
        still.hub.perform(Publish(PBX, pbx()))
        still.hub.perform(Publish(HINT, hint()))
    assert encoder.call_count == 1


def test_numbered_frames_differ_by_their_position_only() -> None:
    still = StillHub()
    (plain, one), (numbered, two) = still.open(admin(1)), still.open(admin(2), numbered=True)
    for session in (plain, numbered):
        log_on(still, session)
        still.hub.perform(Subscribe(session.id, PBX))
    for since in range(3):
        still.hub.perform(Publish(PBX, pbx(since)))
    plain_frames, numbered_frames = one.take(), two.take()
    assert not any("seq" in each for each in plain_frames)
    positions = [each.pop("seq") for each in numbered_frames]
    assert positions == sorted(set(positions))
    assert types(numbered_frames) == ["LoggedOn", "Session", *["PbxStatus"] * 3]
    assert numbered_frames[2:] == plain_frames[1:]


def test_the_session_frame_tells_how_to_come_back() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    log_on(still, session)
    _, told = tab.take()
    assert told == {
        "seq": 2,
        "msgType": "Session",
        "ctiMessage": {"session": session.id, "epoch": EPOCH, "seq": 2, "keepSeconds": 300},
    }


def come_back(still: StillHub, session: Session, seq: int, user: int = 1) -> tuple[Session | ResetReason, Tab]:
    tab = Tab(still)
    return still.hub.resume(f"{session.id}:{EPOCH}:{seq}", admin(user), tab.box), tab


def test_what_was_missed_comes_in_order_answers_and_events_alike() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    log_on(still, session)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.perform(Subscribe(session.id, HINT, "10-01"))
    seq = tab.take()[-1]["seq"]
    still.hub.leave(session, tab.box)
    still.hub.perform(Publish(PBX, pbx(1)))
    still.hub.perform(Reply(session.id, events.Error(Error="late")))
    still.hub.perform(Publish(HINT, hint()))
    still.hub.perform(Publish(hint_topic("1002"), hint()))
    outcome, tab = come_back(still, session, seq)
    still.hub.perform(Publish(PBX, pbx(2)))
    frames = tab.take()
    assert outcome is session
    assert types(frames) == ["PbxStatus", "Error", "PhoneHintStatusEvent", "PbxStatus"]
    assert numbers(frames[2:3]) == ["10-01"]
    assert [each["seq"] for each in frames] == [seq + 1, seq + 2, seq + 3, seq + 4]
    assert not still.forgotten


def test_frames_that_were_sent_but_never_arrived_come_again() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    for since in range(5):
        still.hub.perform(Publish(PBX, pbx(since)))
    still.hub.leave(session, tab.box)
    _, tab = come_back(still, session, 2)
    assert [each["seq"] for each in tab.take()] == [3, 4, 5]


def test_a_subscription_brings_nothing_from_before_it() -> None:
    still = StillHub()
    early, _ = still.open(admin(2), numbered=True)
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(early.id, PBX))
    still.hub.perform(Publish(PBX, pbx()))
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.perform(Publish(PBX, pbx()))
    still.hub.leave(session, tab.box)
    _, tab = come_back(still, session, 0)
    assert [each["seq"] for each in tab.take()] == [2]


def test_what_was_missed_before_unsubscribing_is_still_brought() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, HINT))
    still.hub.perform(Publish(HINT, hint()))
    still.hub.perform(Unsubscribe(session.id, TopicKind.HINT))
    still.hub.perform(Publish(HINT, hint()))
    still.hub.leave(session, tab.box)
    _, tab = come_back(still, session, 0)
    assert [each["seq"] for each in tab.take()] == [1]


def test_present_rights_decide_what_comes_back() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, HINT))
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.leave(session, tab.box)
    still.hub.perform(Publish(HINT, hint()))
    still.hub.perform(Publish(PBX, pbx()))
    tab = Tab(still)
    still.hub.resume(f"{session.id}:{EPOCH}:0", nobody(1), tab.box)
    assert types(tab.take()) == ["PbxStatus"]


def test_a_second_socket_replaces_the_first() -> None:
    still = StillHub()
    session, first = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.perform(Publish(PBX, pbx(1)))
    assert len(first.take()) == 1
    outcome, second = come_back(still, session, 1)
    still.hub.leave(session, first.box)
    still.hub.perform(Publish(PBX, pbx(2)))
    assert outcome is session
    assert first.ended == [CloseCode.SESSION_REPLACED]
    assert not CloseCode.SESSION_REPLACED.retry
    assert (len(first.take()), len(second.take()), still.forgotten) == (0, 1, [])


def test_nobody_else_may_resume_a_session() -> None:
    still = StillHub()
    session, tab = still.open(admin(1), numbered=True)
    still.hub.leave(session, tab.box)
    assert come_back(still, session, 0, user=2)[0] is ResetReason.UNKNOWN_SESSION
    assert come_back(still, session, 0, user=1)[0] is session


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        ("", ResetReason.UNKNOWN_SESSION),
        ("s1", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:-1", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:1:2", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:x", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:²", ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:" + "9" * 5000, ResetReason.UNKNOWN_SESSION),
        ("s1:epoch:99", ResetReason.UNKNOWN_SESSION),
        ("s2:epoch:0", ResetReason.UNKNOWN_SESSION),
        ("s9:epoch:0", ResetReason.UNKNOWN_SESSION),
        ("s1:other:0", ResetReason.OTHER_EPOCH),
    ],
)
def test_a_point_that_leads_nowhere(point: str, reason: ResetReason) -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    still.open(admin())
    still.hub.leave(session, tab.box)
    assert still.hub.resume(point, admin(), Tab(still).box) is reason
    assert come_back(still, session, 0)[0] is session, "it did no harm"


def test_a_plain_session_ends_with_its_socket() -> None:
    still = StillHub()
    session, tab = still.open(admin())
    still.hub.leave(session, tab.box)
    still.hub.leave(session, tab.box)
    assert still.forgotten == [session.id]


def test_a_numbered_one_waits_five_minutes() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    still.hub.leave(session, tab.box)
    still.loop.pass_time(300)
    still.hub.expire()
    assert not still.forgotten
    still.loop.pass_time(0.1)
    still.hub.expire()
    assert still.forgotten == [session.id]
    assert come_back(still, session, 0)[0] is ResetReason.UNKNOWN_SESSION


def test_a_client_that_was_quiet_for_hours_can_still_come_back() -> None:
    still = StillHub()
    session, tab = still.open(admin(), numbered=True)
    busy, _ = still.open(admin(2), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.perform(Subscribe(busy.id, HINT))
    still.hub.perform(Publish(PBX, pbx()))
    seq = tab.take()[-1]["seq"]
    for _ in range(100):
        still.hub.perform(Publish(HINT, hint()))
        still.loop.pass_time(100)
        still.hub.expire()
    still.hub.leave(session, tab.box)
    still.hub.perform(Publish(PBX, pbx()))
    outcome, tab = come_back(still, session, seq)
    assert (outcome, len(tab.take())) == (session, 1)


@pytest.mark.parametrize(
    ("settings", "publications"),
    [
        (ResumeSettings(entries=10), 11),
        (ResumeSettings(max_bytes=2000), 100),
    ],
)
def test_what_the_log_no_longer_has_is_a_reset(settings: ResumeSettings, publications: int) -> None:
    still = StillHub(resume=settings)
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.leave(session, tab.box)
    for since in range(publications):
        still.hub.perform(Publish(PBX, pbx(since)))
    assert come_back(still, session, 0)[0] is ResetReason.TOO_OLD
    assert still.forgotten == [session.id]


def test_ten_entries_are_enough_for_ten() -> None:
    still = StillHub(resume=ResumeSettings(entries=10))
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.leave(session, tab.box)
    for since in range(10):
        still.hub.perform(Publish(PBX, pbx(since)))
    assert len(come_back(still, session, 0)[1].take()) == 10


def test_too_old_a_point_does_not_harm_a_session_in_use() -> None:
    still = StillHub(resume=ResumeSettings(entries=1))
    session, tab = still.open(admin(), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.perform(Publish(PBX, pbx()))
    still.hub.perform(Publish(PBX, pbx()))
    assert come_back(still, session, 0)[0] is ResetReason.TOO_OLD
    still.hub.perform(Publish(PBX, pbx()))
    assert (len(tab.take()), tab.ended, still.forgotten) == (3, [], [])


def test_answers_have_a_place_of_their_own() -> None:
    """One session that asks for much costs neither the others' answers nor the publications."""
    still = StillHub(resume=ResumeSettings(entries=5, replies_per_session=3))
    (greedy, _), (session, tab) = still.open(admin(1), numbered=True), still.open(admin(1), numbered=True)
    still.hub.perform(Subscribe(session.id, PBX))
    still.hub.leave(session, tab.box)
    still.hub.perform(Publish(PBX, pbx()))
    still.hub.perform(Reply(session.id, events.Error(Error="mine")))
    for _ in range(50):
        still.hub.perform(Reply(greedy.id, events.Error(Error="x")))
        still.hub.tell(greedy, events.Error(Error="y"))
    assert types(come_back(still, session, 0)[1].take()) == ["PbxStatus", "Error"]
    assert come_back(still, greedy, 0)[0] is ResetReason.TOO_OLD


def test_a_user_cannot_leave_sessions_behind_without_end() -> None:
    still = StillHub(resume=ResumeSettings(detached_per_user=2))
    left = []
    for _ in range(4):
        session, tab = still.open(admin(), numbered=True)
        still.loop.pass_time(1)
        still.hub.leave(session, tab.box)
        left.append(session.id)
    assert still.forgotten == left[:2]


def test_revoking_ends_all_sessions_of_the_user() -> None:
    still = StillHub()
    (one, first), (two, second), (other, third) = (
        still.open(admin(1), numbered=True),
        still.open(admin(1), numbered=True),
        still.open(admin(2)),
    )
    still.hub.leave(two, second.box)
    still.hub.revoke(1)
    still.hub.revoke(7)
    assert (first.ended, second.ended, third.ended) == ([CloseCode.REVOKED], [], [])
    assert sorted(still.forgotten) == sorted([one.id, two.id])
    assert still.hub.sessions == 1
    assert other.box is third.box


def test_it_is_told_when_a_users_first_socket_comes_and_when_his_last_goes() -> None:
    still = StillHub()
    told: list[tuple[int, bool]] = []
    still.hub.on_presence = lambda user_id, present: told.append((user_id, present))
    (one, tab), (two, second), _ = still.open(admin(1)), still.open(admin(1)), still.open(admin(2))
    still.hub.leave(one, tab.box)
    assert told == [(1, True), (2, True)]
    still.hub.leave(two, second.box)
    still.open(admin(1))
    assert told[2:] == [(1, False), (1, True)]
