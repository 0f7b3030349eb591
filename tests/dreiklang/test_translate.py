"""The step translate: titles and leads first, full texts for a reason, within its time, never twice."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from articles import clock
from articles.errors import BadInput, ModelMissing
from articles.model import Analysis, Announcement, Article
from articles.outcome import Outcome
from articles.store.claims import Priority, claim, counts, enqueue, finish, waiting
from articles.store.labels import keep_analysis, keep_in_story, load_analysis, load_translation
from articles.store.redo import enqueue_all
from articles.store.tables import results, sentences
from dreiklang.desk import Desk
from dreiklang.loop import run_step
from dreiklang.settings import DemoSettings, Settings
from dreiklang.steps import translate, work
from tests.conftest import NOON
from tests.dreiklang.desks import article, make_desk, put
from tests.nlp.fakes import FakeTranslator

pytestmark = pytest.mark.usefixtures("moved_clock")
LONG = tuple(
    f"Der Ausschuss berät am Morgen lange über Punkt {number} der Regulierung von KI. " * 3 for number in range(6)
)


@pytest.fixture
def fake() -> FakeTranslator:
    return FakeTranslator()


@pytest.fixture
def desk(tmp_path: Path, fake: FakeTranslator) -> Desk:
    return with_translator(make_desk(tmp_path), fake)


def with_translator(desk: Desk, translator: FakeTranslator | None) -> Desk:
    vars(desk)["translator"] = translator
    return desk


def screened(desk: Desk, *articles: Article) -> None:
    """Relevant, no announcement, on no watch list, each a story of its own; waits as screen leaves it."""
    put(desk, *articles)
    with desk.store.begin() as connection:
        for one in articles:
            keep_analysis(connection, Analysis(article_id=one.id, revision=1, relevant=True, relevance=0.9))
            keep_in_story(connection, one.id, one.id, near_duplicate_of=None)
            enqueue(connection, "translate", [(one.id, 1)], priority=Priority.NEWS)


def relabel(desk: Desk, one: Article, **changes: object) -> None:
    with desk.store.begin() as connection:
        analysis = load_analysis(connection, one.id, 1)
        assert isinstance(analysis, Analysis)
        keep_analysis(connection, replace(analysis, **changes))  # type: ignore[arg-type] # a test's changes


def index(desk: Desk, one: Article) -> None:
    """As if the step index had been through it."""
    with desk.store.begin() as connection:
        enqueue(connection, "index", [(one.id, 1)], priority=Priority.NEWS)
    (lease,) = claim(desk.store, "index", version="1", limit=1)
    with desk.store.begin() as connection:
        finish(connection, lease, Outcome.INDEXED)


def depth_of(desk: Desk, one: Article) -> str | None:
    with desk.store.read() as connection:
        made = load_translation(connection, one.id, 1)
    return made.depth if made else None


def told(desk: Desk, step: str) -> dict[str, int]:
    with desk.store.read() as connection:
        return dict(counts(connection).get(step, {}))


def test_without_a_translator_the_outcome_says_so(desk: Desk) -> None:
    with_translator(desk, None)
    screened(desk, article())
    assert work(desk, "translate") == {Outcome.NO_MODEL: 1}


def test_weights_that_cannot_be_loaded_stop_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk = make_desk(tmp_path, models={"translator": "qwen2.5-coder-1.5b"})
    with pytest.raises(ModelMissing, match="dreiklang models pull"):
        _ = desk.translator
    screened(desk, article())
    with caplog.at_level(logging.WARNING):
        assert work(desk, "translate") == {Outcome.NO_MODEL: 1}
    assert "no_translator" in caplog.text


def test_english_needs_none(desk: Desk, fake: FakeTranslator) -> None:
    screened(desk, article(language="en", source_id="gazette"))
    assert work(desk, "translate") == {Outcome.NOT_NEEDED: 1}
    assert fake.asked == []


def test_a_language_the_translator_does_not_read_has_no_model(desk: Desk) -> None:
    with_translator(desk, FakeTranslator(languages=("de",)))
    screened(desk, article(language="zh", source_id="ribao"))
    assert work(desk, "translate") == {Outcome.NO_MODEL: 1}


def test_title_and_lead_of_what_is_relevant(desk: Desk) -> None:
    one = article(paragraphs=LONG)
    screened(desk, one)
    assert work(desk, "translate") == {Outcome.TRANSLATED: 1}
    with desk.store.read() as connection:
        made = load_translation(connection, one.id, 1)
    assert made is not None
    assert made.depth == "lead"
    assert made.title
    assert [bool(paragraph) for paragraph in made.paragraphs] == [True, True, False, False, False, False]
    assert (made.engine, made.at) == ("fake-1", NOON)


@pytest.mark.parametrize(
    "changes", [{"announcement": Announcement(issuers=("de-bundestag",))}, {"entities": ("watch:Lausitz",)}]
)
def test_announcements_and_watched_articles_are_translated_in_full_at_once(
    desk: Desk, changes: dict[str, object]
) -> None:
    one = article(paragraphs=LONG)
    screened(desk, one)
    relabel(desk, one, **changes)
    assert work(desk, "translate") == {Outcome.TRANSLATED: 2}
    assert depth_of(desk, one) == "full"
    assert work(desk, "translate") == {}


def test_of_a_story_the_first_of_each_language_is_translated_in_full(desk: Desk) -> None:
    first = article(1, paragraphs=LONG)
    later = article(2, paragraphs=LONG[::-1], published=NOON + timedelta(hours=1))
    chinese = article(3, language="zh", source_id="ribao", published=NOON + timedelta(hours=2))
    screened(desk, first, later, chinese)
    with desk.store.begin() as connection:
        for one in (first, later, chinese):
            keep_in_story(connection, one.id, first.id, near_duplicate_of=None)
    work(desk, "translate")
    assert [depth_of(desk, one) for one in (first, later, chinese)] == ["full", "lead", "full"]


def test_settings_say_what_is_worth_a_full_text(tmp_path: Path, fake: FakeTranslator) -> None:
    desk = with_translator(make_desk(tmp_path, translate={"full": ("watched",), "depth": "title"}), fake)
    one = article(paragraphs=LONG)
    screened(desk, one)
    relabel(desk, one, announcement=Announcement())
    work(desk, "translate")
    assert depth_of(desk, one) == "title"


def test_every_title_comes_before_any_full_text(desk: Desk, fake: FakeTranslator) -> None:
    one, two = article(1, paragraphs=LONG), article(2, title="Rat berät KI-Regulierung", paragraphs=LONG[::-1])
    screened(desk, one, two)
    relabel(desk, one, announcement=Announcement())
    work(desk, "translate")
    asked = [text for text, _, _ in fake.asked]
    assert asked.index(two.title) < next(
        at for at, text in enumerate(asked) if "Punkt 5" in text and at > asked.index(one.title)
    )


def test_old_articles_are_translated_in_full_on_demand_only(
    desk: Desk, moved_clock: Callable[[datetime], None]
) -> None:
    one = article(paragraphs=LONG)
    screened(desk, one)
    work(desk, "translate")
    relabel(desk, one, announcement=Announcement())
    moved_clock(NOON + timedelta(days=8))
    assert work(desk, "translate") == {}
    translate.ask_for(desk, [one.id])
    assert run_step(desk.store, translate.build(desk, article_ids=[one.id])) == {Outcome.TRANSLATED: 1}
    assert depth_of(desk, one) == "full"


def test_on_demand_works_on_nothing_else(desk: Desk) -> None:
    one, two = article(1, paragraphs=LONG), article(2, paragraphs=LONG[::-1])
    screened(desk, one, two)
    translate.ask_for(desk, [two.id])
    assert run_step(desk.store, translate.build(desk, article_ids=[two.id])) == {Outcome.TRANSLATED: 1}
    assert told(desk, "translate") == {"translated": 1, "waiting": 1}


def test_an_article_nobody_knows_is_named(desk: Desk) -> None:
    with pytest.raises(BadInput, match="no article 'nowhere'"):
        translate.ask_for(desk, ["nowhere"])


def test_a_full_text_is_never_made_shorter_again(desk: Desk) -> None:
    one = article(paragraphs=LONG)
    screened(desk, one)
    translate.ask_for(desk, [one.id])
    run_step(desk.store, translate.build(desk, article_ids=[one.id]))
    with desk.store.begin() as connection:
        enqueue_all(connection, "translate", version="any")
    work(desk, "translate")
    assert depth_of(desk, one) == "full"


def test_what_the_time_does_not_reach_waits_and_goes_on_where_it_stopped(
    tmp_path: Path, fake: FakeTranslator, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = with_translator(make_desk(tmp_path, translate={"seconds": 2.5, "depth": "full"}), fake)
    one = article(paragraphs=LONG)
    screened(desk, one)
    tick = seconds()
    monkeypatch.setattr(translate, "clock", Ticking(tick))
    assert work(desk, "translate") == {}
    assert depth_of(desk, one) is None
    assert told(desk, "translate") == {"waiting": 1}
    with desk.store.read() as connection:
        assert waiting(connection, "translate") == 1
        assert connection.scalar(select(results.c.attempts).where(results.c.step == "translate")) == 0
        assert connection.scalar(select(func.count()).select_from(sentences)) > 0
    done = len(fake.asked)
    monkeypatch.setattr(translate, "clock", clock)
    assert work(desk, "translate") == {Outcome.TRANSLATED: 1}
    texts = [text for text, _, _ in fake.asked]
    assert done > 0
    assert len(texts) == len(set(texts))


def seconds() -> Iterator[float]:
    """A second a look."""
    now = 0.0
    while True:
        yield now
        now += 1.0


class Ticking:
    """A clock that moves whenever somebody looks."""

    def __init__(self, tick: Iterator[float]) -> None:
        self._tick = tick

    def elapsed(self) -> float:
        return next(self._tick)

    def now(self) -> datetime:
        return clock.now()


def test_an_article_that_is_in_the_index_is_indexed_anew_with_its_english(desk: Desk) -> None:
    indexed, not_yet = article(1, paragraphs=LONG), article(2, paragraphs=LONG[::-1])
    screened(desk, indexed, not_yet)
    index(desk, indexed)
    work(desk, "translate")
    with desk.store.read() as connection:
        wait = select(results.c.subject).where(results.c.step == "index", results.c.outcome.is_(None))
        assert list(connection.scalars(wait)) == [indexed.id]


def test_english_that_is_the_same_again_leaves_the_index_alone(desk: Desk) -> None:
    one = article(paragraphs=LONG)
    screened(desk, one)
    work(desk, "translate")
    index(desk, one)
    with desk.store.begin() as connection:
        enqueue_all(connection, "translate", version="any")
    assert work(desk, "translate") == {Outcome.TRANSLATED: 1}
    assert told(desk, "index") == {"indexed": 1}


def test_what_found_no_model_is_translated_once_there_is_one(desk: Desk, fake: FakeTranslator) -> None:
    one = article(paragraphs=LONG)
    with_translator(desk, None)
    screened(desk, one)
    work(desk, "translate")
    with_translator(desk, fake)
    assert work(desk, "translate") == {Outcome.TRANSLATED: 1}
    assert depth_of(desk, one) == "lead"


def test_a_translator_that_breaks_fails_alone(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with_translator(desk, FakeTranslator(missing=True))
    screened(desk, article(paragraphs=LONG))
    with caplog.at_level(logging.CRITICAL):
        assert work(desk, "translate") == {Outcome.FAILED: 1}
        assert work(desk, "translate") == {}


def test_a_copy_has_no_full_text_of_its_own(desk: Desk) -> None:
    one, copy = article(1, paragraphs=LONG), article(2, source_id="amtsblatt", paragraphs=LONG)
    screened(desk, one, copy)
    relabel(desk, copy, announcement=Announcement())
    with desk.store.begin() as connection:
        keep_in_story(connection, copy.id, one.id, near_duplicate_of=one.id)
    work(desk, "translate")
    assert depth_of(desk, copy) == "lead"


@pytest.mark.parametrize("body", [(), ("😀😀😀",), ("Hallo 世界, this is mixed. 你好。",)])
def test_odd_bodies_end_as_translated(desk: Desk, body: tuple[str, ...]) -> None:
    one = article(paragraphs=body)
    screened(desk, one)
    translate.ask_for(desk, [one.id])
    assert work(desk, "translate")[Outcome.TRANSLATED] >= 1
    with desk.store.read() as connection:
        made = load_translation(connection, one.id, 1)
    assert made is not None
    assert len(made.paragraphs) == len(body)


def test_the_demo_shares_the_weights_of_the_real_data(tmp_path: Path) -> None:
    demo = Settings(data=tmp_path / "data" / "demo", demo=DemoSettings(enabled=True))
    real = Settings(data=tmp_path / "data")
    assert demo.models_folder == real.models_folder
