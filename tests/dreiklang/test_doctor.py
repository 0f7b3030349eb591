"""Doctor finds what is wrong, and says what to do."""

import json
import shutil
import sys
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.outcome import Outcome
from articles.store.claims import Priority, claim, enqueue
from dreiklang.desk import Desk
from dreiklang.doctor import engine, examine, searches
from dreiklang.finding import Finding
from dreiklang.health import LATE
from dreiklang.settings import Settings
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.conftest import Call
from tests.dreiklang.desks import SOURCES, article, make_desk, put
from tests.dreiklang.polls import polled

Disk = namedtuple("Disk", "total used free")
TERABYTE = 1024**4


@pytest.fixture(autouse=True)
def plenty_of_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(TERABYTE, 0, TERABYTE))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path, crawl={"contact": "me@example.org"})


def found(desk: Desk, check: str) -> list[Finding]:
    return [finding for finding in examine(desk) if finding.check == check]


def one(desk: Desk, check: str) -> tuple[str, str, str]:
    finding = found(desk, check)[0]
    return finding.level, finding.told, finding.todo


def test_a_fresh_installation_is_in_order(desk: Desk) -> None:
    assert {finding.check: finding.level for finding in examine(desk)} == dict.fromkeys(
        (
            "python",
            "settings",
            "clock",
            "sources",
            "store",
            "leases",
            "waiting",
            "failed",
            "archive",
            "index",
            "engine",
            "searches",
            "source",
        ),
        "ok",
    )


def test_before_the_first_poll_no_source_is_called_reached(desk: Desk) -> None:
    assert one(desk, "source") == ("ok", "no source has been polled yet", "`dreiklang run` polls them")


def test_every_finding_that_is_not_ok_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 0))
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(TERABYTE, TERABYTE, 1))
    desk = make_desk(tmp_path)
    vars(desk)["all_sources"] = {}
    wrong = [finding for finding in examine(desk) if finding.level != "ok"]
    assert {finding.check for finding in wrong} == {"python", "settings", "sources", "archive"}
    assert all(finding.todo for finding in wrong)


def test_a_missing_contact_is_a_warning(tmp_path: Path) -> None:
    level, _, todo = one(make_desk(tmp_path), "settings")
    assert (level, todo) == ("warn", "set crawl.contact to an address or page of yours")


def test_the_demo_is_named(tmp_path: Path) -> None:
    assert "demo newsroom" in one(make_desk(tmp_path, demo={"enabled": True}), "settings")[1]


def test_a_moved_clock_is_a_warning_except_in_the_demo(
    desk: Desk, tmp_path: Path, moved_clock: Callable[[datetime], None]
) -> None:
    assert one(desk, "clock") == ("warn", "moved to 2026-03-02 12:00 UTC", "unset DREIKLANG_CLOCK to see real time")
    assert one(make_desk(tmp_path, demo={"enabled": True}), "clock")[0] == "ok"


