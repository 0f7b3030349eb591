"""The cheap labels of every article. In: a Reading, or an Article, and a Reader. Out: Screened, or an Analysis and an Outcome.

1. Find the entities and the terms of the watch lists.
2. Decide whether the text is relevant; who is on a watch list always passes.
3. Name the type of every text, the topics of relevant ones.
"""

import hashlib
from dataclasses import dataclass

from articles.errors import ModelMissing
from articles.matcher import Term
from articles.model import Analysis, Article
from articles.outcome import Outcome
from articles.watch import PREFIX
from nlp import entities, genre, relevance, topics
from nlp.heads import Head
from nlp.reading import Reader, Reading
from nlp.words import MOST_CHARS

LANGUAGES = ("de", "zh", "en")
FIELDS = {"relevance": relevance.FEATURES, "topics": topics.FEATURES, "article_type": genre.FEATURES}


@dataclass(frozen=True, kw_only=True)
class Screened:
    """What the screen says of a text."""

    relevant: bool
    relevance: float
    topics: tuple[tuple[str, float], ...]
    article_type: str
    article_type_score: float
    entities: tuple[str, ...]

    @property
    def watched(self) -> tuple[str, ...]:
        """The watch lists that the text is on."""
        return tuple(one.removeprefix(PREFIX) for one in self.entities if one.startswith(PREFIX))


def screen(reading: Reading, reader: Reader) -> Screened:
    """Every cheap label of one text in a language that we read. Raises: ModelMissing where a head is missing."""
    named = _entities(reading, reader.watch)
    probability = relevance.relevance(reading, _head(reader, "relevance"))
    watched = any(one.startswith(PREFIX) for one in named)
    relevant = watched or relevance.is_relevant(reading, probability)
    kind, kind_score = genre.genre(reading, _head(reader, "article_type"))
    return Screened(
        relevant=relevant,
        relevance=round(probability, 4),
        topics=topics.topics(reading, _head(reader, "topics")) if relevant else (),
        article_type=kind,
        article_type_score=kind_score,
        entities=named,
    )


def screen_article(
    article: Article, reader: Reader, *, source_type: str, reading: Reading | None = None
) -> tuple[Analysis, Outcome]:
    """The same for the store; a text in another language gets no label. `reading` is the article's, if it is made already."""
    blank = Analysis(article_id=article.id, revision=article.revision, relevant=False, relevance=0.0)
    if article.language not in LANGUAGES:
        return blank, Outcome.OTHER_LANGUAGE
    found = screen(reading or reader.article(article, source_type=source_type), reader)
    analysis = Analysis(
        article_id=article.id,
        revision=article.revision,
        relevant=found.relevant,
        relevance=found.relevance,
        topics=found.topics,
        article_type=found.article_type,
        entities=found.entities,
        versions=made_by(reader),
    )
    return analysis, Outcome.RELEVANT if found.relevant else Outcome.SCREENED_OUT


def made_by(reader: Reader) -> dict[str, str]:
    """What makes each label: the features, the embedder (or counted words), and the numbers fitted for it."""
    fitted = {name: f"{read} by {reader.heads.embedder} heads {reader.heads.version}" for name, read in FIELDS.items()}
    return fitted | {"entities": entities.VERSION}


def version(reader: Reader) -> str:
    """Changes whenever the same article could get other labels, also with the watch lists."""
    told = f"{sorted(made_by(reader).items())}{sorted(reader.watch, key=lambda term: (term.id, term.text))}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _entities(reading: Reading, watch: tuple[Term, ...]) -> tuple[str, ...]:
    text = f"{reading.title}\n{reading.body[:MOST_CHARS]}"
    return entities.entity_ids(entities.entities(text, language=reading.language, watch=watch))


def _head(reader: Reader, name: str) -> Head:
    head = reader.heads.head(name, FIELDS[name])
    if head is None:
        raise ModelMissing(
            f"the heads of {reader.heads.embedder} know no {name} as this version reads it; run `dreiklang models calibrate`",
            subject=reader.heads.embedder,
        )
    return head
