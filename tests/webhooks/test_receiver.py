"""Which URLs and secrets may be used, what is shown of them, and that a library of others verifies the signature."""

from base64 import b64encode

import pytest

from jackfield.webhooks.receiver import Receiver, ReceiverError, headers, key_of


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://crm.example/", "http://"),
        ("file:///etc/passwd", "http://"),
        ("javascript:alert(1)", "http://"),
        ("crm.example/hook", "http://"),
        ("", "http://"),
        ("http://", "host"),
        ("https:///path", "host"),
        ("http://crm.example:bad/", "no URL"),
        ("https://user:hunter2@crm.example/", "signed instead"),
    ],
)
def test_urls_that_are_refused(url: str, reason: str) -> None:
    with pytest.raises(ReceiverError, match=reason) as error:
        Receiver.at(url)
    assert "hunter2" not in str(error.value)


def test_a_query_is_kept_and_not_shown() -> None:
    receiver = Receiver.at("https://crm.example/hook?key=secret#part")
    assert receiver.url == "https://crm.example/hook?key=secret#part"
    assert receiver.shown == "https://crm.example/hook"
    assert receiver.id == Receiver.at(receiver.url).id != Receiver.at(receiver.shown).id


@pytest.mark.parametrize("secret", ["", "short", "whsec_????", "whsec_c2hvcnQ="])
def test_weak_secrets_are_refused_without_being_said(secret: str) -> None:
    with pytest.raises(ReceiverError) as error:
        key_of(secret)
    assert not secret or secret.removeprefix("whsec_") not in str(error.value)


def test_a_secret_may_be_base64() -> None:
    assert key_of("whsec_" + b64encode(b"0123456789abcdef").decode()) == b"0123456789abcdef"
    assert key_of("a text of more than 16") == b"a text of more than 16"


def test_the_example_of_standard_webhooks() -> None:
    # the published test vector of https://github.com/standard-webhooks/standard-webhooks
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = headers([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made["Webhook-Signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_secret_signs() -> None:
    made = headers([b"a" * 16, b"b" * 16], "msg_1", 1, b"{}")
    one, other = made["Webhook-Signature"].split()
    assert one != other
    assert {one[:3], other[:3]} == {"v1,"}
