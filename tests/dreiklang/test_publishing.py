"""Feeds below out/: which there are, and what stands in each."""

from pathlib import Path

import feedparser
import pytest

from articles.model import Analysis
from articles.store.labels import keep_analysis
from articles.store.texts import keep_article
from dreiklang.publishing import file_name, publish
from tests.dreiklang.desks import article, make_desk

pytestmark = pytest.mark.usefixtures("moved_clock")


def test_every_topic_watch_list_and_search_has_a_feed_with_the_relevant_articles_it_is_about(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, watch={"Lausitz": {"de": ["Lausitz"]}}, searches={"chips": {"query": "Chips"}})
    told = [(1, True, ("watch:Lausitz",)), (2, True, ("watch:other", "de")), (3, False, ("watch:Lausitz",))]
    with desk.store.begin() as connection:
        for number, relevant, entities in told:
            one = keep_article(connection, article(number, title=f"Nachricht {number}")).article
            keep_analysis(
                connection,
                Analysis(
                    article_id=one.id,
                    revision=1,
                    relevant=relevant,
                    relevance=0.9,
                    topics=(("chips_compute", 0.9),),
                    entities=entities,
                ),
            )
    files = {path.name: path for path in publish(desk)}
    assert {"watch-Lausitz.xml", "search-chips.xml", "topic-chips_compute.xml", "policy-events.xml"} <= files.keys()
    assert titles(files["watch-Lausitz.xml"]) == ["Nachricht 1"]
    assert titles(files["topic-chips_compute.xml"]) == ["Nachricht 1", "Nachricht 2"]
    assert not titles(files["search-chips.xml"])


def test_a_name_of_any_script_makes_a_file_name() -> None:
    assert file_name("watch", "监管 / AI Act") == "watch-监管-AI-Act" and file_name("search", "??") == "search-unnamed"


def titles(path: Path) -> list[str]:
    return sorted(entry.title for entry in feedparser.parse(path.read_bytes()).entries)
