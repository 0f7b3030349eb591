"""Whatever others write stays text: in mail, page, Markdown, feeds, calendar and tables, for every sample of hostile.py."""

import csv
import json
import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from io import StringIO

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree

from articles.model import Analysis, Article, Evidence, FoundDate, Message, PolicyEvent, Rendering, Source
from delivery.alerts import Acts, Rule
from delivery.calendar import Day, as_calendar
from delivery.channels.mail import as_mail
from delivery.digest import Corrected, Digest, Missing
from delivery.digest_forms import as_mail as digest_mail
from delivery.digest_forms import as_markdown, as_page, as_text
from delivery.digest_view import view
from delivery.export import COLUMNS, FORMULA, row, write_csv, write_json_lines
from delivery.feeds import article_entry, atom, event_entries
from delivery.notices import alert, correction, match_alert
from tests.conftest import NOON
from tests.delivery import hostile
from tests.delivery.acts import event, stage, told_act, told_match
from tests.delivery.test_digest import Page, full_day, moved, read, report, stance, story
from tests.dreiklang.desks import article, source

RULE = Rule(name="CN consultations", channels=("mail",), acts=Acts())
BAD_URLS = (
    "javascript:alert(1)",
    "data:text/html,x",
    "https://x.example/\r\nBcc: a@b.c",
    'https://x.example/"><script>',
)
KINDS = ("SCRIPTS", "MARKUP", "TEMPLATES", "HEADERS", "INVISIBLE", "FORMULAS", "LINKS", "ORDERS")
NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufffe\uffff\ud800-\udfff]")
each_kind = pytest.mark.parametrize("samples", [getattr(hostile, kind) for kind in KINDS], ids=KINDS)


def test_there_are_enough_samples() -> None:
    assert len(set(hostile.SAMPLES)) >= 120


def press(words: str) -> Source:
    return replace(source("tagblatt"), name=words)


def written(words: str) -> Article:
    url = BAD_URLS[len(words) % len(BAD_URLS)]
    return article(1, title=words, url=url, origin=words, paragraphs=(words,))


def act(words: str) -> PolicyEvent:
    deadline = FoundDate(day=NOON.date().replace(day=20), evidence=Evidence(text=words, start=0, end=1), firm=True)
    named = stage(body=words, issuers=(words, "cn_miit"), deadline=deadline)
    return event(named, title=words, issuers=(words, "cn_miit"), identifiers=(words,), deadline=deadline)


def digest(words: str) -> Digest:
    quoted = stance(evidence=Evidence(text=words, start=0, end=1), holder=words)
    told = report(
        written(words), source=press(words), origin=words, translated=Rendering(english=words), stances=(quoted,)
    )
    return full_day(
        moved=(moved(event=act(words), stage=act(words).stages[0], report=told),),
        stories=(story(told, report(article(2, origin=words))),),
        yours=((words, told),),
        late=(told,),
        borderline=(told,),
        corrected=(Corrected(subject=words, event=event(title=words), wrong={"issuers": ([words], [words])}),),
        missing=(Missing(source=told.source, since=None),),
    )


def messages(words: str) -> list[Message]:
    told = told_act(
        act(words), article=written(words), source=press(words), evidence=Evidence(text=words, start=0, end=1)
    )
    first = alert(RULE, [told], now=NOON)
    match = told_match(article=written(words), source=press(words), translated=Rendering(english=words))
    return [
        first,
        correction(first, told, {"issuers": ([words], ["cn_cac"])}, after=first.id, now=NOON),
        match_alert(replace(RULE, search="law"), ["s1"], [match], now=NOON),
    ]


@cache
def usual() -> tuple[frozenset[str], ...]:
    """The tags of each form when nobody means harm."""
    day = view(digest("A title"))
    return tuple(frozenset(read(html).tags) for html in (digest_mail(day), as_page(day)))


def harmless(page: Page, known: frozenset[str]) -> bool:
    links = all(link == "#" or re.match(r"https?://[^\s\"<>]+$", link) for link in page.links)
    return page.tags <= known and not page.loaded and not page.handlers and links


