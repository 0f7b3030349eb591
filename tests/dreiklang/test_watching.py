"""Continuous mode, piece by piece: rests, turns, errands, the crawler's process, the demo's time."""

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles import clock
from articles.errors import SearchUnavailable, StoreBusy
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, claim, counts, enqueue, most_urgent, waiting
from dreiklang import crawler_process, errands, rests, turns
from dreiklang.cli.watching import Line, Lines
from dreiklang.crawler_process import CrawlerProcess
from dreiklang.demo.weeks import Weeks
from dreiklang.desk import Desk
from dreiklang.errands import Errands, telling, upkeep
from dreiklang.rests import Rests
from dreiklang.steps import work
from dreiklang.turns import Turns
from dreiklang.watching import Lane, Status, opened, steadily
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import AI_LAW, article, make_desk, put
from tests.nlp.fakes import FakeTranslator

MoveClock = Callable[[datetime], None]


@pytest.fixture
def desk(tmp_path: Path, moved_clock: MoveClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, models={"embedder": "none", "judge": "none", "translator": "none"})
    yield made
    made.store.close()


# Rests


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Machine time, to be set, in which nothing keeps us busy."""
    now = [1000.0]
    monkeypatch.setattr(clock, "worked", lambda: 0.0)
    monkeypatch.setattr(clock, "elapsed", lambda: now[0])
    return now


def test_each_failure_in_a_row_brings_a_rest_twice_as_long_up_to_a_bound(seconds: list[float]) -> None:
    found = Rests()
    assert [found.failed("one") for _ in range(9)] == [5, 10, 20, 40, 80, 160, 300, 300, 300]
    assert found.left_s("one") == 300
    assert found.left_s("other") == 0
    seconds[0] += 301
    assert found.left_s("one") == 0
    found.went_well("one")
    assert found.failed("one") == rests.FIRST_S


# Turns


class Steps:
    """Plays the steps: writes down whose turn it was, and does what `play` says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
        self.taken: list[str] = []
        self.play: Callable[[str, Callable[[], bool]], Counter[Outcome]] = self.take_all
        self.store = desk.store
        monkeypatch.setattr(turns, "work", self.work)

    def work(self, desk: Desk, name: str, *, until: Callable[[], bool]) -> Counter[Outcome]:
        self.taken.append(name)
        return self.play(name, until)

    def take_all(self, name: str, until: Callable[[], bool]) -> Counter[Outcome]:
        leases = claim(self.store, name, version="1", limit=100)
        return Counter({Outcome.INDEXED: len(leases)})


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> Steps:
    return Steps(monkeypatch, desk)


def wait_for(store: Store, step: str, priority: Priority = Priority.NEWS, subject: str = "a") -> None:
    with store.begin() as connection:
        enqueue(connection, step, [(subject, 1)], priority=priority)


def make_turns(desk: Desk, *, stopped: Callable[[], bool] = lambda: False) -> Turns:
    return Turns(desk, stopped=stopped, told=lambda step, counted: None)


def test_what_is_most_urgent_has_its_turn_first_and_translate_the_last_of_its_equals(desk: Desk, steps: Steps) -> None:
    wait_for(desk.store, "translate")
    wait_for(desk.store, "extract", Priority.REVISIT)
    wait_for(desk.store, "screen")
    wait_for(desk.store, "match", Priority.OFFICIAL)
    taking = make_turns(desk)
    while taking.take_next():
        pass
    assert steps.taken == ["match", "screen", "translate", "extract"]


def test_steps_that_are_equally_urgent_take_turns(desk: Desk, steps: Steps) -> None:
    steps.play = lambda name, until: Counter({Outcome.INDEXED: 1})  # there is always more
    for step in ("screen", "join"):
        wait_for(desk.store, step)
    taking = make_turns(desk)
    for _ in range(4):
        taking.take_next()
    assert Counter(steps.taken) == {"screen": 2, "join": 2}
    assert steps.taken[:2] == steps.taken[2:]


