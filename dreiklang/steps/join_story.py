"""What is an article a copy of, and which story does it belong to? In: a screened Article. Out: its Joined, kept in the store.

1. Read its traits, by the vectors that screen has kept.
2. Look up by their bands who may have the same text, and compare.
3. Look among the articles of the days around for those that tell the same event; all of them are one story.
4. Keep the story, with what the next article will find this one by.

What was read once stays in memory for as long as nobody else can have written; then `forget` is called.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import Connection

from articles.model import Article
from articles.store.directions import Directions
from articles.store.joins import (
    Trace,
    Window,
    ids_around,
    keep_trace,
    likely_copies,
    merge_stories,
    relevant_in,
    set_original,
    traits_of,
)
from articles.store.labels import keep_in_story, stories_of, story_of
from articles.store.texts import load_article
from articles.store.vectors import Kind, Vector, keep_vectors
from dreiklang.steps.vectors import kept, knowing, made
from nlp import duplicates, stories
from nlp.duplicates import Print, same_text
from nlp.heads import Floats, Heads
from nlp.reading import Reader, Reading
from nlp.screen import LANGUAGES
from nlp.traits import Traits, direction, from_record, to_record, traits

COMPARED: tuple[Kind, ...] = ("title", "lead")
MOST_REMEMBERED = 10_000  # traits in memory: 50 MB


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Where an article belongs: `stories` become one with it; `later_copies` have it as their original from now on."""

    stories: frozenset[str]
    near_duplicate_of: str | None
    later_copies: tuple[str, ...]
    trace: Trace
    vectors: Mapping[Kind, Vector]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The story an article is in, and the relevant articles (with revision) whose story or original changed with it."""

    story: str
    changed: Sequence[tuple[str, int]]


class StoryJoin:
    """The articles that are joined already, as the next one finds them."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.head = reader.heads.head(stories.HEAD, stories.FEATURES)
        self.directions = Directions(made_by=made_by(reader.heads))
        self._traits: dict[str, Traits] = {}

    def forget(self) -> None:
        """Another process may have joined articles since."""
        self.directions.forget()
        self._traits.clear()

    def find(self, connection: Connection, article: Article, *, source_type: str) -> Joined:
        """What the article is a copy of and which stories it joins."""
        reading = self.reader.article(article, source_type=source_type)
        vectors = self._vectors(connection, article, reading)
        read = self._read(article, reading, vectors)
        text = Print(reading.body or article.title, article.language)
        copies = _copies(connection, article, text)
        earlier = [copy for copy in copies if _order(copy) < _order(article)]
        near = [*self._linked(connection, article.id, read), *(copy.id for copy in copies)]
        return Joined(
            stories=frozenset(stories_of(connection, near)),
            near_duplicate_of=min(earlier, key=_order).id if earlier else None,
            later_copies=tuple(copy.id for copy in copies if _is_original_of(connection, article, copy)),
            trace=self._trace(read, text),
            vectors=vectors,
        )

    def keep(self, connection: Connection, article: Article, joined: Joined) -> Kept:
        """Write the story down; an article that comes again stays in the one it was in."""
        known = story_of(connection, article.id)
        together = joined.stories | ({known[0]} if known else set())
        story = merge_stories(connection, together or {article.id})
        keep_in_story(connection, article.id, story, near_duplicate_of=joined.near_duplicate_of)
        for copy in joined.later_copies:
            set_original(connection, copy, article.id)
        keep_trace(connection, article.id, joined.trace)
        keep_vectors(connection, article.id, article.revision, joined.vectors, embedder=self.reader.heads.embedder)
        self.directions.written(article.id, article.dated)
        self._traits.pop(article.id, None)
        grown = len(together) > 1 or joined.later_copies
        return Kept(story=story, changed=relevant_in(connection, story) if grown else ())

    def _vectors(self, connection: Connection, article: Article, reading: Reading) -> dict[Kind, Vector]:
        """As screen has left them; made here where it has not."""
        known = kept(connection, article, self.reader)
        if len(known) >= 2 or article.language not in LANGUAGES:
            return known
        return made(knowing(reading, known))

    def _read(self, article: Article, reading: Reading, vectors: Mapping[Kind, Vector]) -> Traits:
        """With vectors rounded as they are kept: two articles are equally near whichever comes first."""
        centred = {kind: _centred(vectors[kind], article, self.reader.heads) for kind in COMPARED if kind in vectors}
        read = traits(replace(reading, embedder=None), **centred)
        towards = direction(read)
        return from_record(to_record(read), direction=None if towards is None else towards.astype("<f2"))

    def _trace(self, read: Traits, text: Print) -> Trace:
        return Trace(
            dated=read.dated,
            record=to_record(read),
            bands=text.bands,
            direction=direction(read),
            made_by=self.directions.made_by,
        )

    def _linked(self, connection: Connection, article_id: str, read: Traits) -> list[str]:
        """Ids of the articles that tell the same event."""
        ids = [one for one in self._candidates(connection, read) if one != article_id]
        others = self._traits_of(connection, ids)
        told = stories.same_event(read, list(others.values()), self.head)
        return [list(others)[at] for at in told]

    def _candidates(self, connection: Connection, read: Traits) -> list[str]:
        """The nearest of the days around, and of the last days those that can be compared by rules alone."""
        close, towards = _around(read.dated, stories.BY_RULES_WITHIN), direction(read)
        if self.head is None or towards is None:
            return ids_around(connection, close)
        days = list(self.directions.around(connection, _around(read.dated, stories.WINDOW)))
        ids = [one for day in days for one in day.ids]
        near = stories.nearest(towards, [day.rows for day in days])
        return [*(ids[at] for at in near), *ids_around(connection, close, without=self.directions.made_by)]

    def _traits_of(self, connection: Connection, ids: Sequence[str]) -> dict[str, Traits]:
        unread = [one for one in ids if one not in self._traits]
        if len(self._traits) + len(unread) > MOST_REMEMBERED:
            self._traits.clear()
            unread = list(ids)
        directed = self.directions.of(connection, unread)
        records = traits_of(connection, unread)
        self._traits |= {one: from_record(record, direction=directed.get(one)) for one, record in records.items()}
        return {one: self._traits[one] for one in ids if one in self._traits}


