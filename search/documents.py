"""Article + Analysis + join -> what the index holds. In: those three, and vectors. Out: a SearchDocument.

Dates are ISO 8601: moments with offset and whole seconds, days as 2026-11-20. `stances` holds every stance whole, for display
and for counting in Kibana; the flat fields beside it are what queries ask.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.chains import chains
from articles.model import Analysis, Announcement, Article, SearchDocument, Source, StanceLabel, Translation
from search.fields import TEXTS, chains_of, index_field

MOST_CHARS = 300_000  # of a text, with its attached documents: a law of 150 pages; what lies behind is not found


def search_document(
    article: Article,
    analysis: Analysis,
    *,
    source: Source,
    story: str | None,
    translation: Translation | None,
    duplicate_of: str | None = None,
    event: str | None = None,
    vector: tuple[float, ...] | None = None,
) -> SearchDocument:
    """The fields a reader searches by and is shown; absent values are left out."""
    fields = {
        **_of_article(article),
        **_of_source(source),
        **_of_analysis(analysis),
        **_of_announcement(analysis.announcement),
        "translation": _translated(translation),
        "story": story,
        "event": event,
        "duplicate_of": duplicate_of,
    }
    kept = {name: value for name, value in fields.items() if value not in (None, [], "")}
    return SearchDocument(article_id=article.id, fields=kept, vector=vector)


def document_vector(
    vectors: Mapping[str, NDArray[np.floating]], *, mean: NDArray[np.floating] | None = None
) -> tuple[float, ...] | None:
    """The vector of an article's lead, of its title where there is none; None without either. See `meaning`."""
    vector = next((vectors[kind] for kind in ("lead", "title") if kind in vectors), None)
    return None if vector is None else meaning(vector, mean=mean)


def meaning(vector: NDArray[np.floating], *, mean: NDArray[np.floating] | None = None) -> tuple[float, ...] | None:
    """A vector of unit length, less the mean of its language; None for one that points nowhere.

    Texts of one language lie close together whatever they say. Less the mean, a question is answered from other languages
    too: in the first 10 of three languages .45 of the answers instead of .12 (benchmarks/questions.py).
    """
    moved = vector.astype(np.float32) - (0 if mean is None else mean.astype(np.float32))
    length = float(np.linalg.norm(moved)) if vector.any() else 0.0
    return tuple(float(number) for number in moved / length) if length else None


def index_tokens(fields: Mapping[str, Any]) -> dict[str, str]:
    """Index field -> the tokens of its chain, parted by spaces: what an engine searches."""
    found = {}
    for name in TEXTS:
        language = "en" if name == "translation" else fields.get("language", "und")
        made = chains(fields[name], language) if fields.get(name) else {}
        for chain in chains_of(name) if made else ():
            found[index_field(name, chain)] = " ".join(token.text for token in made[chain])
    return found


def shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a hit carries: everything but the long texts; of the translation the title."""
    kept = {name: value for name, value in fields.items() if name != "text"}
    if "translation" in kept:
        kept["translation"] = kept["translation"].partition("\n")[0]
    return kept


def _of_article(article: Article) -> dict[str, Any]:
    pages = (page for one in article.attachments for page in one.pages)
    return {
        "title": article.title,
        "text": "\n".join((*article.paragraphs, *pages))[:MOST_CHARS],
        "url": article.url,
        "language": article.language,
        "script": article.script,
        "origin": article.origin,
        "author": list(article.authors),
        "section": article.section,
        "state": article.state,
        "published": _moment(article.dated),
        "first_seen": _moment(article.first_seen),
        "updated": _moment(article.updated),
    }


def _of_source(source: Source) -> dict[str, Any]:
    return {
        "source": source.id,
        "source_name": source.name,
        "country": source.country,
        "kind": source.kind,
        "ownership": source.ownership,
        "tier": source.tier,
    }


def _of_analysis(analysis: Analysis) -> dict[str, Any]:
    own = [stance for stance in analysis.stances if stance.holder is None]
    reported = [stance for stance in analysis.stances if stance.holder is not None]
    return {
        "relevance": analysis.relevance,
        "topic": [topic for topic, _ in analysis.topics],
        "article_type": analysis.article_type,
        "entity": list(analysis.entities),
        "target": _distinct(stance.target for stance in own),
        "stance": _distinct(_label(stance) for stance in own),
        "position": _distinct(f"{stance.target}/{_label(stance)}" for stance in own),
        "reported_position": _distinct(f"{stance.target}/{_label(stance)}" for stance in reported),
        "holder": _distinct(stance.holder or "" for stance in reported),
        "stances": [_whole(stance) for stance in analysis.stances],
    }


def _of_announcement(announcement: Announcement | None) -> dict[str, Any]:
    if announcement is None:
        return {"announcement": False}
    days = {"decided": announcement.decided, "effective": announcement.effective, "deadline": announcement.deadline}
    return {
        "announcement": True,
        "issuer": list(announcement.issuers),
        "instrument": announcement.instrument,
        "instrument_type": announcement.instrument_type,
        "identifier": _distinct(one.value for one in announcement.identifiers),
        "status": announcement.status,
        "step": announcement.step,
        **{name: found.day.isoformat() if found else None for name, found in days.items()},
    }


def _translated(translation: Translation | None) -> str | None:
    return "\n".join((translation.title, *translation.paragraphs)).rstrip("\n") if translation else None


def _whole(stance: StanceLabel) -> dict[str, Any]:
    whole = {"target": stance.target, "label": stance.label, "score": round(stance.score, 4), "unsure": stance.unsure}
    return whole | ({"holder": stance.holder} if stance.holder else {})


def _label(stance: StanceLabel) -> str:
    return "unsure" if stance.unsure else stance.label


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _moment(moment: datetime | None) -> str | None:
    return moment.replace(microsecond=0).isoformat() if moment else None
