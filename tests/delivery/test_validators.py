"""What we write, as strict readers take it: Atom by its grammar, mail by RFC 5322, HTML by everything that could load or run."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.model import Message, Rendering
from articles.store.outbox import Posted
from delivery.alerts import Acts, Rule
from delivery.channels.mail import as_mail, plain
from delivery.digest_forms import as_mail as digest_mail
from delivery.digest_forms import as_page, as_text
from delivery.digest_view import view
from delivery.feeds import article_entry, atom, event_entries
from delivery.notices import alert, correction, dead_letter, match_alert, trial
from tests.conftest import NOON
from tests.delivery.acts import event, told_act, told_match
from tests.delivery.hostile import SAMPLES
from tests.delivery.test_digest import full_day
from tests.dreiklang.desks import article, source

LANGUAGES = ("de", "zh", "en")
LOADING = {
    "src",
    "srcset",
    "background",
    "poster",
    "data",
    "action",
    "formaction",
    "manifest",
    "ping",
    "cite",
    "longdesc",
    "usemap",
}
RUNNING = {
    "script",
    "iframe",
    "object",
    "embed",
    "applet",
    "form",
    "base",
    "link",
    "img",
    "video",
    "audio",
    "svg",
    "math",
    "meta",
}
MOST_LINE = 998  # octets, RFC 5322 2.1.1
ADVISED_LINE = 78


@cache
def grammar() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))


def feeds() -> Iterator[bytes]:
    press = source("tagblatt")
    acts = [replace(event(), topics=("chips_compute", "safety_frontier")), event(title="<b>&amp;")]
    told = [
        entry for act in acts for entry in event_entries(act, href="https://www.cac.example/1?a=1&b=2", language="zh")
    ]
    yield atom("empty", "", (), updated=NOON)
    yield atom("acts", "Acts", told, updated=NOON)
    for words in SAMPLES:
        one = article(1, title=words, url="https://www.tagblatt.example/ü?x=1&y=<z>", paragraphs=(words,))
        yield atom(
            "x",
            words,
            [article_entry(one, press, translated=Rendering(english=words), topics=("chips_compute",))],
            updated=NOON,
        )


def test_every_feed_follows_the_grammar_of_atom_and_satisfies_a_reader() -> None:
    for feed in feeds():
        grammar().assertValid(etree.fromstring(feed))
        assert not feedparser.parse(feed).bozo


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"<updated>2026-03-02T12:00:00+00:00</updated>", b"<updated>2 March</updated>"),
        (b"<id>urn:dreiklang:feed:empty</id>", b""),
        (b"<name>Dreiklang</name>", b""),
        (b'rel="self"', b'rel="me"'),
        (b"<author>", b"<script/><author>"),
    ],
)
def test_the_grammar_finds_what_is_wrong(right: bytes, wrong: bytes) -> None:
    feed = next(feeds())
    assert right in feed and not grammar().validate(etree.fromstring(feed.replace(right, wrong)))


def messages(language: str) -> list[Message]:
    """One of every kind."""
    rule = Rule(name="CN consultations", channels=("mail",), acts=Acts(), language=language)
    first = alert(rule, [told_act()], now=NOON)
    several = alert(rule, [told_act(), told_act(event(title="Zweites"))], now=NOON)
    match = told_match()
    day = view(replace(full_day(), language=language))
    digest = replace(
        first, kind="digest", subject=day.subject, text=as_text(day), html=digest_mail(day), language=language
    )
    dead = Posted(message=first, channel="mail", recipient="a@example.org", due_at=NOON, sent_at=None)
    return [
        first,
        several,
        correction(first, told_act(gone=True), {"gone": (False, True)}, after=first.id, now=NOON),
        match_alert(replace(rule, search="law"), ["s"], [match], now=NOON),
        dead_letter(dead, "550 no", now=NOON),
        trial("mail", now=NOON),
        digest,
    ]


class Loaded(HTMLParser):
    """Everything that a program would fetch or run without being asked."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in RUNNING and not (tag == "meta" and given.keys() <= {"charset", "name", "content"}):
            self.found.append(tag)
        self.found += [name for name in given if name in LOADING or name.startswith("on") or name.endswith(":href")]
        self.found += [
            value for value in (given.get("style", ""),) if re.search(r"(?i)url\(|expression|@import|behavior", value)
        ]
        if "href" in given:
            self.links += [given["href"]] if tag == "a" else []
            self.found += [tag] if tag != "a" else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_and_no_page_loads_or_runs_anything(language: str) -> None:
    pages = [message.html for message in messages(language)]
    pages.append(as_page(view(replace(full_day(), language=language))))
    for html in pages:
        read = Loaded()
        read.feed(html)
        assert not read.found
        assert all(link == "#" or link.startswith(("https://", "http://")) for link in read.links)
        assert not re.search(r"(?i)@import|url\(|javascript:", html)


def octets(message: Message) -> bytes:
    return as_mail(
        message, sender="Dreiklang <m@example.org>", recipient="a@example.org", answers=["one", "two"]
    ).as_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_a_message_of_rfc_5322(language: str) -> None:
    for message in messages(language):
        raw = octets(message)
        assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw), "no bare CR or LF"
        assert raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= MOST_LINE
        head = raw.partition(b"\r\n\r\n")[0]
        assert max(map(len, head.split(b"\r\n"))) <= ADVISED_LINE
        assert all(re.fullmatch(rb"[!-9;-~]+: .+", line) for line in re.sub(rb"\r\n[ \t]", b" ", head).split(b"\r\n"))
        mail = message_from_bytes(raw, policy=default.clone(raise_on_defect=True))
        assert isinstance(mail, EmailMessage)
        for part in mail.walk():
            assert not part.defects and not [one for header in part.values() for one in header.defects]
        for name in ("From", "To", "Date", "Message-ID", "Subject", "List-Id", "MIME-Version"):
            assert len(mail.get_all(name, [])) == 1, name
        assert mail["Date"].datetime == message.created_at
        assert mail["Subject"] == plain(message.subject)
        text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
        assert text is not None and html is not None
        assert text.get_content().splitlines() == message.text.splitlines()
        assert html.get_content().split() == message.html.split()


@given(st.text(max_size=200))
def test_a_subject_comes_out_as_it_went_in(words: str) -> None:
    message = replace(trial("mail", now=NOON + timedelta(minutes=1)), subject=words)
    raw = octets(message)
    read = message_from_bytes(raw, policy=default)
    assert read["Subject"] == plain(words)
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= ADVISED_LINE
