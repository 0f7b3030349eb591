"""When feeds and calendar are written anew by a process that stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from articles import clock
from dreiklang.desk import Desk
from dreiklang.publishing import AGAIN_AFTER, publish_changed
from dreiklang.steps import work
from tests.conftest import NOON
from tests.dreiklang.desks import article, make_desk, put

MoveClock = Callable[[datetime], None]


@pytest.fixture
def desk(tmp_path: Path, moved_clock: MoveClock) -> Desk:
    return make_desk(tmp_path, models={"embedder": "none", "judge": "none", "translator": "none"})


def test_they_are_written_again_only_when_something_was_done_or_time_has_passed(
    desk: Desk, moved_clock: MoveClock
) -> None:
    assert publish_changed(desk)
    moved_clock(NOON + timedelta(minutes=1))
    assert publish_changed(desk) == []
    put(desk, article())
    for step in ("screen", "analyse"):
        work(desk, step)
    assert publish_changed(desk) == [], "it is in no feed before it is joined"
    work(desk, "join")
    moved_clock(clock.now() + timedelta(minutes=1))
    assert publish_changed(desk)
    moved_clock(clock.now() + timedelta(minutes=1))
    assert publish_changed(desk) == []
    moved_clock(clock.now() + AGAIN_AFTER)
    assert publish_changed(desk)


def test_another_process_writes_them_whatever_this_one_has_written(desk: Desk) -> None:
    assert publish_changed(desk)
    assert publish_changed(Desk(desk.settings))