def test_a_store_that_cannot_be_opened_stops_no_other_check(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.db").write_text("no database" * 1000)
    levels = {finding.check: finding.level for finding in examine(make_desk(tmp_path))}
    assert levels["store"] == levels["index"] == levels["seeing"] == "problem"
    assert levels["archive"] == levels["sources"] == "ok"


def test_unreadable_source_files_are_a_problem(tmp_path: Path) -> None:
    desk = Desk(Settings(data=tmp_path / "data", out=tmp_path / "out"))
    (tmp_path / "data" / "sources").mkdir(parents=True)
    (tmp_path / "data" / "sources" / "bad.toml").write_text("id = ")
    assert one(desk, "sources")[0] == "problem"
    assert "bad.toml" in one(desk, "sources")[1]


def test_an_archive_over_its_budget_is_paused(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, archive={"max_gb": 1e-9})
    desk.archive_folder.mkdir(parents=True)
    (desk.archive_folder / "a.warc.gz").write_bytes(b"x" * 100)
    level, told, todo = one(desk, "archive")
    assert (level, told) == ("warn", "paused")
    assert "archive.max_gb" in todo


def test_a_disk_that_is_all_but_full_is_a_problem(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(TERABYTE, TERABYTE, 1000))
    assert one(desk, "archive")[0] == "problem"


def test_an_archive_switched_off_is_a_warning(tmp_path: Path) -> None:
    assert one(make_desk(tmp_path, archive={"enabled": False}), "archive")[0] == "warn"


def test_leases_of_dead_processes_are_counted(desk: Desk) -> None:
    put(desk, article())
    machine, pid, started = desk.store.worker.split("/")
    desk.store.worker = f"{machine}/{pid}/{int(started) - 1}"
    claim(desk.store, "screen", version="v1", limit=1)
    assert one(desk, "leases") == ("warn", "1 of dead processes", "the next command frees them")


def test_work_that_waits_too_long_is_named_by_step(desk: Desk, moved_clock: Callable[[datetime], None]) -> None:
    put(desk, article())
    assert one(desk, "waiting")[0] == "ok"
    moved_clock(NOON + LATE + timedelta(minutes=1))
    assert one(desk, "waiting")[1] == "screen has work waiting since 2026-03-02 12:00 UTC"


def test_failed_subjects_of_the_last_day_are_counted(desk: Desk, moved_clock: Callable[[datetime], None]) -> None:
    with desk.store.begin() as connection:
        enqueue(connection, "screen", [("nowhere", 1)], priority=Priority.NEWS)
    work(desk, "screen")
    assert one(desk, "failed")[1] == "1 subjects of screen failed in the last day"
    moved_clock(NOON + timedelta(days=2))
    assert one(desk, "failed")[0] == "ok"


@pytest.mark.usefixtures("moved_clock")
def test_an_index_out_of_step_with_the_store_is_a_problem(desk: Desk) -> None:
    put(desk, article())
    for step in ("screen", "analyse", "join", "index"):
        work(desk, step)
    assert one(desk, "index")[:2] == ("ok", "1 articles")
    shutil.rmtree(desk.settings.data / "index")
    vars(desk).pop("engine")
    assert one(desk, "index") == (
        "problem", "holds 0 articles, the store knows of 1", "`dreiklang reindex`",
    )  # fmt: skip


def test_a_damaged_index_is_a_problem_and_stops_no_other_check(desk: Desk) -> None:
    folder = desk.settings.data / "index" / "0001"
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text("garbage")
    level, told, _ = one(desk, "index")
    assert level == "problem"
    assert f"the index at {folder} is damaged" in told
    assert one(desk, "source")[0] == "ok"


def test_a_source_that_failed_once_is_named_without_alarm(desk: Desk, moved_clock: Callable[[datetime], None]) -> None:
    polled(desk, "tagblatt", Outcome.LISTED)
    polled(desk, "ribao", Outcome.TIMED_OUT)
    assert [(finding.level, finding.told) for finding in found(desk, "source")] == [
        ("ok", "4 unknown (watched since 2026-03-02 12:00 UTC, a rhythm is known after two weeks)"),
        ("ok", "just failed, no fault yet: ribao (timed_out)"),
    ]
    for hour in (1, 2, 3):
        moved_clock(NOON + timedelta(hours=hour))
        polled(desk, "ribao", Outcome.TIMED_OUT, visit=1 + hour)
    warned = [finding for finding in found(desk, "source") if finding.level == "warn"]
    assert [finding.told for finding in warned] == [
        "ribao unreachable since 2026-03-02 12:00 UTC: 4 polls in a row ended as timed_out"
        " (no complete answer within the time cap)"
    ]
    assert warned[0].todo == "`dreiklang sources check ribao` asks its lists once"
    polled(desk, "ribao", Outcome.UNCHANGED, visit=5)
    assert [finding.level for finding in found(desk, "source")] == ["ok"]


def test_an_issuer_whose_routes_are_all_gone_is_a_problem(desk: Desk, moved_clock: Callable[[datetime], None]) -> None:
    own = replace(SOURCES["amtsblatt"], issuers=("de_bnetza",), fallback="tagblatt")
    vars(desk)["all_sources"] = SOURCES | {"amtsblatt": own}
    polled(desk, "tagblatt", Outcome.LISTED)
    for hour in range(4):
        moved_clock(NOON + timedelta(hours=hour))
        polled(desk, "amtsblatt", Outcome.FORBIDDEN, visit=1 + hour)
    level, told, _ = one(desk, "issuer")
    assert (level, told) == (
        "warn",
        "de_bnetza by fallback only since 2026-03-02 12:00 UTC: amtsblatt blocked (forbidden), tagblatt unknown",
    )
    for hour in range(4):
        moved_clock(NOON + timedelta(hours=hour))
        polled(desk, "tagblatt", Outcome.TLS_REFUSED, visit=2 + hour)
    assert one(desk, "issuer")[0] == "problem"


def test_doctor_prints_a_line_for_each_finding_and_exits_with_0(call: Call, real_settings: Path) -> None:
    told = call("doctor")
    assert told.code == 0
    assert all(line.startswith(("ok ", "warn ")) for line in told.out.splitlines())


def test_doctor_exits_with_1_when_there_is_a_problem(call: Call, real_settings: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "store.db").write_text("no database" * 1000)
    told = call("doctor")
    assert told.code == 1
    assert "PROBLEM  store" in told.out
    as_json = call("doctor", "--json")
    assert as_json.code == 1
    levels: dict[str, Any] = {row["check"]: row["level"] for row in map(json.loads, as_json.out.splitlines())}
    assert levels["store"] == "problem"


def test_sources_left_out_by_the_settings_are_not_looked_at(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, sources={"only": ["tagblatt"]})
    assert one(desk, "sources")[1] == "1 are read, 0 of them unverified"
    vars(desk)["all_sources"] = SOURCES | {"tagblatt": replace(SOURCES["tagblatt"], unverified=True)}
    vars(desk).pop("sources")
    assert one(desk, "sources")[1] == "1 are read, 1 of them unverified"


def test_the_embedded_engine_is_refused_where_several_machines_can_share_the_store(tmp_path: Path) -> None:
    shared = Desk(Settings(data=tmp_path, store={"url": "postgresql://db.example/news"}))
    (finding,) = engine(shared)
    assert (finding.level, finding.todo) == ("problem", 'set search.engine = "elasticsearch"')
    assert "the store at db.example can be used by several" in finding.told
    for url in ("", "postgresql://localhost/news", "postgresql:///news"):
        (finding,) = engine(Desk(Settings(data=tmp_path, store={"url": url})))
        assert finding.level == "ok"
    several = Settings(data=tmp_path, store={"url": "postgresql://db.example/news"}, search={"engine": "elasticsearch"})
    assert [one.level for one in engine(Desk(several))] == ["ok"]


def test_a_broken_saved_search_is_a_problem_that_points_at_the_column(tmp_path: Path) -> None:
    (finding,) = searches(make_desk(tmp_path, searches={"bad": "titel:KI", "good": "title:KI"}))
    assert finding.level == "problem"
    assert finding.told.startswith("bad: column 1: no field named 'titel'")
    (finding,) = searches(make_desk(tmp_path, searches={"good": "title:KI"}))
    assert (finding.level, finding.told) == ("ok", "1 saved searches, all can be run")
