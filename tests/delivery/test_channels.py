"""Channels against real receivers: what they take, how each refusal is told apart, and that the contract is kept by all."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from articles.addresses import Guard
from articles.errors import BadInput
from articles.model import Message
from articles.store.outbox import Posted
from delivery.alerts import Rule
from delivery.channels import Channel, ChannelDown, Refused, TryLater
from delivery.channels.folder import Folder
from delivery.channels.mail import as_mail, list_id
from delivery.channels.services import Service
from delivery.channels.smtp import Smtp
from delivery.channels.webhook import Webhook, retry_after_s
from delivery.notices import alert
from tests.conftest import NOON
from tests.crawlers.certificates import Authority
from tests.delivery.acts import told_act
from tests.delivery.fakes import FakeChannel
from tests.delivery.servers import (
    PASSWORD,
    USER,
    Hook,
    Mailbox,
    free_port,
    hook_server,
    mail_server,
    silent_server,
)
from tests.delivery.test_digest import HOSTILE

SENDER = "Dreiklang <monitor@example.org>"
DESK = "desk@example.org"
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning"),  # aiosmtpd's, for a test
    pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning"),  # inside Apprise
]


def message(**changes: object) -> Message:
    made = alert(Rule(name="CN consultations", channels=("mail",), language="zh"), [told_act()], now=NOON)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of a Message


def posted(recipient: str = DESK, **changes: object) -> Posted:
    return Posted(message=message(**changes), channel="mail", recipient=recipient, due_at=NOON, sent_at=None)


def smtp(port: int, **changes: object) -> Smtp:
    usual = Smtp(
        name="mail", recipients=(DESK,), sender=SENDER, host="127.0.0.1", port=port, security="none", timeout_s=1.0
    )
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields of an Smtp


def webhook(url: str, **changes: object) -> Webhook:
    host = url.split("/")[2]
    usual = Webhook(name="hook", url=url, secret="a key", guard=Guard(allowed=frozenset({host})), timeout_s=1.0)
    return replace(usual, **changes)  # type: ignore[arg-type]  # fields of a Webhook


Received = Callable[[], Sequence[str]]


@pytest.fixture(params=["fake", "folder", "smtp", "webhook"])
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Channel, Received]]:
    """Every kind of channel, with the ids that its receiver has."""
    with ExitStack() as stack:
        if request.param == "smtp":
            box = Mailbox()
            yield smtp(stack.enter_context(mail_server(box))), lambda: [one[1:].partition("@")[0] for one in box.ids]
        elif request.param == "webhook":
            hook = Hook()
            yield webhook(stack.enter_context(hook_server(hook))), lambda: hook.ids
        elif request.param == "folder":
            yield Folder(name="folder", folder=tmp_path), lambda: [_id(path) for path in sorted(tmp_path.glob("*.eml"))]
        else:
            fake = FakeChannel()
            yield fake, lambda: list(fake.inbox)


def _id(path: Path) -> str:
    return str(message_from_bytes(path.read_bytes(), policy=default)["Message-ID"])[1:].partition("@")[0]


@pytest.mark.slow
def test_every_channel_hands_a_message_over_under_its_own_id(channel: tuple[Channel, Received]) -> None:
    way, received = channel
    assert way.send(posted(way.recipients[0]), answers=["first"])
    assert list(received()) == [message().id]
    assert way.name and way.recipients


@pytest.mark.slow
def test_no_channel_shows_its_secrets(channel: tuple[Channel, Received]) -> None:
    way, _ = channel
    assert "secret" not in repr(way) and "a key" not in repr(way) and "token" not in "".join(way.recipients)


@pytest.mark.slow
def test_a_mail_goes_out_by_tls_and_login(tmp_path: Path) -> None:
    ours = Authority(tmp_path / "authority")
    box = Mailbox()
    with mail_server(box, tls=ours.server("localhost"), login=True) as port:
        way = smtp(
            port,
            host="localhost",
            security="starttls",
            user=USER,
            password=PASSWORD,
            ca_file=str(ours.certificate),
            timeout_s=30,
        )
        way.send(posted(), answers=[])
    assert len(box.mails) == 1


@pytest.mark.slow
def test_a_wrong_password_and_a_strangers_certificate_close_the_channel(tmp_path: Path) -> None:
    ours = Authority(tmp_path / "authority")
    with mail_server(Mailbox(), tls=ours.server("localhost"), login=True) as port:
        way = smtp(
            port,
            host="localhost",
            security="starttls",
            user=USER,
            password="wrong",
            ca_file=str(ours.certificate),
            timeout_s=30,
        )
        with pytest.raises(ChannelDown, match="535"):
            way.send(posted(), answers=[])
        with pytest.raises(ChannelDown, match="certificate"):
            replace(way, ca_file="").send(posted(), answers=[])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rcpt", "data", "error"),
    [
        (["452 mailbox full"], [], TryLater),
        (["550 no such user"], [], Refused),
        ([], ["451 try again"], TryLater),
        ([], ["554 spam"], Refused),
    ],
)
def test_four_hundreds_are_tried_again_and_five_hundreds_are_dead(
    rcpt: list[str], data: list[str], error: type[Exception]
) -> None:
    with mail_server(Mailbox(rcpt=rcpt, data=data)) as port, pytest.raises(error, match=r"answered [45]\d\d"):
        smtp(port).send(posted(), answers=[])


@pytest.mark.slow
def test_a_mail_server_that_is_silent_or_gone_closes_the_channel() -> None:
    with silent_server() as port, pytest.raises(ChannelDown, match="timed out"):
        smtp(port, timeout_s=0.3).send(posted(), answers=[])
    with pytest.raises(ChannelDown, match=r"check channels\.mail"):
        smtp(free_port()).send(posted(), answers=[])


def test_a_mail_is_a_list_mail_with_text_and_html_and_refers_to_its_thread() -> None:
    mail = as_mail(message(), sender=SENDER, recipient=DESK, answers=["first", "second"])
    read = message_from_bytes(mail.as_bytes(), policy=default)
    assert read["References"] == "<first@example.org> <second@example.org>"
    assert read["In-Reply-To"] == "<second@example.org>"
    assert "<cn-consultations.example.org>" in read["List-Id"]
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert "国家网信办等" in read.get_body(("plain",)).get_content()
    assert read["Subject"] == message().subject
    assert all(len(line) <= 998 for line in mail.as_bytes().split(b"\r\n"))
    assert not [defect for part in read.walk() for defect in part.defects]


@pytest.mark.parametrize("words", [*HOSTILE, "x\nBcc: a@b.c", "=?utf-8?q?evil?=", "ü" * 300])
def test_no_text_of_others_becomes_a_header(words: str) -> None:
    mail = as_mail(message(subject=words, rule=words), sender=SENDER, recipient=DESK)
    read = message_from_bytes(mail.as_bytes(), policy=default)
    assert read["Bcc"] is None
    usual = as_mail(message(), sender=SENDER, recipient=DESK)
    assert sorted(read.keys()) == sorted(message_from_bytes(usual.as_bytes(), policy=default).keys())


@pytest.mark.parametrize("address", ["nobody", "a@", "@b", "ä@example.org"])
def test_what_is_no_address_is_named(address: str) -> None:
    with pytest.raises(BadInput, match="is no mail address"):
        as_mail(message(), sender=SENDER, recipient=address)


def test_an_address_with_a_line_break_adds_no_header() -> None:
    mail = as_mail(message(), sender=SENDER, recipient="a@b.example\nBcc: c@d.example")
    assert mail["Bcc"] is None and b"\nBcc:" not in mail.as_bytes()


def test_a_rule_of_any_script_has_a_list_id() -> None:
    assert list_id("CN consultations") == "cn-consultations" and list_id("监管") == "rule"


@pytest.mark.slow
def test_a_hook_can_check_the_signature() -> None:
    hook = Hook()
    with hook_server(hook) as url:
        webhook(url).send(posted(), answers=["first"])
    headers, body = hook.taken[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(b"a key", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert told["stages"]["stage1"]["deadline"] == "2026-04-01" and told["answers"] == ["first"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("status", "headers", "error", "wait"),
    [
        (500, {}, TryLater, None),
        (503, {"Retry-After": "120"}, ChannelDown, 120.0),
        (429, {"Retry-After": "7"}, ChannelDown, 7.0),
        (429, {}, ChannelDown, None),
        (404, {}, Refused, None),
        (302, {"Location": "http://169.254.169.254/latest/meta-data"}, Refused, None),
    ],
)
def test_what_a_hook_answers_decides_what_happens_next(
    status: int, headers: dict[str, str], error: type[Exception], wait: float | None
) -> None:
    hook = Hook(answers=[(status, headers)])
    with hook_server(hook) as url, pytest.raises(error) as raised:
        webhook(url).send(posted(), answers=[])
    assert getattr(raised.value, "retry_after_s", None) == wait
    assert hook.asked == 1


@pytest.mark.slow
def test_a_hook_inside_a_network_is_not_asked_unless_the_operator_says_so() -> None:
    hook = Hook()
    with hook_server(hook) as url, pytest.raises(Refused, match="allow_private"):
        webhook(url, guard=Guard()).send(posted(), answers=[])
    assert hook.asked == 0


@pytest.mark.slow
def test_a_hook_that_is_silent_or_gone_closes_the_channel() -> None:
    with silent_server() as port, pytest.raises(ChannelDown, match="does not answer"):
        webhook(f"http://127.0.0.1:{port}/", timeout_s=0.3).send(posted(), answers=[])
    with pytest.raises(ChannelDown, match="does not answer"):
        webhook(f"http://127.0.0.1:{free_port()}/").send(posted(), answers=[])


def test_retry_after_may_be_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.clock.elapsed", lambda: datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())
    assert retry_after_s("Mon, 02 Mar 2026 12:01:00 GMT") == 60.0
    assert retry_after_s("soon") is None and retry_after_s("-5") is None


def test_an_address_that_apprise_does_not_know_is_a_dead_letter_that_says_so() -> None:
    with pytest.raises(Refused, match=r"channels\.chat\.url is no address"):
        Service(name="chat", url="nonsense://x", guard=Guard()).send(posted(), answers=[])


@pytest.mark.slow
def test_a_service_is_reached_through_apprise_and_never_inside_a_network_by_itself() -> None:
    hook = Hook()
    with hook_server(hook) as url:
        host = url.split("/")[2]
        inside = Service(name="chat", url=f"json://{host}/", guard=Guard())
        with pytest.raises(Refused, match="allow_private"):
            inside.send(posted(), answers=[])
        allowed = replace(inside, guard=Guard(allowed=frozenset({host})))
        assert allowed.send(posted(), answers=[]) == "json"
        hook.answers = [(500, {})]
        with pytest.raises(TryLater, match="did not take the message"):
            allowed.send(posted(), answers=[])
    assert hook.asked == 2


def test_an_encoded_word_in_a_title_is_not_read_as_a_line_break_and_a_header() -> None:
    forged = "=?utf-8?q?Titel=0D=0ABcc:_everyone@example.org?="
    for mail in (
        as_mail(message(subject=forged, rule=forged), sender=SENDER, recipient=DESK),
        as_mail(message(), sender=f"{forged} <monitor@example.org>", recipient=DESK),
    ):
        assert b"\r\nBcc:" not in mail.as_bytes()
