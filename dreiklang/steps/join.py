"""The step join: what is an article a copy of, and which story does it belong to? In: a screened Article. Out: its Joined.

1. Read its traits, and its vectors where screen has kept them.
2. Look up by their bands who may have the same text, and compare.
3. Look among the articles of the days around for those that tell the same event; all linked ones are one story.
4. Keep the story, with what the next article will find this one by. Articles whose story or original changed are indexed anew.

It looks across articles, so only one process does it at a time, one article after the other: what `prepare` sees cannot
change before `keep` writes. An article that comes again, edited or redone, is looked at again and stays in its story.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection

from articles.model import Article
from articles.outcome import Outcome
from articles.store.claims import Lease, enqueue_changed
from articles.store.joins import (
    Trace,
    Window,
    directions_around,
    keep_trace,
    likely_copies,
    merge_stories,
    relevant_in,
    set_original,
    story_sizes,
    traits_around,
    traits_of,
)
from articles.store.labels import keep_in_story, stories_of, story_of
from articles.store.texts import load_article
from articles.store.vectors import Kind, Vector, keep_vectors, load_vectors
from dreiklang.desk import Desk
from dreiklang.loop import Step
from dreiklang.steps.screen import source_type
from dreiklang.steps.subject import analysis_of, article_of
from nlp import duplicates, stories
from nlp.duplicates import Print, same_text
from nlp.heads import Floats, Head
from nlp.reading import Reader, Reading
from nlp.traits import Traits, direction, from_record, to_record, traits


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Where an article belongs: `stories` become one with it; `later_copies` have it as their original from now on."""

    stories: frozenset[str]
    near_duplicate_of: str | None
    later_copies: tuple[str, ...]
    trace: Trace
    vectors: Mapping[Kind, Vector]
    embedder: str


def build(desk: Desk) -> Step[Joined]:
    """The step, reading from the desk's store."""

    def prepare(lease: Lease) -> Joined:
        with desk.store.read() as connection:
            article = article_of(connection, lease)
            return join(connection, article, desk.reader, source_type=source_type(desk, article.source))

    return Step(name="join", version=version(desk.reader), prepare=prepare, keep=keep, alone=True)


def version(reader: Reader) -> str:
    """Changes whenever the same articles could be joined otherwise."""
    told = f"{duplicates.VERSION} {stories.FEATURES} {reader.heads.embedder} {reader.heads.version}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def made_by(reader: Reader) -> str:
    """Whose directions can be compared: those of one embedder, centred by the same means."""
    means = hashlib.sha256(reader.heads.embedder.encode())
    for language in sorted(reader.heads.means):
        means.update(reader.heads.means[language].astype("<f4").tobytes())
    return means.hexdigest()[:16]


def keep(connection: Connection, lease: Lease, joined: Joined) -> Outcome:
    """Write the story down; every relevant article that it changes for is indexed anew."""
    known = story_of(connection, lease.subject)
    together = joined.stories | ({known[0]} if known else set())
    story = merge_stories(connection, together or {lease.subject})
    keep_in_story(connection, lease.subject, story, near_duplicate_of=joined.near_duplicate_of)
    for copy in joined.later_copies:
        set_original(connection, copy, lease.subject)
    keep_trace(connection, lease.subject, joined.trace)
    keep_vectors(connection, lease.subject, lease.revision, joined.vectors, embedder=joined.embedder)
    changed = relevant_in(connection, story) if len(together) > 1 or joined.later_copies else []
    if analysis_of(connection, lease).relevant:
        changed = [one for one in changed if one[0] != lease.subject] + [(lease.subject, lease.revision)]
    enqueue_changed(connection, "index", changed, priority=lease.priority)
    return _outcome(lease.subject, story, joined)


def _outcome(article_id: str, story: str, joined: Joined) -> Outcome:
    if joined.near_duplicate_of is not None:
        return Outcome.NEAR_DUPLICATE
    return Outcome.NEW_STORY if story == article_id else Outcome.JOINED


