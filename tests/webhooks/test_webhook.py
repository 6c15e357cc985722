"""Letters reach a receiver that is slow, refuses, breaks, dies and comes back; order, bounds, and what is given up."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from jackfield.protocol.events import PhoneEvent, PhoneStatusUpdate, UserStatusUpdate
from jackfield.protocol.values import CallDirection, PhoneEventType, PhoneStatus
from jackfield.storage.errors import StorageError, StorageUnavailableError
from jackfield.storage.letter_store import LetterStore
from jackfield.storage.sql import SqlStorage
from jackfield.webhooks import courier
from jackfield.webhooks.receiver import Receiver
from jackfield.webhooks.webhook import Webhook, WebhookSettings
from tests.support.webhook import SECRET, WebhookReceiver


@pytest.fixture(autouse=True)
def impatient() -> object:
    """Back-off in hundredths of seconds."""
    with (
        patch.object(courier, "FIRST_WAIT_SECONDS", 0.01),
        patch.object(courier, "LONGEST_WAIT_SECONDS", 0.05),
        patch.object(courier, "TIDY_SECONDS", 0.01),
        patch.object(courier, "TRIM_SECONDS", 0.05),
    ):
        yield


@asynccontextmanager
async def webhook(
    storage: SqlStorage, folder: Path, *receivers: WebhookReceiver, **settings: float
) -> AsyncIterator[Webhook]:
    urls = tuple(receiver.url for receiver in receivers)
    told = WebhookSettings(urls=urls, secrets=(SECRET,), **settings)  # type: ignore[arg-type]
    async with Webhook(told, storage.letters, folder, time.time, StorageError) as running:
        yield running


def ringing(call: str, number: int = 0, kind: PhoneEventType = PhoneEventType.RINGING) -> PhoneEvent:
    return PhoneEvent(
        eventType=kind,
        DN="1001",
        otherDN=str(number),
        otherDName="Zoë",
        linkedId=call,
        uniqueId=call,
        callDirection=CallDirection.INCOMING,
        userData={},
    )


def numbers(receiver: WebhookReceiver, call: str) -> list[int]:
    """What was told of a call, in the order of first arrival."""
    told = {one.id: one.body["message"]["ctiMessage"] for one in receiver.received if "message" in one.body}
    return [int(each["otherDN"]) for each in told.values() if each["linkedId"] == call]


async def empty(hook: Webhook) -> None:
    """Wait until nothing waits for any receiver."""
    async with asyncio.timeout(20):
        while any(state.waiting for state in await hook.states()):
            await asyncio.sleep(0.01)


async def test_both_kinds_of_bodies_as_the_documents_have_them(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    async with webhook(storage, tmp_path, receiver) as hook:
        hook.tell("alicej", ringing("1.1"))
        hook.tell("alicej", PhoneStatusUpdate(status=PhoneStatus.RINGING))
        hook.tell("alicej", UserStatusUpdate(userId=1, status="away"))
        await empty(hook)
    event, status = sorted([one.body for one in receiver.received], key=lambda body: "status" in body)
    assert event.keys() == {"username", "message"}
    assert event["message"]["msgType"] == "PhoneEvent"
    assert event["message"]["ctiMessage"]["otherDName"] == "Zoë"
    assert status == {"username": "alicej", "status": 8}
    assert len(receiver.received) == 2


async def test_each_call_is_told_in_its_order_and_several_calls_at_once(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    receiver.delay_seconds = 0.005
    async with webhook(storage, tmp_path, receiver) as hook:
        for number in range(20):
            for call in range(12):
                hook.tell("alice", ringing(f"{call}", number))
        await receiver.until(lambda: len(receiver.received) >= 240)
        await empty(hook)
        (state,) = await hook.states()
    assert all(numbers(receiver, str(call)) == list(range(20)) for call in range(12))
    assert 1 < receiver.most_at_once <= courier.AT_ONCE
    assert (state.delivered, state.dropped, state.waiting, state.failures) == (240, 0, 0, 0)


async def test_a_receiver_that_is_away_gets_everything_when_it_is_back(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    async with webhook(storage, tmp_path, receiver) as hook:
        await receiver.stop()
        with capture_logs() as logs:
            for number in range(30):
                hook.tell("alice", ringing(str(number % 3), number))
            async with asyncio.timeout(20):
                while (state := (await hook.states())[0]).failures < 3 or state.waiting < 30:
                    await asyncio.sleep(0.01)
        assert state.last_error == "cannot be reached: Connection refused"
        assert state.next_try > 0 < state.last_error_at
        assert "not-to-be-shown" not in f"{logs}{state}"
        assert [line["event"] for line in logs].count("webhook letter not delivered") == 1
        await receiver.start()
        await empty(hook)
        (state,) = await hook.states()
        assert (state.failures, state.dropped, state.delivered) == (0, 0, 30)
    assert [numbers(receiver, str(call)) for call in range(3)] == [list(range(call, 30, 3)) for call in range(3)]


@pytest.mark.parametrize("status", [301, 307, 401, 404, 429, 503])
async def test_answers_that_say_nothing_of_the_letter_keep_it(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path, status: int
) -> None:
    elsewhere = WebhookReceiver()
    await elsewhere.start()
    receiver.status = lambda body: status
    receiver.headers = {"Location": elsewhere.url, "Retry-After": "0"}
    async with webhook(storage, tmp_path, receiver) as hook:
        hook.tell("alice", ringing("1"))
        await receiver.until(lambda: len(receiver.attempts) > courier.MOST_TRIES + 1)
        assert str(status) in (await hook.states())[0].last_error
        receiver.status = lambda body: 200
        await empty(hook)
    assert len(set(receiver.attempts)) == 1
    assert not elsewhere.attempts
    await elsewhere.stop()


async def test_a_letter_that_is_refused_or_breaks_the_receiver_is_given_up_and_holds_up_nobody_else(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    bad = {"1": 400, "2": 500}
    receiver.status = lambda body: bad.get(body["message"]["ctiMessage"]["otherDN"], 200)
    async with webhook(storage, tmp_path, receiver) as hook:
        for number in (1, 3):
            hook.tell("alice", ringing("refused", number))
        for number in (2, 4):
            hook.tell("alice", ringing("broken", number))
        for number in (5, 6):
            hook.tell("alice", ringing("other", number))
        await empty(hook)
        (state,) = await hook.states()
    told = [numbers(receiver, call) for call in ("refused", "broken", "other")]
    assert told == [[3], [4], [5, 6]]
    assert (state.dropped, state.delivered, state.failures) == (2, 4, 0)
    assert len(receiver.attempts) == 4 + 1 + courier.MOST_TRIES


async def test_one_receiver_that_hangs_does_not_slow_another(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    other = WebhookReceiver()
    await other.start()
    receiver.delay_seconds = 3600
    async with webhook(storage, tmp_path, receiver, other, timeout_seconds=0.2) as hook:
        for number in range(50):
            hook.tell("alice", ringing(str(number), number))
        await other.until(lambda: len(other.received) == 50)
        await receiver.until(lambda: receiver.attempts)
        slow, quick = await hook.states()
        await receiver.until(lambda: len(receiver.attempts) > courier.AT_ONCE)
        assert (await hook.states())[0].last_error == "did not answer within 0.2 s"
    assert (slow.delivered, quick.delivered) == (0, 50)
    await other.stop()


async def test_what_is_too_old_or_too_much_is_given_up_the_oldest_first(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    receiver.status = lambda body: 503
    async with webhook(storage, tmp_path, receiver, most_waiting=10) as hook:
        with capture_logs() as logs:
            for number in range(100):
                hook.tell("alice", ringing("1", number))
            async with asyncio.timeout(20):
                while (await hook.states())[0].dropped < 90:
                    await asyncio.sleep(0.01)
        receiver.status = lambda body: 200
        await empty(hook)
    kept = numbers(receiver, "1")
    assert kept[-10:] == list(range(90, 100))
    assert len(kept) <= 11, "one more may have been on its way"
    assert any("given up" in line["event"] for line in logs)
    receiver.status = lambda body: 503
    async with webhook(storage, tmp_path, receiver, keep_seconds=0.2) as hook:
        hook.tell("alice", ringing("old"))
        async with asyncio.timeout(20):
            while not (await hook.states())[0].dropped:
                await asyncio.sleep(0.01)


async def test_pausing_lasts_and_going_on_tells_what_waited(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    async with webhook(storage, tmp_path, receiver) as hook:
        (state,) = await hook.states()
        await hook.pause(state.id, True)
        hook.tell("alice", ringing("1"))
        async with asyncio.timeout(20):
            while not (await hook.states())[0].waiting:
                await asyncio.sleep(0.01)
    async with webhook(storage, tmp_path, receiver) as hook:
        (state,) = await hook.states()
        assert (state.paused, state.waiting, receiver.attempts) == (True, 1, [])
        assert "not-to-be-shown" not in state.url
        await hook.pause(state.id, False)
        await empty(hook)
    assert numbers(receiver, "1") == [0]


async def test_retry_now_does_not_wait_for_the_next_moment(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    receiver.status = lambda body: 503
    receiver.headers = {"Retry-After": "3600"}
    with patch.object(courier, "LONGEST_WAIT_SECONDS", 3600.0):
        async with webhook(storage, tmp_path, receiver) as hook:
            hook.tell("alice", ringing("1"))
            await receiver.until(lambda: receiver.attempts)
            async with asyncio.timeout(20):
                while not (state := (await hook.states())[0]).next_try:
                    await asyncio.sleep(0.01)
            receiver.status = lambda body: 200
            hook.retry_now(state.id)
            await empty(hook)
    assert len(receiver.attempts) == 2


async def test_a_database_that_fails_loses_nothing(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    put, failing = LetterStore.put, [True]

    async def perhaps(self: LetterStore, *given: object) -> None:
        if failing[0]:
            raise StorageUnavailableError("disk full")
        await put(self, *given)  # type: ignore[arg-type]

    with patch.object(LetterStore, "put", perhaps), patch("jackfield.webhooks.postbox.RETRY_SECONDS", 0.01):
        async with webhook(storage, tmp_path, receiver) as hook:
            for number in range(5):
                hook.tell("alice", ringing("1", number))
            await asyncio.sleep(0.1)
            assert not receiver.attempts
        failing[0] = False
        async with webhook(storage, tmp_path, receiver) as hook:
            await empty(hook)
    assert numbers(receiver, "1") == list(range(5))
    assert (tmp_path / "webhooks.spool").stat().st_size == 0


async def test_letters_to_a_receiver_that_is_no_longer_configured_are_deleted(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path
) -> None:
    receiver.status = lambda body: 503
    async with webhook(storage, tmp_path, receiver) as hook:
        hook.tell("alice", ringing("1"))
        await receiver.until(lambda: receiver.attempts)
    other = WebhookReceiver()
    await other.start()
    async with webhook(storage, tmp_path, other):
        assert await storage.letters.count(Receiver.at(receiver.url).id) == (0, 0.0)
    await other.stop()


@pytest.mark.parametrize("damage", [b"", b'{"id":1,"la', b"\xff\xfe\n"])
async def test_a_torn_spool_is_read_as_far_as_it_goes(
    receiver: WebhookReceiver, storage: SqlStorage, tmp_path: Path, damage: bytes
) -> None:
    whole = (
        b'{"id":77,"lane":"x","body":"{\\"username\\":\\"alice\\",\\"status\\":0}","created":%d,"tries":0,"due":0}\n'
    )
    (tmp_path / "webhooks.spool").write_bytes(whole % time.time() + damage)
    async with webhook(storage, tmp_path, receiver) as hook:
        await empty(hook)
        hook.tell("alice", PhoneStatusUpdate(status=PhoneStatus.BUSY))
        await receiver.until(lambda: len(receiver.received) == 2)
    assert receiver.statuses("alice") == [0, 2]


def test_waiting_grows_and_has_an_end() -> None:
    with patch.object(courier, "FIRST_WAIT_SECONDS", 1.0), patch.object(courier, "LONGEST_WAIT_SECONDS", 300.0):
        for failures, mean in ((1, 1.0), (4, 8.0), (500, 300.0)):
            waits = [courier.backoff(failures) for _ in range(50)]
            assert all(0.79 * mean <= each <= 1.21 * mean for each in waits)
            assert len(set(waits)) > 1