@pytest.mark.parametrize(
    ("own", "other", "priority", "ends"),
    [
        ("translate", "extract", Priority.OFFICIAL, True),
        ("translate", "screen", Priority.NEWS, True),
        ("translate", "screen", Priority.REVISIT, False),
        ("screen", "extract", Priority.OFFICIAL, True),
        ("screen", "extract", Priority.NEWS, False),
        ("screen", "translate", Priority.NEWS, False),
    ],
)
def test_a_turn_ends_when_something_more_urgent_waits_for_another_step(
    desk: Desk, steps: Steps, monkeypatch: pytest.MonkeyPatch, own: str, other: str, priority: Priority, ends: bool
) -> None:
    monkeypatch.setattr(turns, "ASK_S", 0.0)
    seen: list[bool] = []

    def play(name: str, until: Callable[[], bool]) -> Counter[Outcome]:
        claim(desk.store, name, version="1", limit=1)
        seen.append(until())
        wait_for(desk.store, other, priority)
        seen.append(until())
        return Counter()

    steps.play = play
    wait_for(desk.store, own, Priority.NEWS)
    make_turns(desk).take_next()
    assert seen == [False, ends]


def test_a_turn_ends_after_its_time_and_when_everything_is_to_stop(
    desk: Desk, steps: Steps, seconds: list[float]
) -> None:
    stop = threading.Event()
    seen: list[bool] = []

    def play(name: str, until: Callable[[], bool]) -> Counter[Outcome]:
        seen.append(until())
        seconds[0] += desk.settings.rhythm.turn_s + 0.1
        seen.append(until())
        seconds[0] = 1000.0
        stop.set()
        seen.append(until())
        return Counter()

    steps.play = play
    wait_for(desk.store, "screen")
    make_turns(desk, stopped=stop.is_set).take_next()
    assert seen == [False, True, True]


@pytest.mark.parametrize("error", [SearchUnavailable("no engine"), RuntimeError("a fault of ours")])
def test_a_step_that_fails_rests_while_the_others_go_on(
    desk: Desk, steps: Steps, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def play(name: str, until: Callable[[], bool]) -> Counter[Outcome]:
        if name == "index":
            raise error
        return steps.take_all(name, until)

    steps.play = play
    wait_for(desk.store, "index", Priority.OFFICIAL)
    wait_for(desk.store, "match")
    taking = make_turns(desk)
    assert [taking.take_next() for _ in range(3)] == [True, True, False]
    assert steps.taken == ["index", "match"]
    (record,) = [one for one in caplog.records if one.getMessage() == "step_failed"]
    assert (vars(record)["step"], vars(record)["seconds"]) == ("index", rests.FIRST_S)
    assert (record.exc_info is None) == isinstance(error, SearchUnavailable), "only our own faults need a traceback"


def test_a_step_that_another_worker_does_is_not_asked_for_again_and_again(desk: Desk, steps: Steps) -> None:
    steps.play = lambda name, until: Counter()
    wait_for(desk.store, "join")
    taking = make_turns(desk)
    assert [taking.take_next() for _ in range(3)] == [True, False, False]


def test_real_steps_bring_an_article_from_screen_to_match(desk: Desk) -> None:
    put(desk, article(), priority=Priority.OFFICIAL)
    told: dict[str, Counter[Outcome]] = {}
    taking = Turns(desk, stopped=lambda: False, told=lambda step, counted: told.update({step: counted}))
    while taking.take_next():
        pass
    assert list(told) == ["screen", "analyse", "join", "index", "match", "translate"], (
        "translate comes last of its equals"
    )
    with desk.store.read() as connection:
        assert all("waiting" not in counted for counted in counts(connection).values())


def test_translating_makes_way_for_a_fresh_official_article_and_goes_on_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "ASK_S", 0.0)
    fake = FakeTranslator()
    vars(desk)["translator"] = fake
    told: list[tuple[str, int]] = []
    taking = Turns(desk, stopped=lambda: False, told=lambda step, counted: told.append((step, counted.total())))
    put(desk, article(paragraphs=(AI_LAW["de"][1], "Ein zweiter Absatz steht dahinter.")))
    published = False

    def say(text: str) -> str:
        nonlocal published
        if not published:
            put(desk, article(2, source_id="amtsblatt", language="en"), priority=Priority.OFFICIAL)
            published = True
        return f"In English: {len(text)}."

    fake.say = say
    wait_until(lambda: not taking.take_next() and is_empty(desk.store, "translate"))
    begun = told.index(("translate", 0))
    assert told[begun + 1 : begun + 6] == [(step, 1) for step in ("screen", "analyse", "join", "index", "match")]
    with desk.store.read() as connection:
        assert counts(connection)["translate"] == {"translated": 1, "not_needed": 1}
    assert fake.asked.count((AI_LAW["de"][0], "de", False)) == 1, "what was translated before is remembered"


