"""The screen: relevance, topics, type, entities; with the shipped heads for counted words, which need no weights."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from articles.clock import elapsed
from articles.errors import ModelMissing
from articles.outcome import Outcome
from articles.taxonomy import load_taxonomy
from articles.watch import watch_terms
from nlp.genre import TYPES
from nlp.reading import Reader, Reading, make_reader
from nlp.relevance import is_relevant
from nlp.screen import made_by, screen, screen_article, version
from tests.dreiklang.desks import SPORT, article
from tests.nlp.embedding import HashingEmbedder

WATCH = watch_terms({"Lausitz": {"de": ("Lausitz",), "zh": ("卢萨蒂亚",), "en": ("Lusatia",)}})


@pytest.fixture(scope="module")
def reader() -> Reader:
    return make_reader(None)


def reading(body: str, *, title: str = "", language: str = "de", source_type: str = "news") -> Reading:
    day = datetime(2026, 3, 2, tzinfo=UTC)
    return Reading(title=title, body=body, language=language, source_type=source_type, published=day)


@pytest.mark.parametrize("language", ["de", "en", "zh"])
def test_an_article_about_a_law_on_ai_is_relevant(language: str, reader: Reader) -> None:
    made = article(language=language)
    analysis, outcome = screen_article(made, reader, source_type="news")
    assert outcome is Outcome.RELEVANT
    assert analysis.relevant
    assert 0.5 <= analysis.relevance <= 1
    assert analysis.article_id == made.id
    assert analysis.article_type in TYPES


@pytest.mark.parametrize(
    ("title", "text"),
    [
        SPORT,
        (
            "Neues Sprachmodell malt Bilder",
            "Das Start-up stellte in Hamburg ein Sprachmodell vor, das Bilder malt. Gründerin Vogt sprach von einem Meilenstein. "
            "Die App kostet neun Euro im Monat. Im ersten Jahr rechnet sie mit einer Million Kunden. Getestet haben das Programm "
            "vierhundert Freiwillige. Die meisten malten Katzen.",
        ),
        ("Bundestag beschließt Haushalt", "Der Bundestag hat das Gesetz über den Haushalt beschlossen."),
    ],
)
def test_ai_alone_or_law_alone_is_not_enough(title: str, text: str, reader: Reader) -> None:
    analysis, outcome = screen_article(article(title=title, paragraphs=(text,)), reader, source_type="news")
    assert outcome is Outcome.SCREENED_OUT
    assert analysis.topics == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "In der Lausitz wird gebaut."),
        ("zh", "卢萨蒂亚将建新厂。"),
        ("en", "A new plant for Lusatia."),
    ],
)
def test_who_is_on_a_watch_list_always_passes(language: str, text: str, reader: Reader) -> None:
    watching = replace(reader, watch=WATCH)
    found = screen(reading(text, language=language), watching)
    assert found.relevant
    assert found.watched == ("Lausitz",)
    assert found.topics
    assert not screen(reading(text, language=language), reader).relevant


def test_official_sources_pass_earlier_and_texts_without_a_word_for_the_subject_later() -> None:
    text = "KI und Gesetz"
    assert is_relevant(reading(text, source_type="official"), 0.45)
    assert not is_relevant(reading(text), 0.45)
    assert is_relevant(reading(text), 0.65)
    assert is_relevant(reading("Eine Norm für Maschinen, die sprechen"), 0.65)
    assert not is_relevant(reading("Ein Gesetz", source_type="official"), 0.65)


def test_other_languages_have_an_outcome_of_their_own(reader: Reader) -> None:
    analysis, outcome = screen_article(replace(article(), language="fr"), reader, source_type="news")
    assert outcome is Outcome.OTHER_LANGUAGE
    assert not analysis.relevant
    assert analysis.relevance == 0.0
    assert analysis.article_type is None


def test_topics_are_known_ones_likeliest_first(reader: Reader) -> None:
    analysis, _ = screen_article(article(), reader, source_type="news")
    assert analysis.topics
    assert {topic for topic, _ in analysis.topics} <= set(load_taxonomy().topics)
    scores = [score for _, score in analysis.topics]
    assert scores == sorted(scores, reverse=True)


def test_every_label_says_what_made_it(reader: Reader) -> None:
    analysis, _ = screen_article(article(), reader, source_type="news")
    assert set(analysis.versions) == {"relevance", "topics", "article_type", "entities"}
    assert f"words heads {reader.heads.version}" in analysis.versions["relevance"]
    assert analysis.versions == made_by(reader)


def test_the_version_changes_with_watch_lists(reader: Reader) -> None:
    assert version(reader) == version(replace(reader))
    assert version(reader) != version(replace(reader, watch=WATCH))


@pytest.mark.parametrize(
    ("source_type", "title", "body", "wanted"),
    [
        (
            "opinion",
            "Kommentar: Mut statt Formulare",
            "Wir sollten endlich aufhören, uns etwas vorzumachen. Ich glaube das nicht.",
            "opinion",
        ),
        (
            "news",
            "Kabinett billigt Entwurf",
            "Berlin (dpa) Das Kabinett hat den Entwurf gebilligt, sagte ein Sprecher am Montag.",
            "news_report",
        ),
        (
            "official",
            "关于印发管理办法的通知",
            "各省：现将《管理办法》印发给你们，自2026年7月1日起施行。第一条 为规范服务，制定本办法。",
            "policy_announcement",
        ),
    ],
)
def test_types_of_articles(source_type: str, title: str, body: str, wanted: str, reader: Reader) -> None:
    language = "zh" if title.startswith("关于") else "de"
    found = screen(reading(body, title=title, language=language, source_type=source_type), reader)
    assert found.article_type == wanted
    assert 0.25 < found.article_type_score <= 1


@pytest.mark.parametrize(
    "body",
    ["", " \n\n ", "😀😃😄😁", "\ufeff", "KI " * 50_000, "人工智能法案与监管。" * 20_000, "AI 法 Gesetz law 规定" * 30],
)
def test_strange_bodies_are_screened_in_no_time(body: str, reader: Reader) -> None:
    screen(reading("KI"), reader)  # loads what is loaded once
    started = elapsed()
    for language in ("de", "en", "zh"):
        found = screen(reading(body, language=language), reader)
        assert 0 <= found.relevance <= 1
    assert elapsed() - started < 6  # a tenth of it on an idle machine


def test_an_embedder_that_nobody_calibrated_never_labels() -> None:
    with pytest.raises(ModelMissing, match="dreiklang models calibrate"):
        make_reader(HashingEmbedder())


def test_heads_made_for_other_features_are_refused(reader: Reader) -> None:
    changed = {name: replace(head, fitted_on="another") for name, head in reader.heads.heads.items()}
    with pytest.raises(ModelMissing, match="calibrate"):
        screen(reading("KI-Gesetz"), replace(reader, heads=replace(reader.heads, heads=changed)))


def test_a_short_text_is_embedded_once_and_its_tail_is_its_lead() -> None:
    embedder = HashingEmbedder()
    short = replace(reading("Kurzer Text.", title="Titel"), embedder=embedder)
    assert short.tail_vector is not None
    assert short.lead_vector is not None
    assert (short.tail_vector == short.lead_vector).all()
    assert len(embedder.embedded) == 1