def version(reader: Reader) -> str:
    """Changes whenever the same articles could be joined otherwise."""
    rules = f"{stories.FEATURES} {stories.LINKED} {stories.SURE}"
    told = f"{duplicates.VERSION} {rules} {reader.heads.embedder} {reader.heads.version}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def made_by(heads: Heads) -> str:
    """Whose directions can be compared: those of one embedder, centred by the same means."""
    means = hashlib.sha256(heads.embedder.encode())
    for language in sorted(heads.means):
        means.update(heads.means[language].astype("<f4").tobytes())
    return means.hexdigest()[:16]


def _centred(vector: Vector, article: Article, heads: Heads) -> Floats:
    mean = heads.means.get(article.language)
    centred: Floats = vector.astype(np.float64) - (0.0 if mean is None else mean)
    return centred


def _copies(connection: Connection, article: Article, text: Print) -> list[Article]:
    """Those with the same text, the one that it was held for a copy of among them however long ago that was."""
    known = story_of(connection, article.id)
    likely = likely_copies(connection, article.id, text.bands, _around(article.dated, duplicates.WINDOW))
    ids = dict.fromkeys([*likely, *([known[1]] if known and known[1] else [])])
    others = [other for one in ids if (other := load_article(connection, one))]
    return [other for other in others if same_text(text, Print(body(other), other.language))]


def body(article: Article) -> str:
    """The text that copies share; the title where there is no other."""
    return "\n\n".join(article.paragraphs) or article.title


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


def _around(dated: datetime, days: timedelta) -> Window:
    return Window(since=dated - days, until=dated + days)
