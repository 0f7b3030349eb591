"""Atom feeds: what readers and the schema accept, how much of a text they carry, and hostile texts."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from articles.model import Rendering, Rights
from delivery.excerpts import MOST_TITLE
from delivery.feeds import MOST_ENTRIES, Entry, article_entry, atom, event_entries, excerpt, write
from tests.conftest import NOON
from tests.delivery.acts import event, stage
from tests.delivery.test_digest import HOSTILE
from tests.dreiklang.desks import article, source

ATOM = "{http://www.w3.org/2005/Atom}"
PRESS = source("tagblatt")


def entry(number: int = 1, **changes: object) -> Entry:
    made = article_entry(
        article(number), PRESS, translated=Rendering(english="Cabinet approves AI law"), topics=["regulation_law"]
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of an Entry


def feed(*entries: Entry) -> bytes:
    return atom("topic-x", "Dreiklang: X", entries, updated=NOON)


def test_a_feed_reader_reads_titles_links_times_and_categories() -> None:
    read = feedparser.parse(feed(entry()))
    assert not read.bozo
    one = read.entries[0]
    assert one.title == "Kabinett billigt KI-Gesetz" and one.link == article(1).url
    assert one.published_parsed[:4] == (2026, 3, 2, 12) and one.tags[0].term == "regulation_law"
    assert "mt: Cabinet approves AI law" in one.summary


def test_a_feed_has_everything_that_rfc_4287_wants() -> None:
    tree = etree.fromstring(feed(entry(), entry(2)))
    for part in (tree, *tree.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1
    assert tree.find(f"{ATOM}author/{ATOM}name").text == "Dreiklang"
    assert tree.find(f"{ATOM}link[@rel='self']") is not None
    ids = [one.findtext(f"{ATOM}id") for one in tree.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 2 and all(re.fullmatch(r"urn:dreiklang:article:\w+", one or "") for one in ids)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert not feedparser.parse(feed()).bozo


def test_the_newest_stand_first_and_the_oldest_fall_out() -> None:
    many = [
        entry(number, updated=NOON + timedelta(hours=number), name=f"article:{number}")
        for number in range(MOST_ENTRIES + 5)
    ]
    read = feedparser.parse(feed(*many))
    assert len(read.entries) == MOST_ENTRIES
    assert read.entries[0].id == f"urn:dreiklang:article:{MOST_ENTRIES + 4}"


def test_a_text_is_carried_as_far_as_its_rights_allow() -> None:
    long = article(1, paragraphs=("Wort " * 500,))
    assert len(excerpt(long, PRESS)) <= PRESS.rights.excerpt_chars
    assert excerpt(long, replace(PRESS, rights=Rights(excerpt_chars=0))) == ""


def test_a_page_that_calls_its_whole_text_a_title_carries_no_more_of_it() -> None:
    one = article_entry(article(1, title="Wort " * 500), PRESS, translated=Rendering(english="Word " * 500), topics=())
    assert max(map(len, (one.title, *one.summary.split("\n")))) <= MOST_TITLE + len("mt: ")


def test_every_open_stage_of_an_act_is_an_entry() -> None:
    act = event(stage(), stage(id="2", step="promulgation", opened_at=None), stage(id="3", retracted=True))
    (one,) = event_entries(act, href="https://www.cac.example/1", language="en")
    assert one.name == "stage:stage1" and "Draft for comment until 1 Apr 2026" in one.title


@pytest.mark.parametrize("words", HOSTILE)
def test_texts_of_others_stay_text(words: str) -> None:
    bad = article(1, title=words, url="javascript:alert(1)", paragraphs=(words,))
    written = feed(article_entry(bad, replace(PRESS, name=words), translated=Rendering(english=words), topics=[]))
    read = feedparser.parse(written)
    assert not read.bozo and len(read.entries) == 1
    assert b"<script" not in written and b"javascript:" not in written.replace(b"](javascript:alert(1))", b"")


def test_a_file_that_would_stay_the_same_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "feeds" / "x.xml"
    write(path, feed(entry()))
    before = path.stat().st_mtime_ns
    write(path, feed(entry()))
    assert path.stat().st_mtime_ns == before
    assert not list(path.parent.glob("*.part"))