@each_kind
def test_in_every_form_of_a_digest(samples: tuple[str, ...]) -> None:
    for words in samples:
        day = view(digest(words))
        for html, known in zip((digest_mail(day), as_page(day)), usual(), strict=True):
            assert harmless(read(html), known), words
        for line in (day.subject, *as_text(day).split("\n")):
            assert not NOT_SHOWN.search(line) and len(line) < 2000, words
        plain = re.sub(r"\\.", "", as_markdown(day))
        assert not re.search(r"!\[|\]\(<?(javascript|data):|<script|<img", plain), words


@each_kind
def test_in_the_header_and_both_parts_of_a_mail(samples: tuple[str, ...]) -> None:
    heads = sorted(as_mail(messages("A title")[0], sender="m@example.org", recipient="a@example.org").keys())
    for words in samples:
        for message in messages(words):
            mail = message_from_bytes(
                as_mail(message, sender="m@example.org", recipient="a@example.org").as_bytes(), policy=default
            )
            assert isinstance(mail, EmailMessage)
            assert sorted(mail.keys()) == heads, words
            assert not NOT_SHOWN.search(str(mail["Subject"])) and not [
                one for part in mail.walk() for one in part.defects
            ], words
            text, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
            assert text is not None and html is not None
            assert not NOT_SHOWN.search(re.sub(r"\r?\n", "", text.get_content())), words
            assert harmless(read(html.get_content()), frozenset(read(message_html()).tags) | {"hr", "br"}), words


@cache
def message_html() -> str:
    return "".join(message.html for message in messages("A title"))


@each_kind
def test_in_a_feed(samples: tuple[str, ...]) -> None:
    for words in samples:
        entries = [
            article_entry(written(words), press(words), translated=Rendering(english=words), topics=("chips_compute",)),
            *event_entries(act(words), href=BAD_URLS[0], language="en"),
        ]
        made = atom("topic-x", words, entries, updated=NOON)
        assert len(etree.fromstring(made).findall("{http://www.w3.org/2005/Atom}entry")) == 2, words
        parsed = feedparser.parse(made)
        assert not parsed.bozo and len(parsed.entries) == 2, words
        assert all(one.link == "#" or one.link.startswith("https://") for one in parsed.entries), words
        assert all(one.summary_detail.type == one.title_detail.type == "text/plain" for one in parsed.entries), words


@each_kind
def test_in_a_calendar(samples: tuple[str, ...]) -> None:
    for words in samples:
        of = act(words)
        assert of.deadline is not None
        day = Day(event=of, kind="deadline", found=of.deadline, href=BAD_URLS[len(words) % len(BAD_URLS)])
        made = as_calendar([day], None, language="en", now=NOON)
        calendar = Calendar.from_ical(made)
        (one,) = calendar.walk("VEVENT")
        assert calendar.to_ical() == made, words
        assert not {"ATTENDEE", "ATTACH", "ORGANIZER"} & set(one) and len(calendar.subcomponents) == 1, words
        assert not NOT_SHOWN.search(str(one["SUMMARY"])) and all(len(line) <= 75 for line in made.split(b"\r\n")), words


@each_kind
def test_in_a_table(samples: tuple[str, ...]) -> None:
    analysis = Analysis(article_id="a", revision=1, relevant=True, relevance=0.9, entities=("de",))
    for words in samples:
        one = row(written(words), analysis, press(words), translated=Rendering(english=words), story=None)
        table, lines = StringIO(newline=""), StringIO()
        write_csv([one], table)
        write_json_lines([one], lines)
        cells = list(csv.reader(StringIO(table.getvalue(), newline="")))
        assert len(cells) == 2 and len(cells[1]) == len(COLUMNS), words
        assert not [cell for cell in cells[1] if cell.lstrip().startswith(FORMULA)], words
        assert lines.getvalue().count("\n") == 1 and set(json.loads(lines.getvalue())) == set(COLUMNS), words
