"""The main job, with a crawler that only writes down how it was called, and once whole."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from articles import clock
from articles.errors import Retryable
from articles.model import Candidate
from articles.outcome import STEPS
from articles.store.claims import Priority, counts, enqueue
from articles.store.visits import Noted, note
from dreiklang.demo import moments
from dreiklang.desk import Desk
from dreiklang.job import run_job, still_ahead
from dreiklang.loop import Progress
from dreiklang.overview import by_source, due
from dreiklang.settings import load_settings
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import article, make_desk, put
from tests.nlp.fakes import FakeTranslator

CRAWLER = """#!/bin/sh
echo "$3 $4 $5 $6 $7 $8|$DREIKLANG_CRAWL__PROXY|$DREIKLANG_CRAWL__PROXY_CONNECT|$(cat "$DREIKLANG_CLOCK")" >> {log}
exit {code}
"""


@pytest.fixture
def crawler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a crawler in the place of ours that ends with a code; returns where it writes down its calls."""

    def install(code: int = 0) -> Path:
        script, log = tmp_path / "crawler", tmp_path / "calls"
        script.write_text(CRAWLER.format(log=log, code=code))
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))
        return log

    return install


@contextmanager
def unwatched(step: str, total: int | None) -> Iterator[Progress]:
    yield lambda subject, outcome: None


def test_the_moments_begin_where_the_clock_stands(moved_clock: Callable[[datetime], None]) -> None:
    days = [NOON + timedelta(days=number) for number in range(3)]
    assert still_ahead(days) == days
    moved_clock(days[1])
    assert still_ahead(days) == days[1:]
    moved_clock(days[2] + timedelta(days=1))
    assert still_ahead(days) == days[2:]


def test_a_clock_that_was_never_moved_has_all_moments_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    assert still_ahead([NOON]) == [NOON]


def test_every_step_runs_once_after_the_crawl(
    tmp_path: Path, moved_clock: Callable[[datetime], None], crawler: Callable[..., Path]
) -> None:
    log = crawler()
    desk = make_desk(tmp_path)
    put(desk, article())
    files = run_job(desk, config=Path("my.toml"), watch=unwatched, crawl=["--source=tagblatt"])
    assert log.read_text().split("|")[0] == "--config my.toml crawl --source=tagblatt  "
    assert [path.name for path in files] == [f"2026-03-02-daily.{suffix}" for suffix in ("html", "md", "txt")]
    with desk.store.read() as connection:
        ended = counts(connection)
    assert list(ended["deliver"]) == ["delivered"]
    assert all("waiting" not in counted for counted in ended.values())


def test_documents_linked_by_new_pages_are_fetched_in_the_same_run(
    tmp_path: Path, moved_clock: Callable[[datetime], None], crawler: Callable[..., Path]
) -> None:
    log = crawler()
    desk = make_desk(tmp_path)
    page, document = (
        Candidate(url="https://a.example/", source="a"),
        Candidate(url="https://a.example/b.pdf", source="a"),
    )
    noted = Noted(candidate=page, host="a.example", priority=Priority.NEWS, due_at=NOON)
    with desk.store.begin() as connection:
        note(connection, [noted])
    run_job(desk, config=None, watch=unwatched)
    assert len(log.read_text().splitlines()) == 1
    with desk.store.begin() as connection:
        note(connection, [replace(noted, candidate=replace(document, parent=page.url))])
    run_job(desk, config=None, watch=unwatched)
    assert len(log.read_text().splitlines()) == 3


@pytest.mark.usefixtures("moved_clock")
def test_a_crawler_that_fails_is_told_at_the_end_with_a_word_on_what_to_do(
    tmp_path: Path, crawler: Callable[..., Path]
) -> None:
    crawler(3)
    desk = make_desk(tmp_path)
    put(desk, article())
    with pytest.raises(Retryable, match=r"crawler ended with exit code 3, expected 0; .* run the command again"):
        run_job(desk, config=None, watch=unwatched)
    with desk.store.read() as connection:
        assert counts(connection)["deliver"] == {"delivered": 1}, "what was there goes its way all the same"


@pytest.mark.usefixtures("moved_clock")
def test_a_crawler_that_was_stopped_stops_the_job(tmp_path: Path, crawler: Callable[..., Path]) -> None:
    crawler(130)
    with pytest.raises(KeyboardInterrupt):
        run_job(make_desk(tmp_path), config=None, watch=unwatched)


