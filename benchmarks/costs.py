"""What each step costs. In: how many articles. Out: processor seconds, seconds and bytes for a thousand subjects of each step.

The articles are training texts, their paragraphs shuffled into new texts of the length of real pages; one in four is relevant, so
that the later steps have enough to do. They come as pages of 60 kB with the furniture of a newspaper and go the whole way in one
process, on SQLite and the embedded engine, with the default embedder.
"""

import html
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from articles import clock
from articles.errors import ModelMissing
from articles.model import Page
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, enqueue
from articles.store.pages import keep_pages
from benchmarks.join import NOW, joined
from benchmarks.nlp import LENGTHS
from crawlers.archive import ArchiveWriter
from dreiklang.desk import Desk
from dreiklang.steps import work
from nlp.corpus import Row, training_rows
from tests.dreiklang.desks import make_desk

LANGUAGES = {"de": "tagblatt", "en": "gazette", "zh": "ribao"}
RELEVANT_IN = 4
TRANSLATED = 4  # articles; each takes seconds
SEARCHES = 20
PAGE_BYTES = 60_000
STEPS = ("extract", "screen", "analyse", "join", "translate", "index", "match")
JOINED = 30


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one step has taken for so many subjects."""

    step: str
    subjects: int
    cpu_s: float
    wall_s: float
    store_bytes: int
    index_bytes: int

    def line(self) -> str:
        """Of a thousand subjects."""
        times = 1000 / self.subjects if self.subjects else 0.0
        return (
            f"{self.step:<10} {self.subjects:>8} {times * self.cpu_s:>10.1f} {times * self.wall_s:>10.1f}"
            f" {times * self.store_bytes / 1e6:>10.2f} {times * self.index_bytes / 1e6:>10.2f}"
        )


def costs(folder: Path, number: int, *, models: Path) -> Iterator[Cost]:
    """Each step in turn."""
    desk = busy_desk(folder, models)
    archive_pages(desk, number)
    for step in STEPS:
        if step == "translate" and not can_translate(desk):
            continue
        yield measured(desk, step, limit=TRANSLATED if step == "translate" else None)
    desk.store.close()


def busy_desk(folder: Path, models: Path) -> Desk:
    clock.move(NOW)
    words = ("Gesetz", "Verordnung", "Aufsicht", "办法", "regulation", "safety", "export", "copyright")
    searches = {
        f"search {at}": f"{words[at % len(words)]} OR {words[(at * 3 + 1) % len(words)]}" for at in range(SEARCHES)
    }
    desk = make_desk(folder, models={"folder": str(models)}, searches=searches, translate={"seconds": 3600})
    assert desk.reader.embedder is not None
    desk.reader.embedder.embed(["what is loaded once is loaded now"])
    return desk


def can_translate(desk: Desk) -> bool:
    """Whether there is a model; it is loaded here, so that loading is not measured."""
    try:
        translator = desk.translator
    except ModelMissing:
        return False
    if translator is None:
        return False
    translator.translate(["Guten Tag."], language="de")
    return True


def measured(desk: Desk, step: str, *, limit: int | None) -> Cost:
    before = store_bytes(desk.store), index_bytes(desk)
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    counted = work(desk, step, limit=limit)
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    return Cost(
        step=step,
        subjects=counted.total() - counted[Outcome.NOT_NEEDED],
        cpu_s=cpu_s,
        wall_s=wall_s,
        store_bytes=store_bytes(desk.store) - before[0],
        index_bytes=index_bytes(desk) - before[1],
    )


def store_bytes(store: Store) -> int:
    """Of pages that hold something."""
    store.tidy()
    with store.read() as connection:
        size, pages, free = (
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("page_size", "page_count", "freelist_count")
        )
    return int(size * (pages - free))


def index_bytes(desk: Desk) -> int:
    return sum(path.stat().st_size for path in (desk.settings.data / "index").rglob("*") if path.is_file())


def archive_pages(desk: Desk, number: int) -> None:
    """As fetch leaves them: answers in the archive, rows that name them, work for extract."""
    writer = ArchiveWriter(desk.crawl_options.archive)
    answers = []
    for at, row in enumerate(texts(number)):
        page = as_page(at, row)
        answers.append((page.url, 1, replace(page, archived=writer.write({}, page), body=b"")))
    writer.close()
    with desk.store.begin() as connection:
        keep_pages(connection, answers)
        enqueue(connection, "extract", [(url, visit) for url, visit, _ in answers], priority=Priority.NEWS)


def texts(number: int) -> Iterator[Row]:
    """New texts, the languages in turn."""
    chance = random.Random(5)
    rows = training_rows()
    for at in range(number):
        language = tuple(LANGUAGES)[at % len(LANGUAGES)]
        alike = [row for row in rows if row.language == language and row.relevant == (at % RELEVANT_IN == 0)]
        title, *bodies = chance.sample(alike, 12)
        paragraphs = [part for row in bodies for part in row.body.split("\n\n") if part.strip()]
        chance.shuffle(paragraphs)
        kept: list[str] = []
        while paragraphs and sum(map(len, kept)) < LENGTHS[language]:
            kept.append(paragraphs.pop())
        yield replace(title, body="\n\n".join(kept))


def as_page(number: int, row: Row) -> Page:
    source = LANGUAGES[row.language]
    url = f"https://www.{source}.example/news/{number}"
    links = "".join(
        f'<li class="nav-item"><a href="/section/{at}?ref={number}">Rubrik {at}</a></li>\n' for at in range(300)
    )
    text = "".join(f"<p>{html.escape(part)}</p>\n" for part in row.body.split("\n\n"))
    published = (NOW - timedelta(minutes=number)).isoformat()
    head = (
        f'<!doctype html><html lang="{row.language}"><head><meta charset="utf-8"><title>{html.escape(row.title)}</title>'
        f'<meta property="article:published_time" content="{published}"></head><body><nav><ul>{links}</ul></nav>'
        f"<article><h1>{html.escape(row.title)}</h1>{text}</article><footer><ul>{links}</ul></footer>"
    )
    script = f"<script>var state = {list(range((PAGE_BYTES - len(head.encode())) // 6))};</script></body></html>"
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=(head + script).encode(),
        fetched_at=NOW,
        source=source,
    )


def join_costs(folder: Path, days: int, per_day: tuple[int, ...]) -> Iterator[tuple[int, float]]:
    """(articles a day, milliseconds of the processor for joining one) in a store that holds so many days of them."""
    rows = [row for row in training_rows() if row.language in LANGUAGES][:JOINED]
    for number in per_day:
        clock.move(NOW)
        spent = joined(folder / str(number), rows, number=number * days, per_day=number)
        yield number, 1000 * spent.each_s


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
