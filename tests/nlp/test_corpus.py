"""The training articles that ship."""

from collections import Counter

from articles.taxonomy import load_taxonomy
from nlp.corpus import training_rows, training_sides
from nlp.genre import TYPES
from nlp.screen import LANGUAGES


def test_every_id_stands_once() -> None:
    assert not [one for one, number in Counter(row.id for row in training_rows()).items() if number > 1]


def test_labels_are_known_ones() -> None:
    for row in training_rows():
        assert row.language in LANGUAGES, row.id
        assert row.article_type in TYPES, row.id
        assert {*row.topics, *row.topics_optional} <= set(load_taxonomy().topics), row.id
        assert bool(row.topics) == row.relevant, row.id
        assert row.source_type in ("news", "opinion", "blog", "official"), row.id


def test_evidence_is_verbatim() -> None:
    for row in training_rows():
        for stance in (*row.stances, *row.reported_stances):
            assert stance.evidence in row.body, row.id


def test_sides_take_one_for_every_target_in_every_language() -> None:
    cells = Counter((one.language, one.target, one.label) for one in training_sides())
    assert set(cells) == {
        (language, target, label)
        for language in LANGUAGES
        for target in load_taxonomy().targets
        for label in ("support", "oppose")
    }
    assert min(cells.values()) >= 5
    assert len({one.text for one in training_sides()}) == len(training_sides())


def test_texts_that_belong_to_no_story_stand_for_themselves() -> None:
    assert all(row.story for row in training_rows())
