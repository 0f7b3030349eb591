"""A crawl that reached nobody says so; one that reached somebody ends well."""

from collections import Counter
from pathlib import Path

import pytest

from articles.outcome import Outcome
from tests.dreiklang.conftest import Call


@pytest.mark.parametrize("command", ["crawl", "discover"])
def test_a_crawl_in_which_no_server_answers_says_so_and_fails(
    call: Call, real_settings: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    ended = {"discover": Counter({Outcome.UNREACHABLE: 2, Outcome.TIMED_OUT: 1})}
    monkeypatch.setattr("crawlers.crawl.crawl", lambda *_, **__: ended)
    told = call(command)
    assert told.code == 1
    assert "discover: 2 unreachable, 1 timed_out" in told.out
    assert "none of the 3 sources that were due could be reached (2 unreachable, 1 timed_out)" in told.err


@pytest.mark.parametrize(
    "ended",
    [
        {},
        {"discover": Counter({Outcome.UNREACHABLE: 2, Outcome.UNCHANGED: 1})},
        {"discover": Counter({Outcome.FORBIDDEN: 3})},
        {"fetch": Counter({Outcome.UNREACHABLE: 3})},
    ],
)
def test_a_crawl_that_had_nothing_to_poll_or_reached_somebody_ends_well(
    call: Call, real_settings: Path, monkeypatch: pytest.MonkeyPatch, ended: dict[str, Counter[Outcome]]
) -> None:
    monkeypatch.setattr("crawlers.crawl.crawl", lambda *_, **__: ended)
    assert call("crawl").code == 0
