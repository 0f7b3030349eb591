"""What happened to a URL, and why we did not have it."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from articles import clock
from articles.errors import Retryable
from articles.model import Candidate
from articles.outcome import Outcome
from articles.store.claims import Priority, claim, enqueue, finish, retry
from articles.store.labels import keep_receipt
from articles.store.texts import add_url
from articles.store.visits import Noted, note
from dreiklang.desk import Desk
from dreiklang.explain import CAUSES, cause, covering, explain
from dreiklang.settings import load_settings
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import SOURCES, SPORT, article, make_desk, put, source

URL = "https://www.tagblatt.example/news/1"


@pytest.fixture
def desk(tmp_path: Path, moved_clock: object) -> Desk:
    return make_desk(tmp_path)


def named(desk: Desk, *, wanted: bool = True) -> None:
    """A list of the source names the URL."""
    candidate = Candidate(url=URL, source="tagblatt")
    with desk.store.begin() as connection:
        due_at = NOON if wanted else None
        note(
            connection, [Noted(candidate=candidate, host="www.tagblatt.example", priority=Priority.NEWS, due_at=due_at)]
        )


def ended(desk: Desk, step: str, outcome: Outcome, *, detail: str | None = None) -> None:
    with desk.store.begin() as connection:
        enqueue(connection, step, [(URL, 1)], priority=Priority.NEWS)
    lease = claim(desk.store, step, version="v1", limit=1)[0]
    with desk.store.begin() as connection:
        finish(connection, lease, outcome, detail=detail)


def told(desk: Desk, url: str = URL) -> tuple[str, str]:
    with desk.store.read() as connection:
        return "\n".join(explain(connection, url, sources=SOURCES)), cause(connection, url, sources=SOURCES)


def test_a_host_that_no_source_reads(desk: Desk) -> None:
    text, why = told(desk, "https://elsewhere.example.org/a")
    assert why == "not_covered"
    assert "no source reads elsewhere.example.org; `dreiklang sources add https://elsewhere.example.org/a`" in text


def test_an_address_that_no_list_named(desk: Desk) -> None:
    text, why = told(desk)
    assert why == "undiscovered"
    assert "covered     by tagblatt" in text
    assert "not seen in any feed, sitemap or listing" in text


def test_an_address_that_was_filtered_out(desk: Desk) -> None:
    named(desk, wanted=False)
    text, why = told(desk)
    assert why == "filtered"
    assert "seen 2026-03-02 12:00 UTC by tagblatt; filtered out (section, path, keyword or age)" in text


def test_an_address_that_waits_for_its_visit(desk: Desk) -> None:
    named(desk)
    text, why = told(desk)
    assert why == "waiting"
    assert "next visit 2026-03-02 12:00 UTC" in text


@pytest.mark.parametrize("outcome", [Outcome.ROBOTS_DENIED, Outcome.FORBIDDEN, Outcome.JS_CHALLENGE, Outcome.TIMED_OUT])
def test_an_address_whose_server_refuses_us(desk: Desk, outcome: Outcome) -> None:
    named(desk)
    ended(desk, "fetch", outcome, detail="said so")
    text, why = told(desk)
    assert why == "not_fetched"
    assert f"fetch       2026-03-02 12:00 UTC {outcome}: " in text
    assert "(said so)" in text


def test_an_attempt_that_failed_is_told_with_its_error(desk: Desk) -> None:
    named(desk)
    with desk.store.begin() as connection:
        enqueue(connection, "fetch", [(URL, 1)], priority=Priority.NEWS)
    lease = claim(desk.store, "fetch", version="v1", limit=1)[0]
    with desk.store.begin() as connection:
        retry(connection, lease, Retryable("no answer"))
    text, why = told(desk)
    assert why == "waiting"
    assert "waiting since 2026-03-02 12:00 UTC after 1 attempts (no answer)" in text


def test_a_page_that_waits_for_extraction(desk: Desk) -> None:
    named(desk)
    ended(desk, "fetch", Outcome.FETCHED)
    assert told(desk)[1] == "waiting"


def test_a_page_that_holds_no_article(desk: Desk) -> None:
    named(desk)
    ended(desk, "fetch", Outcome.FETCHED)
    ended(desk, "extract", Outcome.CONSENT_WALL)
    text, why = told(desk)
    assert why == "not_extracted"
    assert "consent_wall: a consent form instead of the article" in text


def test_an_article_that_is_not_screened_yet(desk: Desk) -> None:
    put(desk, article())
    assert told(desk)[1] == "waiting"


def test_an_article_that_was_screened_out_with_its_score(desk: Desk) -> None:
    put(desk, article(title=SPORT[0], paragraphs=(SPORT[1],)))
    work(desk, "screen")
    text, why = told(desk)
    assert why == "screened_out"
    assert re.search(r"^relevance   0\.\d\d, screened out$", text, re.MULTILINE)


def test_an_article_that_was_delivered_is_told_to_its_end(desk: Desk) -> None:
    put(desk, article())
    for step in ("screen", "analyse", "join", "translate", "index", "match"):
        work(desk, step)
    with desk.store.begin() as connection:
        keep_receipt(connection, "digest/2026-03-02", channel="file", place="x", article_ids=[article().id])
    text, why = told(desk)
    assert why == "here"
    assert f"article     {article().id} revision 1, live: Kabinett billigt KI-Gesetz" in text
    assert re.search(r"^relevance   [01]\.\d\d, relevant$", text, re.MULTILINE)
    assert f"story       {article().id}\n" in text
    assert "matched     no saved search" in text
    assert "delivered   digest/2026-03-02" in text
    assert text.splitlines()[-1] == f"so          here: {CAUSES['here']}"


def test_a_copy_names_what_it_is_a_copy_of(desk: Desk) -> None:
    put(desk, article(2))
    for step in ("screen", "analyse", "join"):
        work(desk, step)
    put(desk, article(first_seen=NOON + timedelta(minutes=5)))
    for step in ("screen", "analyse", "join"):
        work(desk, step)
    assert f"same text as {article(2).id}" in told(desk)[0]


def test_another_address_of_an_article_leads_to_it(desk: Desk) -> None:
    put(desk, article())
    with desk.store.begin() as connection:
        add_url(connection, "https://www.tagblatt.example/amp/1", article().id)
    assert f"first read as {URL}" in told(desk, "https://www.tagblatt.example/amp/1")[0]


def test_a_source_covers_the_hosts_below_its_home() -> None:
    sources = {"a": source("tagblatt"), "b": source("ribao")}
    assert covering("https://news.tagblatt.example/x", sources) == ["tagblatt"]
    assert covering("https://tagblatt.example.org/x", sources) == []


def test_every_cause_is_explained() -> None:
    assert all(CAUSES.values())


def test_explain_on_the_command_line(call: Call, real_settings: Path) -> None:
    clock.move(NOON)
    told = call("explain", "https://www.tagblatt.example/news/1?utm_source=x")
    assert told.out.startswith("https://www.tagblatt.example/news/1\ncovered     by tagblatt\n")
    as_json = json.loads(call("explain", "https://www.tagblatt.example/news/1", "--json").out)
    assert as_json["cause"] == "undiscovered"
    assert as_json["steps"][0] == "covered     by tagblatt"


@pytest.mark.parametrize("url", ["not a url", "ftp://host/file", "http://"])
def test_what_is_no_address_is_said_so(call: Call, real_settings: Path, url: str) -> None:
    told = call("explain", url)
    assert told.code == 1
    assert url in told.err


def test_missed_addresses_are_logged_by_cause(call: Call, real_settings: Path) -> None:
    clock.move(NOON)
    assert call("missed").out.endswith("by cause: nothing missed yet\n")
    told = call("missed", "https://www.tagblatt.example/news/1", "--note", "seen in the paper")
    assert told.out == "https://www.tagblatt.example/news/1: undiscovered; `dreiklang explain` says more\n"
    call("missed", "https://nobody.example.org/2")
    call("missed", "https://nobody.example.org/3", "--json")
    log = call("missed").out
    assert "seen in the paper" in log
    assert log.endswith("by cause: 2 not_covered, 1 undiscovered\n")


def test_a_missed_address_is_logged_once_with_its_newest_cause(call: Call, real_settings: Path) -> None:
    clock.move(NOON)
    call("missed", URL)
    desk = Desk(load_settings(real_settings, environment={}))
    put(desk, article())
    desk.store.close()
    call("screen")
    row = json.loads(call("missed", URL, "--json").out)
    assert row["cause"] == "here"
    assert [json.loads(line)["cause"] for line in call("missed", "--json").out.splitlines()] == ["here"]
