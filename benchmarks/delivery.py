"""What a day's delivery costs. In: nothing. Out: seconds and peak memory of alerts, sending, digest and feeds.

Run: python -m benchmarks.delivery [--articles 10000] [--searches 500] [--matches 40]. The store is filled with a day of
articles in three languages, one in five of them relevant, four to a story; every saved search matches so many of them and has
an alert of its own; a hundred acts move. Messages go into a folder. Target (issue D): at most 60 s and 1 GB together.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles import clock
from articles.model import Analysis, Announcement, Article, Match, Source
from articles.store.labels import keep_analysis, keep_in_story, keep_match
from articles.store.texts import keep_article, mint
from articles.taxonomy import load_taxonomy
from delivery.policy import join_event
from dreiklang.alerting import decide
from dreiklang.desk import Desk
from dreiklang.digests import make_due
from dreiklang.publishing import publish
from dreiklang.sending import send_all
from dreiklang.settings import Settings

MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)
LANGUAGES = {
    "de": "Das Kabinett hat den Entwurf gebilligt. ",
    "en": "Ministers agreed on rules. ",
    "zh": "国家网信办公布管理办法。",
}
SENTENCES = 60
ACTS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--searches", type=int, default=500)
    parser.add_argument("--matches", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[clock.VARIABLE] = str(Path(folder) / "clock")
        clock.move(MORNING)
        desk = filled(Path(folder), options.articles, options.searches, options.matches)
        print(f"filled; peak {peak_mb():.0f} MB")
        with timed("alerts"):
            print(f"{len(decide(desk))} messages decided")
        with timed("sending"):
            print(dict(send_all(desk)))
        with timed("digest"):
            make_due(desk, always=True)
        with timed("feeds and calendar"):
            print(f"{len(publish(desk))} files")
        with timed("a second pass"):
            print(f"{len(decide(desk))} messages decided")


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Prints wall and CPU seconds of the block, and the peak of memory so far."""
    wall, used = time.perf_counter(), time.process_time()
    yield
    print(
        f"{name}: {time.perf_counter() - wall:.1f} s, CPU {time.process_time() - used:.1f} s, peak {peak_mb():.0f} MB"
    )


def peak_mb() -> float:
    """Of this process, megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def filled(folder: Path, articles: int, searches: int, matches: int) -> Desk:
    """A desk whose store has a day of articles, their labels, stories and matches, and acts that moved."""
    names = [f"search {number}" for number in range(searches)]
    alerts = {name: {"search": name} for name in names} | {"acts": {"events": True}}
    desk = Desk(
        Settings(data=folder / "data", out=folder / "out", searches=dict.fromkeys(names, "gesetz"), alerts=alerts)  # type: ignore[arg-type]  # as a file has them
    )
    vars(desk)["all_sources"] = {language: source(language) for language in LANGUAGES}
    rng = random.Random(1)
    topics = list(load_taxonomy().topics)
    ids = []
    with desk.store.begin() as connection:
        for number in range(articles):
            one = article(number, articles)
            relevant = number % 5 == 0
            keep_article(connection, one)
            keep_analysis(
                connection,
                Analysis(
                    article_id=one.id,
                    revision=1,
                    relevant=relevant,
                    relevance=0.9 if relevant else 0.1,
                    topics=((rng.choice(topics), 0.9),),
                ),
            )
            keep_in_story(connection, one.id, f"story{number // 20}", near_duplicate_of=None)
            if relevant:
                ids.append(one.id)
        for name in names:
            for article_id in rng.sample(ids, min(matches, len(ids))):
                keep_match(connection, Match(search=name, article_id=article_id, at=MORNING))
        for number in range(ACTS):
            act = replace(article(number * 5, articles), language="zh", source="zh")
            join_event(connection, act, announcement(number), source=source("zh"))
    return desk


def source(language: str) -> Source:
    return Source(
        id=language,
        name=f"Source {language}",
        homepage=f"https://www.{language}.example/",
        country="CN" if language == "zh" else "DE",
        languages=(language,),
        kind="official" if language == "zh" else "news",
        ownership="government" if language == "zh" else "commercial",
        tier=1,
        time_zone="UTC",
        interval_minutes=30,
        feeds=(f"https://www.{language}.example/feed",),
    )


def article(number: int, among: int) -> Article:
    language = tuple(LANGUAGES)[number % 3]
    url = f"https://www.{language}.example/{number}"
    moment = MORNING - timedelta(days=1) * (number + 1) / (among + 1)
    return Article(
        id=mint(url),
        revision=1,
        url=url,
        source=language,
        language=language,
        script="Hans" if language == "zh" else "Latn",
        title=f"{LANGUAGES[language].strip()} {number}",
        paragraphs=(LANGUAGES[language] * SENTENCES,),
        published=moment,
        published_precision="minute",
        updated=None,
        first_seen=moment,
    )


def announcement(number: int) -> Announcement:
    return Announcement(
        issuers=("cn_cac",),
        instrument=f"《第{number}种智能产品与服务管理办法（征求意见稿）》",
        instrument_type="consultation_draft",
        status="consultation",
        score=0.9,
    )


if __name__ == "__main__":
    main()