def is_empty(store: Store, step: str) -> bool:
    with store.read() as connection:
        return waiting(connection, step) == 0


def test_a_step_that_only_one_process_does_at_a_time_ends_its_turn_too(desk: Desk) -> None:
    wait_for(desk.store, "join")
    assert work(desk, "join", until=lambda: True) == Counter()
    assert claim(desk.store, "join", version="1", limit=1), "it waits as before"


def test_most_urgent_tells_what_can_be_claimed_or_what_is_in_hand(store: Store, moved_clock: MoveClock) -> None:
    wait_for(store, "screen", Priority.OFFICIAL, "a")
    wait_for(store, "screen", Priority.NEWS, "b")
    claim(store, "screen", version="1", limit=1)
    with store.read() as connection:
        assert most_urgent(connection, "screen") is Priority.NEWS
        assert most_urgent(connection, "screen", in_hand=True) is Priority.OFFICIAL
        assert most_urgent(connection, "index") is None


# Errands


class Doing:
    """Plays what the errands do, and writes it down."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.digests: list[Path] = []
        self.error: Exception | None = None
        monkeypatch.setattr(errands, "work", lambda desk, name: self._do(name))
        monkeypatch.setattr(errands, "maintain", lambda desk: self._do("maintain"))
        monkeypatch.setattr(errands, "make_due", lambda desk: self._do("digest"))

    def _do(self, name: str) -> list[Path]:
        self.done.append(name)
        if self.error is not None:
            raise self.error
        return self.digests


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Doing:
    return Doing(monkeypatch)


def everything(desk: Desk, *, settled: Callable[[], bool] = lambda: True) -> Errands:
    return Errands(*telling(desk), upkeep(desk), settled=settled)


def all_due(tested: Errands) -> None:
    while tested.do_next():
        pass


def test_everything_is_done_at_its_own_rhythm(
    desk: Desk, doing: Doing, moved_clock: MoveClock, seconds: list[float]
) -> None:
    tested = everything(desk)
    for minutes in range(5):
        moved_clock(NOON + timedelta(minutes=minutes))
        seconds[0] += 60
        all_due(tested)
    assert Counter(doing.done) == {"deliver": 5, "digest": 3}
    moved_clock(NOON + timedelta(hours=2, minutes=25))
    all_due(tested)
    assert doing.done.count("maintain") == 1, "a tenth of its time after the start"
    for hours in (12, 26, 27):
        moved_clock(NOON + timedelta(hours=hours, minutes=30))
        all_due(tested)
    assert doing.done.count("maintain") == 2


def test_what_is_asked_for_does_not_wait_for_its_time(desk: Desk, doing: Doing, seconds: list[float]) -> None:
    digest, deliver = telling(desk)
    tested = Errands(digest, deliver, settled=lambda: True)
    all_due(tested)
    doing.done.clear()
    all_due(tested)
    assert doing.done == []
    deliver.asked.set()
    all_due(tested)
    assert doing.done == ["deliver"]


@pytest.mark.parametrize(("busy_s", "times"), [(10.0, 1), (0.0, 2)])
def test_delivering_keeps_us_busy_for_a_fifth_of_the_time_and_a_slow_receiver_costs_none(
    busy_s: float, times: int, desk: Desk, doing: Doing, seconds: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    worked = [0.0]

    def slow(desk: Desk, name: str) -> None:
        doing.done.append(name)
        seconds[0] += 10.0
        worked[0] += busy_s

    monkeypatch.setattr(errands, "work", slow)
    monkeypatch.setattr(clock, "worked", lambda: worked[0])
    digest, deliver = telling(desk)
    tested = Errands(digest, deliver, settled=lambda: True)
    all_due(tested)
    deliver.asked.set()
    all_due(tested)
    assert doing.done.count("deliver") == times
    seconds[0] += 40.1
    all_due(tested)
    assert doing.done.count("deliver") == 2


def test_a_digest_waits_for_articles_on_their_way_but_not_for_long(
    desk: Desk, doing: Doing, seconds: list[float]
) -> None:
    tested = everything(desk, settled=lambda: False)
    all_due(tested)
    assert "digest" not in doing.done
    seconds[0] += desk.settings.rhythm.digest_s + 0.1
    all_due(tested)
    assert "digest" in doing.done


def test_a_digest_that_was_made_is_sent_at_once(desk: Desk, doing: Doing, seconds: list[float]) -> None:
    doing.digests = [Path("digest.html")]
    all_due(everything(desk))
    assert doing.done == ["digest", "deliver"]


def test_an_errand_that_fails_rests_and_holds_no_other_back(
    desk: Desk, doing: Doing, seconds: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    doing.error = RuntimeError("broken")
    tested = everything(desk)
    all_due(tested)
    assert doing.done == ["digest", "deliver"]
    assert [vars(one)["step"] for one in caplog.records] == ["digest", "deliver"]
    doing.error = None
    seconds[0] += rests.FIRST_S + 0.1
    all_due(tested)
    assert doing.done == ["digest", "deliver"] * 2, "it is tried again, whatever its rhythm"


def test_a_clock_that_is_moved_back_stops_nothing(
    desk: Desk, doing: Doing, moved_clock: MoveClock, seconds: list[float]
) -> None:
    tested = everything(desk)
    all_due(tested)
    moved_clock(NOON - timedelta(days=1))
    all_due(tested)
    assert doing.done.count("digest") == 2


# Lanes


def test_a_lane_goes_on_while_there_is_something_to_do_and_then_looks_again_after_a_rest() -> None:
    stop, answers = threading.Event(), iter([True, True, False, True])
    asked_s: list[float] = []

    def do_next() -> bool:
        asked_s.append(time.monotonic())
        found = next(answers, None)
        if found is None:
            stop.set()
        return bool(found)

    lane = Lane("steps", do_next, stop=stop, look_s=0.2)
    lane.start()
    lane.join(10)
    assert not lane.is_alive() and not lane.working
    gaps = [after - before for before, after in itertools.pairwise(asked_s)]
    assert [gap >= 0.2 for gap in gaps] == [False, False, True, False]


def test_a_lane_that_fails_goes_on_after_a_rest(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(rests, "FIRST_S", 0.2)
    stop, asked_s = threading.Event(), list[float]()

    def do_next() -> bool:
        asked_s.append(time.monotonic())
        if len(asked_s) == 1:
            raise StoreBusy("the store does not answer")
        stop.set()
        return True

    lane = Lane("steps", do_next, stop=stop, look_s=0.01)
    lane.start()
    lane.join(10)
    assert len(asked_s) == 2 and asked_s[1] - asked_s[0] >= 0.2
    assert [(vars(one)["step"], one.exc_info) for one in caplog.records] == [("steps", None)]


# The crawler's process


@pytest.fixture
def crawler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store) -> Iterator[Callable[..., Any]]:
    """A crawler that is a shell script."""
    made: list[CrawlerProcess] = []

    def make(script: str, *, say: Callable[[str], None] = lambda text: None) -> CrawlerProcess:
        file = tmp_path / "crawler"
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(file))
        made.append(CrawlerProcess(store, ["--source=a"], config=Path("my.toml"), environment={"ONE": "1"}, say=say))
        return made[-1]

    yield make
    for one in made:
        one.ask_to_stop()
        one.wait()


def test_the_crawler_is_started_with_its_options_and_stays(tmp_path: Path, crawler: Callable[..., Any]) -> None:
    process = crawler(f'echo "$*|$ONE" > {tmp_path}/called; cat')
    process.mind()
    wait_until((tmp_path / "called").exists)
    process.mind()
    assert process.pid is not None
    process.ask_to_stop()
    process.wait()
    words = (tmp_path / "called").read_text().strip()
    assert words == "-m dreiklang --config my.toml crawl --watch --with-parent --source=a|1"
    assert process.pid is None


def test_a_crawler_that_ends_is_told_of_and_started_again_after_a_rest(
    tmp_path: Path, crawler: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rests, "FIRST_S", 0.2)
    said: list[str] = []
    process = crawler(f"echo x >> {tmp_path}/begun; exit 3", say=said.append)

    def begun(times: int) -> bool:
        process.mind()
        return (
            (tmp_path / "begun").exists()
            and (tmp_path / "begun").read_text().count("x") >= times
            and len(said) >= times
        )

    wait_until(lambda: begun(2))
    assert said[0].startswith("the crawler ended with exit code 3, expected it to stay;")
    assert [text.rpartition(" in ")[2] for text in said[:2]] == ["0 s", "0 s"]


def test_a_crawler_that_was_killed_is_told_of_by_the_signal(crawler: Callable[..., Any]) -> None:
    said: list[str] = []
    process = crawler("cat", say=said.append)
    process.mind()
    os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: process.mind() or bool(said))
    assert "ended with signal 9" in said[0]
    process.mind()
    assert process.pid is None, "it rests before it is started again"


def test_a_crawler_that_does_not_stop_is_killed(crawler: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler_process, "PATIENCE_S", 0.2)
    said: list[str] = []
    process = crawler("trap '' TERM; while true; do sleep 0.05; done", say=said.append)
    process.mind()
    time.sleep(0.2)
    process.ask_to_stop()
    process.wait()
    assert process.pid is None
    assert "is killed" in said[0]


def wait_until(reached: Callable[[], object], seconds: float = 20.0) -> None:
    until_s = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until_s, f"not reached in {seconds} s"
        time.sleep(0.02)


# The demo's time


def test_the_demos_clock_moves_on_when_everything_is_done_and_then_goes_like_a_real_one(
    moved_clock: MoveClock, seconds: list[float]
) -> None:
    moments = [NOON + timedelta(days=number) for number in range(3)]
    weeks = Weeks(moments)
    assert clock.now() == NOON
    weeks(lambda: False)
    assert clock.now() == moments[0]
    weeks(lambda: True)
    weeks(lambda: True)
    assert clock.now() == moments[2]
    seconds[0] += 5
    weeks(lambda: False)
    assert clock.now() == moments[2] + timedelta(seconds=5)


def test_a_demo_that_was_never_opened_begins_at_its_first_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.VARIABLE, str(tmp_path / "clock"))
    Weeks([NOON, NOON + timedelta(days=1)])
    assert clock.moved() == NOON


# The command line


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "--watch", "--limit", "3"), "--watch does what is due for good"),
        (("run", "--watch", "--dry-run"), "--watch does what is due for good"),
        (("run", "--metrics-port", "9100"), "give both"),
        (("crawl", "--watch", "--since", "2d"), "--watch does what is due for good"),
        (("crawl", "--watch", "--dry-run"), "--watch does what is due for good"),
        (("crawl", "--kind", "tabloid"), "'tabloid' is not one of"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    call: Call, real_settings: Path, words: tuple[str, ...], told: str
) -> None:
    ended = call(*words)
    assert ended.code == 2
    assert told in ended.err


def test_sources_can_be_selected_by_kind(call: Call, real_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crawled: list[list[str]] = []

    def crawl(store: Store, sources: dict[str, Any], **how: Any) -> dict[str, Any]:
        crawled.append(list(sources))
        return {}

    monkeypatch.setattr("crawlers.crawl.crawl", crawl)
    assert call("crawl", "--kind", "official").code == 0
    assert call("discover", "--kind", "news", "--kind", "official").code == 0
    assert call("crawl", "--kind", "official", "--source", "amtsblatt").code == 0
    assert crawled == [["amtsblatt"], ["amtsblatt", "tagblatt"], ["amtsblatt"]]
    refused = call("crawl", "--kind", "wire")
    assert refused.code == 1
    assert "no source of kind wire is read; there are news, official" in refused.err
    assert '"polls": 1' in call("crawl", "--kind", "news", "--dry-run", "--json").out


@pytest.mark.slow
def test_the_crawler_ends_when_the_process_that_started_it_is_killed(real_settings: Path, tmp_path: Path) -> None:
    starter = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'dreiklang', 'crawl', '--watch', '--with-parent'],"
        " stdin=subprocess.PIPE, start_new_session=True)\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "DREIKLANG_CRAWL__TIMEOUT_S": "0.5"}
    with subprocess.Popen(
        [sys.executable, "-c", starter], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        wait_until((tmp_path / "data" / "store.db").exists, 60)
        parent.kill()
    wait_until(lambda: not _runs(child), 60)


def _runs(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


# What people see of it


def a_status(**done: int) -> Status:
    counted = {step: Counter({Outcome.INDEXED: number}) for step, number in done.items()}
    return Status(crawling=True, due={"polls": 3, "visits": 40}, waiting={"translate": 12}, done=counted)


def test_a_line_a_minute_tells_what_was_done_in_it(
    seconds: list[float], moved_clock: MoveClock, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Lines()
    for passed, now in (
        (30, a_status(index=1)),
        (31, a_status(index=3)),
        (61, a_status(index=3)),
        (61, a_status(index=4)),
    ):
        seconds[0] += passed
        lines.status(lambda now=now: now)  # type: ignore[misc]  # bound at once
    assert capsys.readouterr().err.splitlines() == [
        "2026-03-02 12:00 index: 3 indexed; due: 3 polls, 40 visits; waiting: translate 12",
        "2026-03-02 12:00 index: 1 indexed; due: 3 polls, 40 visits; waiting: translate 12",
    ]


def test_the_line_on_a_terminal_changes_once_a_second(seconds: list[float], moved_clock: MoveClock) -> None:
    told: list[str] = []
    line = Line(told.append, told.append)
    for passed in (0.0, 0.5, 0.6):
        seconds[0] += passed
        line.status(a_status)
    assert told == ["02 Mar 12:00:00  due: 3 polls, 40 visits; waiting: translate 12; done: nothing"] * 2


# The demo's newsroom


def test_the_demo_is_opened_unless_somebody_has_opened_one(tmp_path: Path, moved_clock: MoveClock) -> None:
    closed = make_desk(tmp_path, demo={"enabled": True})
    with opened(closed) as (environment, pace):
        assert environment["DREIKLANG_CRAWL__PROXY"].startswith("http://127.0.0.1:")
        assert isinstance(pace, Weeks)
    own = make_desk(tmp_path, demo={"enabled": True}, crawl={"proxy": "http://127.0.0.1:1"})
    for desk in (own, make_desk(tmp_path)):
        with opened(desk) as (environment, pace):
            assert (environment, pace) == ({}, steadily)
            pace(lambda: True)
            assert clock.now() == NOON