def test_ctrl_c_waits_for_the_crawler_to_write_down_what_it_has(
    tmp_path: Path, moved_clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "crawler"
    script.write_text(f'#!/bin/sh\nsleep 0.3\nkill -INT {os.getpid()}\nsleep 1\necho written > "{tmp_path}/written"\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(KeyboardInterrupt):
        run_job(make_desk(tmp_path), config=None, watch=unwatched)
    assert (tmp_path / "written").read_text() == "written\n"


def test_sigterm_reaches_the_crawler_before_the_job_stops(
    tmp_path: Path, moved_clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "crawler"
    script.write_text(
        f"#!/bin/sh\ntrap 'echo written > \"{tmp_path}/written\"; exit 130' TERM\nsleep 0.3\nkill -TERM {os.getpid()}\n"
        "sleep 5 & wait\n"
    )
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    usual = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt):
        run_job(make_desk(tmp_path), config=None, watch=unwatched)
    assert (tmp_path / "written").read_text() == "written\n"
    assert signal.getsignal(signal.SIGTERM) is usual


def test_a_crawler_that_does_not_stop_is_ended(
    tmp_path: Path, moved_clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "crawler"
    script.write_text(f"#!/bin/sh\ntrap '' TERM\nsleep 0.3\nkill -INT {os.getpid()}\nsleep 5 & wait; wait; sleep 30\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr("dreiklang.job.PATIENCE_S", 0.2)
    began = clock.elapsed()
    with pytest.raises(KeyboardInterrupt):
        run_job(make_desk(tmp_path), config=None, watch=unwatched)
    assert clock.elapsed() - began < 5


@pytest.mark.slow
def test_the_demo_is_crawled_at_each_of_its_moments_and_then_only_at_the_last(
    call: Call, crawler: Callable[..., Path]
) -> None:
    log = crawler()
    told = call("run")
    assert told.code == 0, told.err
    calls = [line.split("|") for line in log.read_text().splitlines()]
    assert [datetime.fromisoformat(moment) for *_, moment in calls] == moments()
    assert all(proxy.startswith("http://127.0.0.1:") and connect == "false" for _, proxy, connect, _ in calls)
    assert call("run").code == 0
    assert len(log.read_text().splitlines()) == len(moments()) + 1


def test_the_first_digest_of_the_demo_is_shown_at_once_and_what_is_left_is_translated_at_the_end(
    tmp_path: Path,
    moved_clock: Callable[[datetime], None],
    crawler: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crawler()
    monkeypatch.setattr("dreiklang.job.MOMENT_TRANSLATE_S", -1.0)
    desk = make_desk(tmp_path, demo={"enabled": True})
    vars(desk)["translator"] = FakeTranslator()
    put(desk, article())
    shown: list[tuple[str, str]] = []

    def show(files: Sequence[Path]) -> None:
        with desk.store.read() as connection:
            assert counts(connection)["translate"] == {"waiting": 1}
        shown.append((files[0].name, files[-1].read_text(encoding="utf-8")))

    run_job(desk, config=None, watch=unwatched, show=show)
    assert len(shown) == len(moments()) and shown[0][0] == "2026-03-02-daily.html"
    assert "1 article not translated yet" in shown[0][1]
    with desk.store.read() as connection:
        assert counts(connection)["translate"] == {"translated": 1}


def test_run_ends_with_sources_outcomes_and_files(
    call: Call, crawler: Callable[..., Path], real_settings: Path
) -> None:
    crawler()
    clock.move(NOON)
    put(Desk(load_settings(real_settings, environment={})), article())
    told = call("run", "--source", "tagblatt", "--since", "2d", "--limit", "5")
    assert told.code == 0
    lines = told.out.splitlines()
    assert lines[0].split() == ["source", "kind", "languages", "articles", "relevant", "outcomes"]
    assert next(line for line in lines if line.startswith("tagblatt")).split() == ["tagblatt", "news", "de", "1", "1"]
    assert "2 sources, 1 articles" in lines
    assert [line.partition(":")[0] for line in lines if line.partition(":")[0] in STEPS] == list(STEPS)
    assert "to read: out/digests/2026-03-02-daily.txt" in lines
    assert lines[-1].startswith("next: ")
    as_json = json.loads(call("run", "--json").out)
    assert as_json["outcomes"]["screen"] == {"relevant": 1}
    assert [row["source"] for row in as_json["sources"]] == ["amtsblatt", "tagblatt"]


def test_run_shows_each_digest_at_once_and_ends_with_what_is_still_pending(
    call: Call, real_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.move(NOON)
    with Desk(load_settings(real_settings, environment={})).store.begin() as connection:
        enqueue(connection, "translate", [("a", 1), ("b", 1)], priority=Priority.NEWS)
    files = [Path("out/digests/2026-03-02-daily.html"), Path("out/digests/2026-03-02-daily.md")]
    monkeypatch.setattr("dreiklang.cli.run.run_job", lambda *_, show, **__: (show(files), files)[1])
    told = call("run")
    assert "digest of 02 Mar: out/digests/2026-03-02-daily.html\n" in told.err
    assert "pending: 2 to translate; `dreiklang translate` goes on with them" in told.out.splitlines()


def test_run_hands_its_options_to_the_crawler(call: Call, crawler: Callable[..., Path], real_settings: Path) -> None:
    log = crawler()
    clock.move(NOON)
    call("run", "--source", "tagblatt", "--since", "2d", "--limit", "5")
    words = log.read_text().split("|")[0].split()
    assert words == ["crawl", "--source=tagblatt", "--since=2026-02-28T12:00:00+00:00", "--limit=5"]


def test_a_failing_crawler_exits_with_1(call: Call, crawler: Callable[..., Path], real_settings: Path) -> None:
    crawler(1)
    told = call("run")
    assert told.code == 1
    assert told.err.startswith("error: the crawler ended with exit code 1")


@pytest.mark.usefixtures("moved_clock")
def test_sources_without_anything_stand_in_the_overview(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    put(desk, article(), article(2))
    with desk.store.read() as connection:
        found = {row.source.id: (row.articles, row.relevant) for row in by_source(connection, desk.sources)}
        assert due(connection, desk.sources) == {"polls": 4, "visits": 0}
    assert found == {"amtsblatt": (0, 0), "tagblatt": (2, 0), "gazette": (0, 0), "ribao": (0, 0)}


def run_demo(folder: Path) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DREIKLANG_")}
    return subprocess.Popen(
        [sys.executable, "-m", "dreiklang", "run", "--json"],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def results(folder: Path) -> list[tuple[str, int, str, str | None]]:
    """(subject, revision, step, outcome) of everything so far."""
    store = folder / "data" / "demo" / "store.db"
    if not store.exists():
        return []
    with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)) as connection:
        try:
            return connection.execute(
                "SELECT subject, revision, step, outcome FROM results ORDER BY 1, 2, 3, 4"
            ).fetchall()
        except sqlite3.OperationalError:
            return []  # not migrated yet


def kill_when(folder: Path, step: str, at_least: int) -> None:
    """Start the job and kill it, crawler and all, once a step has so many Outcomes."""
    with run_demo(folder) as job:
        while job.poll() is None:
            if sum(1 for _, _, name, outcome in results(folder) if name == step and outcome) >= at_least:
                os.killpg(job.pid, signal.SIGKILL)
                break
            time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_demo_goes_the_whole_way_although_it_is_killed_on_the_way(tmp_path: Path) -> None:
    kill_when(tmp_path, "fetch", 10)
    kill_when(tmp_path, "screen", 5)
    kill_when(tmp_path, "index", 25)
    with run_demo(tmp_path) as job:
        out, err = job.communicate()
    assert job.returncode == 0, err
    told = json.loads(out)

    ended = results(tmp_path)
    assert [row for row in ended if row[3] is None] == []
    assert max(Counter(row[:3] for row in ended).values()) == 1
    assert max(Counter(row[3] for row in ended if row[3] == "failed").values(), default=0) == 0
    assert {row[2] for row in ended} == set(STEPS)
    assert len(told["sources"]) >= 12
    assert all(row["articles"] for row in told["sources"])
    assert sum(row["articles"] for row in told["sources"]) >= 72
    text = next(Path(file) for file in told["files"] if file.endswith(".txt")).read_text(encoding="utf-8")
    moved, _, rest = text.partition("\n2 ")
    assert "Draft for comment → PROMULGATION" in moved, "the consultation of the first weeks was adopted"
    _, first_story, *_ = re.split(r"\n(?=\S)", rest.partition("\n3 ")[2])
    assert {line.split()[0] for line in first_story.splitlines()[1:4]} == {"de", "zh", "en"}

    with run_demo(tmp_path) as job:
        again = json.loads(job.communicate()[0])
    assert job.returncode == 0
    assert again["outcomes"] == told["outcomes"]
    assert results(tmp_path) == ended
