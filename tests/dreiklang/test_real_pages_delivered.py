"""Real pages of real publishers on the rest of their way: found by everyday words on a watch list, to index, feeds, digest."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import Connection

from articles import clock
from articles.model import Message
from articles.store.claims import counts
from articles.store.labels import screened_between
from articles.store.outbox import list_posted
from dreiklang.asking import Question, ask
from dreiklang.desk import Desk
from dreiklang.digests import make_due
from dreiklang.settings import load_settings
from dreiklang.steps import STEPS, work
from tests.dreiklang.real_crawl import RealCrawl

LEAST = 100
EVERYDAY = """
[watch]
everyday = {de = ["Jahr"], en = ["year"], zh = ["表示", "今天"]}
[models]
embedder = "none"
judge = "none"
translator = "none"
[alerts.everyday]
watch = "everyday"
[profiles.daily]
watch = ["everyday"]
"""


@pytest.mark.slow
@pytest.mark.timeout(1800)  # a busy machine crawls slowly
def test_real_pages_reach_index_and_feeds_and_the_digest_counts_them_as_late(real_crawl: RealCrawl) -> None:
    file = real_crawl.folder / "everyday.toml"
    file.write_text(real_crawl.settings.read_text(encoding="utf-8") + EVERYDAY, encoding="utf-8")
    desk = Desk(load_settings(file, environment={}))
    files: list[Path] = []
    for step in STEPS:
        files = make_due(desk, always=True) if step == "deliver" else files
        work(desk, step)
    with desk.store.read() as connection:
        ended = counts(connection)
        alerted = {one for posted, *_ in list_posted(connection) for one in _told_in_alerts(posted.message)}
        late = _late(connection, timedelta(hours=desk.settings.digest.max_age_hours))
    assert ended["index"]["indexed"] >= LEAST and not any(ended[step]["failed"] for step in STEPS if step in ended)
    assert ask(desk, Question(query='entity:"watch:everyday"')).total >= LEAST
    assert len(_in_feeds(desk.settings.out / "feeds")) >= LEAST
    said = re.search(r"(\d+) found late", files[-1].read_text(encoding="utf-8"))
    assert said is not None and int(said[1]) == len(late) >= LEAST
    assert not late & alerted, "nothing old alerts"


def _told_in_alerts(message: Message) -> tuple[str, ...]:
    return message.article_ids if message.kind == "alert" else ()


def _late(connection: Connection, max_age: timedelta) -> set[str]:
    """Relevant articles that were published long before they were seen."""
    now = clock.now()
    rows = screened_between(
        connection, since=now - timedelta(days=1), until=now, languages=("de", "zh", "en"), least=1.1
    )
    return {article.id for article, _ in rows if article.first_seen - article.dated > max_age}


def _in_feeds(folder: Path) -> set[str]:
    ids = {one.text or "" for file in folder.glob("*.xml") for one in etree.parse(file).iter("{*}id")}
    return {one for one in ids if one.startswith("urn:dreiklang:article:")}
