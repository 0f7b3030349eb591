"""`make airflow` on one machine, with SQLite and the LocalExecutor, takes the demo newsroom to alerts and digest by itself."""

from pathlib import Path

import pytest

from articles import clock
from dreiklang.demo import Newsroom
from tests.dags.house import airflow_house, free_port, members, sessions_below
from tests.dags.place import (
    EARLY,
    MORNING,
    airflow_python,
    mails,
    newsroom_folder,
    newsroom_variables,
    settled,
    until,
    variables,
)


@pytest.mark.soak
@pytest.mark.xdist_group("airflow")
@pytest.mark.timeout(900)
def test_make_airflow_runs_from_the_newsroom_to_alerts_and_a_digest_and_leaves_nobody_behind(
    tmp_path: Path, newsroom: Newsroom
) -> None:
    airflow_python()
    folder, home = newsroom_folder(tmp_path / "desk"), tmp_path / "airflow"
    clock.move(EARLY)
    given = variables(
        home,
        **newsroom_variables(folder, newsroom.proxy_url),
        AIRFLOW__API__PORT=str(free_port()),
        DREIKLANG_WORKERS="1",
    )
    with airflow_house(home, given) as house:
        assert house.refuses_strangers()
        until(house.crawled, within_s=300)
        house.trigger("watch_official")  # once more, for the documents that pages have linked
        until(lambda: settled(f"sqlite:///{folder}/data/demo/store.db"), within_s=400)
        until(lambda: len(mails(folder, "alert")) == 6, within_s=60)
        clock.move(MORNING)
        house.trigger("digests")
        until(lambda: len(mails(folder, "digest")) == 1, within_s=90)
        assert "success" in house.runs("process") and "failed" not in house.runs("watch_news")
        started = sessions_below(house.launcher.pid)
        assert len(started) == 5 and members(started)  # make, and four processes
        assert house.stop() == "airflow: stopped"
        assert members(started) == []
    assert len(mails(folder, "alert")) == 6
