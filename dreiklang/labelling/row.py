"""One text's labels as a line of JSON. In: a Text and a Reader. Out: a row of plain values, how it ended, what join reads.

`story` and `near_duplicate_of` stay open: they depend on all texts of the file. A text in a language that we do not read has no
labels, only a place among the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.model import Analysis, Announcement, FoundDate, StanceLabel
from articles.outcome import Outcome
from dreiklang.labelling.lines import Text
from nlp import analyse, announcements, duplicates, screen, stories, topics
from nlp.reading import Reader, Reading
from nlp.screen import LANGUAGES, Screened


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """What was found in a text; `topic_scores` has every topic, `analysis` those that are likely enough."""

    analysis: Analysis
    topic_scores: Mapping[str, float]


def label_text(text: Text, reading: Reading, reader: Reader) -> tuple[dict[str, Any], Outcome]:
    """The row of a text, and whether it is relevant."""
    if text.language not in LANGUAGES:
        blank = Analysis(article_id=str(text.id), revision=1, relevant=False, relevance=0.0)
        return as_row(text, Labelled(analysis=blank, topic_scores={})), Outcome.OTHER_LANGUAGE
    found = screen.screen(reading, reader)
    labelled = Labelled(
        analysis=_analysis(text, found, reading, reader),
        topic_scores=_topic_scores(reading, reader) if found.relevant else {},
    )
    return as_row(text, labelled), Outcome.RELEVANT if found.relevant else Outcome.SCREENED_OUT


def made_by(reader: Reader) -> dict[str, str]:
    """What makes every label of a row: features, embedder or counted words, and the numbers fitted for it."""
    head = reader.heads.head(stories.HEAD, stories.FEATURES)
    pairs = f"heads {reader.heads.version}" if head is not None else "rules"
    return {
        **screen.made_by(reader),
        **analyse.made_by(reader.heads),
        "story": f"{stories.FEATURES} by {reader.heads.embedder} {pairs}",
        "near_duplicate_of": duplicates.VERSION,
    }


def as_row(text: Text, labelled: Labelled) -> dict[str, Any]:
    """The fields in the order in which they are documented, without the ones that join fills in."""
    analysis = labelled.analysis
    return {
        "id": text.id,
        "language": text.language,
        "relevant": analysis.relevant,
        "relevance_score": analysis.relevance,
        "topics": [topic for topic, _ in analysis.topics],
        "topic_scores": dict(labelled.topic_scores),
        "stances": [_stance(one) for one in analysis.stances if one.holder is None],
        "reported_stances": [_reported(one) for one in analysis.stances if one.holder is not None],
        "article_type": analysis.article_type,
        "announcement": _announcement(analysis.announcement),
        "story": None,
        "near_duplicate_of": None,
        "entities": list(analysis.entities),
        "made_by": dict(analysis.versions),
    }


def _analysis(text: Text, found: Screened, reading: Reading, reader: Reader) -> Analysis:
    """As the steps make it, but that a text on another subject is asked for an announcement, too."""
    screened = Analysis(
        article_id=str(text.id),
        revision=1,
        relevant=found.relevant,
        relevance=found.relevance,
        topics=found.topics,
        article_type=found.article_type,
        entities=found.entities,
        announcement=None if found.relevant else _of_another_subject(reading, reader),
        versions=made_by(reader),
    )
    return analyse.analyse(screened, reading, reader.heads) if found.relevant else screened


def _of_another_subject(reading: Reading, reader: Reader) -> Announcement | None:
    return announcements.announcement(reading, announcements.fitted(reader.heads.heads))


def _topic_scores(reading: Reading, reader: Reader) -> dict[str, float]:
    head = reader.heads.head("topics", topics.FEATURES)
    return topics.likelihoods(reading, head) if head is not None else {}


def _stance(label: StanceLabel) -> dict[str, Any]:
    return {
        "target": label.target,
        "label": label.label,
        "score": label.score,
        "unsure": label.unsure,
        "evidence": label.evidence.text,
    }


def _reported(label: StanceLabel) -> dict[str, Any]:
    return {"target": label.target, "holder": label.holder, "label": label.label, "evidence": label.evidence.text}


def _announcement(found: Announcement | None) -> dict[str, Any]:
    said = found or Announcement()
    return {
        "is_announcement": found is not None,
        "issuer": next(iter(said.issuers), None),
        "issuers": list(said.issuers),
        "instrument": said.instrument,
        "instrument_type": said.instrument_type,
        "status": said.status,
        "step": said.step,
        "decided": _day(said.decided),
        "effective_date": _day(said.effective),
        "consultation_deadline": _day(said.deadline),
        "identifiers": [{"kind": one.kind, "value": one.value} for one in said.identifiers],
    }


def _day(found: FoundDate | None) -> str | None:
    return found.day.isoformat() if found is not None else None
