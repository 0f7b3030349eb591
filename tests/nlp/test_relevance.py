"""The plain screen: words for AI and for governing it."""

from dataclasses import replace

import pytest

from articles.outcome import Outcome
from articles.taxonomy import load_taxonomy
from nlp.relevance import THRESHOLD, relevance
from nlp.screen import screen
from nlp.topics import topics
from tests.dreiklang.desks import SPORT, article


@pytest.mark.parametrize("language", ["de", "en", "zh"])
def test_an_article_about_a_law_on_ai_is_relevant(language: str) -> None:
    made = article(language=language)
    analysis, outcome = screen(made)
    assert outcome is Outcome.RELEVANT
    assert analysis.relevant
    assert THRESHOLD <= analysis.relevance <= 1
    assert analysis.article_id == made.id


@pytest.mark.parametrize(
    ("title", "text"),
    [
        SPORT,
        ("Neues Sprachmodell malt Bilder", "Das Start-up stellte ein Sprachmodell vor, das Bilder malt."),
        ("Bundestag beschließt Haushalt", "Der Bundestag hat das Gesetz über den Haushalt beschlossen."),
    ],
)
def test_ai_alone_or_law_alone_is_not_enough(title: str, text: str) -> None:
    made = article(title=title, paragraphs=(text,))
    assert screen(made)[1] is Outcome.SCREENED_OUT
    assert topics(made) == () or relevance(made) < THRESHOLD


def test_no_word_for_ai_means_no_relevance_at_all() -> None:
    assert relevance(article(title="Gesetz", paragraphs=("Gesetz, Verordnung, Aufsicht, Regulierung.",))) == 0.0


def test_short_words_for_ai_are_found_as_whole_words_only() -> None:
    assert relevance(article(title="Skigebiet bekommt Gesetz", paragraphs=("Kino, Kiosk.",))) == 0.0


def test_other_languages_have_an_outcome_of_their_own() -> None:
    analysis, outcome = screen(replace(article(), language="fr"))
    assert outcome is Outcome.OTHER_LANGUAGE
    assert not analysis.relevant
    assert analysis.relevance == 0.0


def test_topics_are_known_ones_weightiest_first() -> None:
    found = topics(article())
    assert found
    assert {topic for topic, _ in found} <= set(load_taxonomy().topics)
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_only_relevant_articles_get_topics_and_say_what_made_them() -> None:
    analysis, _ = screen(article(title=SPORT[0], paragraphs=(SPORT[1],)))
    assert analysis.topics == ()
    assert set(analysis.versions) == {"relevance", "topics"}
