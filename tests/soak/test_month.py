"""A month of continuous mode in minutes: twelve houses in three languages, five of which get a fault, by a clock that jumps.

In between lie the end of the Chinese holidays with its make-up workday, the end of summer time in Europe, and the end of a month.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles import clock
from articles.model import Message
from articles.store.claims import counts
from articles.store.labels import story_of
from articles.store.outbox import list_posted, told_of
from articles.store.texts import article_id
from articles.workdays import is_workday
from delivery.phrases import phrase
from dreiklang.desk import Desk
from dreiklang.settings import load_settings
from tests.crawlers.webserver import WebServer
from tests.places import REPOSITORY
from tests.soak.month_web import BEGINS, ENDS, FAULTS, HOUSES, is_on_watch, sites, source_file

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("month"), pytest.mark.timeout(2700)]
MOST_S = 600.0
LATE = timedelta(minutes=10)  # of a digest, after its hour
ASKED_AGAIN = timedelta(hours=27)  # a source that was away for days is asked daily; what is over is told an hour later
MORE_MEMORY = 1.20  # of the last ten days than of the first ten, in which models warm up and the empty store fills
STILL_MORE = 1.03  # of the last five days than of the five before them, where only a leak could grow
READERS = {"berlin": ("Europe/Berlin", time(6, 30), "DE"), "beijing": ("Asia/Shanghai", time(8), "CN")}
SETTINGS = """
[sources]
only = {only}
[crawl]
contact = "mailto:desk@example.org"
proxy = "{proxy}"
proxy_connect = false
delay_s = 0
back_off_s = 0.05
[archive]
min_free_gb = 0
[models]
embedder = "none"
judge = "none"
translator = "none"
[rhythm]
look_s = 0.05
[searches]
law = "KI-Gesetz"
[watch]
Lausitz = {{de = ["Lausitz"], zh = ["卢萨蒂亚"], en = ["Lusatia"]}}
[alerts.region]
watch = "Lausitz"
to = ["folder"]
[profiles.berlin]
at = "06:30"
language = "de"
weekly = "mon"
[profiles.beijing]
at = "08:00"
time_zone = "Asia/Shanghai"
holidays = "CN"
language = "zh"
"""


@dataclass(frozen=True, kw_only=True)
class Month:
    """What is left of it."""

    desk: Desk
    jumps: Sequence[dict[str, Any]]
    messages: Sequence[Message]
    said: str
    seconds: float
    processor_s: float

    def of(self, kind: str) -> list[Message]:
        return [message for message in self.messages if message.kind == kind]


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """Let it go by, once for all tests."""
    folder = tmp_path_factory.mktemp("month")
    (folder / "data" / "sources").mkdir(parents=True)
    for house in HOUSES.values():
        (folder / "data" / "sources" / f"{house.id}.toml").write_text(source_file(house), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, WebServer(sites()) as web:
        patch.setenv(clock.VARIABLE, str(folder / "clock"))
        clock.move(BEGINS)
        text = SETTINGS.format(only=json.dumps(list(HOUSES)), proxy=web.url)
        (folder / "dreiklang.toml").write_text(text, encoding="utf-8")
        began_s, began_processor_s = clock.elapsed(), processor_s()
        said = run(folder)
        desk = Desk(load_settings(folder / "dreiklang.toml", environment={}))
        with desk.store.read() as connection:
            posted = list_posted(connection)
        yield Month(
            desk=desk,
            jumps=[json.loads(line) for line in (folder / "jumps").read_text().splitlines()],
            messages=sorted((one[0].message for one in posted), key=lambda message: message.created_at),
            said=said,
            seconds=clock.elapsed() - began_s,
            processor_s=processor_s() - began_processor_s,
        )
        desk.store.close()


def processor_s() -> float:
    """Of all processes that this one has started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(folder: Path) -> str:
    """The supervisor, until the month is over, without the coverage that would slow it down; returns what it said."""
    uncovered = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.month_run", str(folder)],
        cwd=REPOSITORY,
        env=uncovered | {"PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _, said = process.communicate(timeout=2400)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, said[-4000:]
    return said


def test_a_month_goes_by_in_ten_minutes_and_nothing_is_left_undone(
    month: Month, capsys: pytest.CaptureFixture[str]
) -> None:
    with month.desk.store.read() as connection:
        ended = counts(connection)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{month.seconds:.0f} s, processor {month.processor_s:.0f} s, {len(month.jumps)} jumps, {dict(ended['fetch'])}\n"
        )
    assert clock.now() == ENDS
    assert month.processor_s <= MOST_S  # of both processes together; the time by the clock depends on what runs beside
    assert "crawler ended" not in month.said and "step_failed" not in month.said
    for step in ("extract", "screen", "analyse", "join", "translate", "index", "match", "deliver"):
        assert not {"waiting", "failed"} & set(ended[step]), step