def join(connection: Connection, article: Article, reader: Reader, *, source_type: str) -> Joined:
    """What an article is a copy of and which stories it joins, by all that are joined already."""
    reading = reader.article(article, source_type=source_type)
    vectors = _vectors(connection, article, reading, reader)
    read = traits(reading, **{kind: _centred(vector, article, reader) for kind, vector in vectors.items()})
    text = Print(reading.body or article.title, article.language)
    copies = _copies(connection, article, text)
    earlier = [copy for copy in copies if _order(copy) < _order(article)]
    linked = _linked(connection, article.id, read, made_by(reader), reader.heads.head(stories.HEAD, stories.FEATURES))
    return Joined(
        stories=_stories(connection, read, linked, [copy.id for copy in copies]),
        near_duplicate_of=min(earlier, key=_order).id if earlier else None,
        later_copies=tuple(copy.id for copy in copies if _is_original_of(connection, article, copy)),
        trace=Trace(
            dated=read.dated,
            record=to_record(read),
            bands=text.bands,
            direction=direction(read),
            made_by=made_by(reader),
        ),
        vectors=vectors,
        embedder=reader.heads.embedder,
    )


def _vectors(connection: Connection, article: Article, reading: Reading, reader: Reader) -> dict[Kind, Vector]:
    """Title and lead as the embedder sees them, made here where screen has left none; none without an embedder."""
    if reader.embedder is None:
        return {}
    known = load_vectors(connection, article.id, article.revision, embedder=reader.embedder.version)
    wanted: dict[Kind, str] = {"title": reading.title, "lead": reading.lead}
    return {kind: known[kind] if kind in known else reader.embedder.embed([text])[0] for kind, text in wanted.items()}


def _centred(vector: Vector, article: Article, reader: Reader) -> Floats:
    mean = reader.heads.means.get(article.language)
    centred: Floats = vector.astype(np.float64) - (0.0 if mean is None else mean)
    return centred


def _copies(connection: Connection, article: Article, text: Print) -> list[Article]:
    window = _around(article.dated, duplicates.WINDOW)
    found = []
    for other_id in likely_copies(connection, article.id, text.bands, window):
        other = load_article(connection, other_id)
        if other and same_text(text, Print("\n\n".join(other.paragraphs) or other.title, other.language)):
            found.append(other)
    return found


def _order(article: Article) -> tuple[datetime, datetime, str]:
    """Of two copies the earlier one is the original, in whatever order they come to us."""
    return article.dated, article.first_seen, article.id


def _is_original_of(connection: Connection, article: Article, copy: Article) -> bool:
    """Whether a copy is later than the article, and so is what it was held for a copy of, if anything."""
    if _order(copy) < _order(article):
        return False
    known = story_of(connection, copy.id)
    original = load_article(connection, known[1]) if known and known[1] else None
    return original is None or _order(article) < _order(original)


def _linked(connection: Connection, article_id: str, read: Traits, alike: str, head: Head | None) -> list[str]:
    """Ids of the articles that tell the same event."""
    others = _candidates(connection, read, alike) if head is not None else {}
    if not others:
        window = _around(read.dated, stories.BY_RULES_WITHIN)
        others = {one: from_record(record) for one, record in traits_around(connection, window).items()}
    others.pop(article_id, None)
    said = stories.probabilities(read, list(others.values()), head)
    return [one for one, probability in zip(others, said, strict=True) if probability >= stories.LINKED]


def _candidates(connection: Connection, read: Traits, alike: str) -> dict[str, Traits]:
    """The nearest articles of the days around."""
    towards = direction(read)
    if towards is None:
        return {}
    ids, directions = directions_around(connection, _around(read.dated, stories.WINDOW), made_by=alike)
    if not ids:
        return {}
    near = {ids[at]: directions[at] for at in stories.nearest(towards, directions)}
    records = traits_of(connection, list(near))
    return {one: from_record(records[one], direction=towards_one) for one, towards_one in near.items()}


def _stories(connection: Connection, read: Traits, linked: list[str], copies: list[str]) -> frozenset[str]:
    known = {one: story for story, ids in stories_of(connection, [*linked, *copies]).items() for one in ids}
    links = Counter(known[one] for one in linked if one in known)
    sizes = story_sizes(connection, links, _around(read.dated, stories.WINDOW))
    return frozenset(stories.joins(links, sizes) | {known[one] for one in copies if one in known})


def _around(dated: datetime, days: timedelta) -> Window:
    return Window(since=dated - days, until=dated + days)
