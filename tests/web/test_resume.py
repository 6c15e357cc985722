"""Lost sockets and coming back, over real connections."""

import pytest

from jackfield.domain.effects import Publish, user_topic
from jackfield.protocol.errors import CloseCode
from jackfield.protocol.events import Error, RightProfile
from jackfield.protocol.values import Profile
from jackfield.web.settings import ResumeSettings, WebSettings
from tests.web.doors import Doors, eventually, open_doors

NUMBERED = "&events=numbered"


def types(frames: list[dict]) -> list[str]:
    return [each["msgType"] for each in frames]


def point(session: dict, seq: int) -> str:
    told = session["ctiMessage"]
    return f"&resume={told['session']}:{told['epoch']}:{seq}"


def publish(doors: Doors, user: int = 1) -> None:
    doors.hub.perform(Publish(user_topic(user), RightProfile(profile=Profile.ADMIN)))


async def test_session_comes_right_after_logged_on_and_every_frame_is_numbered(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as socket:
        frames = await socket.echo()
        publish(doors)
        await socket.send("nonsense")
        frames += await socket.echo()
    assert types(frames) == ["LoggedOn", "Session", "RightProfile", "RightProfile", "Error"]
    positions = [each["seq"] for each in frames]
    assert positions == sorted(set(positions))
    assert frames[1]["ctiMessage"]["seq"] == frames[1]["seq"]
    assert frames[1]["ctiMessage"]["keepSeconds"] == 300
    assert doors.engine.connected[0].numbered


async def test_a_lost_socket_comes_back_to_what_it_missed(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as socket:
        _, session, last = await socket.take(3)
    await eventually(lambda: doors.hub.sessions == 1 and not doors.engine.forgotten)
    publish(doors)
    publish(doors, user=2)
    publish(doors)
    async with doors.socket(more=point(session, last["seq"])) as socket:
        assert types(await socket.echo()) == ["RightProfile"] * 2
        publish(doors)
        assert types(await socket.echo()) == ["RightProfile"]
        await socket.command("hangup")
        await socket.echo()
    assert len(doors.engine.connected) == 1
    assert doors.engine.asked[0][0] == doors.engine.connected[0]


async def test_two_tabs_come_back_each_to_its_own(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as one, doors.socket(more=NUMBERED) as two:
        frames = [await each.take(3) for each in (one, two)]
        await one.send("nonsense")
    await eventually(lambda: doors.hub.seq == 7)
    publish(doors)
    for (_, session, last), missed in zip(frames, (["Error", "RightProfile"], ["RightProfile"]), strict=True):
        async with doors.socket(more=point(session, last["seq"])) as socket:
            assert types(await socket.echo()) == missed


async def test_a_second_socket_takes_the_session_over(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as first:
        _, session, last = await first.take(3)
        async with doors.socket(more=point(session, last["seq"])) as second:
            assert (await first.end())[0] == CloseCode.SESSION_REPLACED
            publish(doors)
            assert types(await second.echo()) == ["RightProfile"]
    assert not doors.engine.forgotten


@pytest.mark.parametrize("make", [lambda s: "nonsense", lambda s: f"{s}:other:1", lambda s: f"{s}:EPOCH:999999"])
async def test_coming_back_in_vain_is_a_reset_and_a_new_start(doors: Doors, make: object) -> None:
    async with doors.socket(more=NUMBERED) as socket:
        _, session, _ = await socket.take(3)
    resume = make(session["ctiMessage"]["session"]).replace("EPOCH", session["ctiMessage"]["epoch"])
    async with doors.socket(more=f"&resume={resume}") as socket:
        frames = await socket.echo()
    assert types(frames) == ["Reset", "LoggedOn", "Session", "RightProfile"]
    assert frames[2]["ctiMessage"]["session"] != session["ctiMessage"]["session"]
    assert all("seq" in each for each in frames)


async def test_somebody_else_gets_a_reset_and_the_owner_his_session(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as socket:
        _, session, last = await socket.take(3)
        async with doors.socket("bruno", more=point(session, last["seq"])) as stranger:
            assert types(await stranger.echo()) == ["Reset", "LoggedOn", "Session", "RightProfile"]
        await socket.echo()
    async with doors.socket(more=point(session, last["seq"])) as socket:
        assert await socket.echo() == []


async def test_too_late() -> None:
    settings = WebSettings(port=0, ping_seconds=0.2, resume=ResumeSettings(keep_seconds=0))
    async with open_doors(settings) as doors:
        async with doors.socket(more=NUMBERED) as socket:
            _, session, last = await socket.take(3)
        await eventually(lambda: doors.engine.forgotten)
        async with doors.socket(more=point(session, last["seq"])) as socket:
            assert (await socket.next())["ctiMessage"] == {"why": "unknown_session"}


async def test_missed_too_much() -> None:
    async with open_doors(WebSettings(port=0, resume=ResumeSettings(entries=10))) as doors:
        async with doors.socket(more=NUMBERED) as socket:
            _, session, last = await socket.take(3)
        for _ in range(11):
            publish(doors)
        async with doors.socket(more=point(session, last["seq"])) as socket:
            assert (await socket.next())["ctiMessage"] == {"why": "too_old"}


async def test_ten_thousand_missed_events_come_in_one_piece(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as socket:
        _, session, last = await socket.take(3)
    for _ in range(10_000):
        publish(doors)
    async with doors.socket(more=point(session, last["seq"])) as socket:
        frames = [await socket.raw.receive_json() for _ in range(10_000)]
    positions = [each["seq"] for each in frames]
    assert positions == list(range(last["seq"] + 1, last["seq"] + 10_001))


async def test_a_revoked_user_is_out_and_stays_out(doors: Doors) -> None:
    async with doors.socket(more=NUMBERED) as socket:
        _, session, last = await socket.take(3)
        doors.hub.revoke(1)
        assert (await socket.end())[0] == CloseCode.REVOKED
    async with doors.socket(more=point(session, last["seq"])) as socket:
        assert (await socket.next())["msgType"] == "Reset"


async def test_rights_count_at_once(doors: Doors) -> None:
    async with doors.socket() as socket:
        await socket.echo()
        doors.hub.rights_changed(1, doors.engine.rights(1))
        publish(doors)
        doors.hub.tell(next(iter(doors.hub._of_user[1])), Error(Error="x"))
        assert types(await socket.echo()) == ["RightProfile", "Error"]
