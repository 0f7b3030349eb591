import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.model import Layout, Page
from articles.outcome import Outcome
from crawlers.extract import Extracted, extract
from tests.crawlers.test_metadata import TAGBLATT

SENTENCE = "<p>Die Behörde prüft die Unterlagen und entscheidet im Frühjahr über den Antrag Nummer {}.</p>"
ARTICLE = (
    "<html lang=de><title>Aufsicht prüft Antrag - Tagblatt</title><h1>Aufsicht prüft Antrag</h1><p>Von Eva Klar</p>"
    + "".join(SENTENCE.format(number) for number in range(12))
)
LIMIT_S = 5.0


def page(body: bytes, content_type: str = "text/html") -> Page:
    return Page(
        url="https://tagblatt.example/a/b",
        final_url="https://tagblatt.example/a/b",
        status=200,
        headers={"content-type": content_type},
        body=body,
        fetched_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def run(body: bytes) -> Extracted:
    return extract(page(body), source=None)


def test_an_article_comes_out_whole() -> None:
    found = run(ARTICLE.encode())
    assert found.outcome is Outcome.EXTRACTED
    assert (found.title, found.authors, found.language) == ("Aufsicht prüft Antrag", ("Eva Klar",), "de")
    assert sum("Die Behörde prüft" in paragraph for paragraph in found.paragraphs) == 12


def test_the_charset_of_the_header_is_used() -> None:
    body = "<title>通知</title>" + "".join(
        f"<p>国务院办公厅第{number}号通知要求各部门认真落实，并按时报告。</p>" for number in range(9)
    )
    found = extract(page(body.encode("gb18030"), "text/html; charset=gb2312"), source=None)
    assert (found.language, found.script) == ("zh", "Hans")


def test_a_page_is_read_by_the_layout_of_its_day() -> None:
    days = (None, date(2026, 1, 1), date(2027, 1, 1))
    old, new, future = (Layout(since=day, title=name) for day, name in zip(days, (".old", ".new", "h1"), strict=True))
    source = replace(TAGBLATT, layouts=(new, future, old))
    body = ('<p class="old">Alter Titel</p><p class="new">Neuer Titel</p>' + ARTICLE).encode()
    assert extract(page(body), source=source).title == "Neuer Titel"
    earlier = replace(page(body), fetched_at=datetime(2025, 6, 1, tzinfo=UTC))
    assert extract(earlier, source=source).title == "Alter Titel"


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\0\0\0", b"<html></html>", b"<!-- -->", b"<?xml version='1.0' encoding='x'?>"]
)
def test_nothing_to_read_is_an_empty_page(body: bytes) -> None:
    assert run(body).outcome is Outcome.EMPTY_PAGE


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000) | st.text(alphabet="<>/=\"' abpdiv年月日1234567890:-", max_size=600).map(str.encode))
def test_no_bytes_make_extraction_fail(body: bytes) -> None:
    assert run(body).outcome in Outcome


HOSTILE = {
    "deeply nested": "<div class=a>text steht hier " * 29_000,
    "far too deep": "<div>" * 200_000,
    "too long": "Wort und Satz. " * 400_000,
    "one long line": "<p>" + "Wort und Satz. " * 190_000,
    "one Chinese line": "<p>" + "中" * 2_900_000,
    "breaks": "<html><body>" + "<br>a" * 29_000,
    "spans": "<p>" + "<span>Wort eins zwei</span>" * 14_500,
    "paragraphs": "".join(SENTENCE.format(number) for number in range(14_500)),
    "cells": "<table>" + ("<tr>" + "<td>Zelle mit Wort</td>" * 20 + "</tr>") * 680,
    "headings": "<title>wort wort 77</title>" + "".join(f"<h1>wort wort {number}</h1>" for number in range(14_000)),
    "attributes": "<div " + " ".join(f"a{number}=b" for number in range(200_000)) + ">x</div>",
    "nested JSON": "<script type='application/ld+json'>" + "[" * 100_000 + "</script><p>x",
    "broken JSON": "<script type='application/ld+json'>" + '{"a":"&quot;,,,' * 150_000 + "</script><p>x",
    "separators in the title": "<title>" + "a - " * 200_000 + "</title><h1>a</h1><p>Text.",
    "digits": "<p>" + "1." * 1_000_000,
    "names": "<p>记者" + " 王" * 100_000 + "</p><p>（" + "王小 " * 100_000,
    "capitals": "<p>" + "Aa " * 200_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_takes_at_most_five_seconds(name: str) -> None:
    run(ARTICLE.encode())
    started = time.process_time()  # the processor's time: other tests run beside this one
    outcome = run(HOSTILE[name].encode()).outcome
    assert outcome in Outcome
    assert time.process_time() - started < LIMIT_S


def test_a_page_beyond_all_articles_is_refused_with_its_size() -> None:
    found = run(HOSTILE["far too deep"].encode())
    assert found.outcome is Outcome.TOO_SLOW
    assert "200000 tags" in (found.detail or "")