def test_every_digest_is_sent_exactly_once_and_on_time(month: Month) -> None:
    sent: Counter[tuple[str, datetime]] = Counter()
    for message in month.of("digest"):
        profile = next(name for name in READERS if name in message.rule)
        zone, hour, _ = READERS[profile]
        local = message.created_at.astimezone(ZoneInfo(zone))
        due = datetime.combine(local.date(), hour, ZoneInfo(zone))
        assert due <= local < due + LATE, f"{message.rule} at {local}"
        sent[message.rule, due] += 1
    assert set(sent.values()) == {1}
    assert len(sent) == len(list(expected_digests()))
    daily = {(profile, due) for (rule, due) in sent for profile in READERS if profile in rule}
    assert daily == {(profile, due) for profile, due, _ in expected_digests()}
    letters = list((month.desk.settings.out / "outbox").glob("*-digest-*.eml"))
    assert len(letters) == len(sent), "one letter each"


def expected_digests() -> Iterator[tuple[str, datetime, bool]]:
    """(profile, hour, weekly): workdays of its country, Monday to Friday; the whole week beside it on Mondays in Berlin."""
    for profile, (zone, hour, country) in READERS.items():
        for number in range(-1, 32):
            day = (BEGINS + timedelta(days=number)).date()
            due = datetime.combine(day, hour, ZoneInfo(zone))
            if not BEGINS <= due < ENDS or day.weekday() >= 5:
                continue
            if is_workday(day, country):
                yield profile, due, False
            if profile == "berlin" and day.weekday() == 0:
                yield profile, due, True


def test_what_is_on_the_watch_list_alerts_once_a_story(month: Month) -> None:
    raised = Counter(story for message in month.of("alert") for story in message.subjects)
    assert set(raised.values()) == {1}
    assert len(raised) > 10
    with month.desk.store.read() as connection:
        told = told_of(connection, "region")  # by the ids of today: stories are merged now and then
        for house_id, number in watched():
            known = article_id(connection, f"https://{HOUSES[house_id].host}/news/{number}.html")
            story = story_of(connection, known or "")
            assert story is not None and story[0] in told, (house_id, number)


def watched() -> Iterator[tuple[str, int]]:
    """Articles that name a term of the watch list, in houses that can be read all month."""
    for house in HOUSES.values():
        for number, moment in enumerate(house.published):
            if is_on_watch(house, number) and BEGINS < moment < ENDS - timedelta(hours=2) and house.id not in FAULTS:
                yield house.id, number


def test_every_fault_is_reported_within_its_bound_and_nothing_else(month: Month) -> None:
    reported = month.of("health")
    for house_id, fault in FAULTS.items():
        told = [one for one in reported if HOUSES[house_id].id.title() in one.text]
        assert told, f"{house_id} was not reported"
        said = phrase(f"fault_{fault.state}", "en", name=house_id.title(), since="|", why="", expected="").partition(
            "|"
        )[0]
        assert said in told[0].text, f"{house_id}: another fault was reported"
        about = [one.created_at for one in told]
        assert fault.begins <= about[0] <= fault.begins + fault.within, f"{house_id}: {about[0] - fault.begins}"
        if fault.ends < ENDS:
            assert fault.ends <= about[-1] <= fault.ends + ASKED_AGAIN, f"{house_id}: {about[-1] - fault.ends}"
    healthy = [house.id.title() for house in HOUSES.values() if house.id not in FAULTS]
    assert [one.text for one in reported if any(name in one.text for name in healthy)] == []
    assert len(reported) <= len(FAULTS) + 1, "each once, and the one that is over once more"


@pytest.mark.parametrize("process", ["supervisor", "crawler"])
def test_neither_process_grows(month: Month, process: str, capsys: pytest.CaptureFixture[str]) -> None:
    third = (ENDS - BEGINS) / 3
    first, last = (
        [row for row in month.jumps if begins <= datetime.fromisoformat(row["at"]) < begins + third]
        for begins in (BEGINS, ENDS - third)
    )

    def mean(rows: Sequence[dict[str, Any]], what: str) -> float:
        return statistics.fmean(row[f"{process}_{what}"] for row in rows)

    def median(rows: Sequence[dict[str, Any]], what: str) -> float:
        return statistics.median(row[f"{process}_{what}"] for row in rows)

    with capsys.disabled():
        sizes = f"{mean(first, 'kb') / 1024:.0f} MB, then {mean(last, 'kb') / 1024:.0f} MB"
        sys.stdout.write(f"\n{process}: {sizes}, files {mean(first, 'files'):.1f}, then {mean(last, 'files'):.1f}\n")
    assert mean(last, "kb") <= MORE_MEMORY * mean(first, "kb")
    half = len(last) // 2
    assert mean(last[half:], "kb") <= STILL_MORE * mean(last[:half], "kb")
    assert median(last, "files") <= median(first, "files")
