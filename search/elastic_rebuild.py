"""A new index in place of the old one, without downtime. In: documents out of the store. Out: the index behind the alias.

    1. note how far the old index is, and fill a new one from the store; the old one is read and written as before
    2. catch up with what was written to the old one meanwhile
    3. stop writing to the old one (writers are told to come again), and settle the rest: what was written since, and every
       article that is in one of the two only; the store decides
    4. compare what was sent with what can be found, and flip the alias in one step
Killed at any point, the alias still leads to a whole index, and running it again begins anew. The old index is kept.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from articles import clock
from articles.errors import BadInput, DocumentsRefused, SearchUnavailable
from articles.model import SearchDocument
from search.bulk import Action, send
from search.elastic_documents import deletion, writing
from search.elastic_indices import QUIET, Indices
from search.rebuilding import Documents, Rebuilt, check_size

Told = Callable[[int], None]


@dataclass
class Filling:
    """An index that is being filled; `sent` is what should be in it at the end."""

    indices: Indices
    documents: Documents
    name: str
    on_sent: Told | None = None
    sent: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)

    def add(self, wanted: Sequence[str] | None) -> None:
        """Bring in what the store has of the wanted articles, and take out what it no longer has of them."""
        given: set[str] = set()
        self._send(self._writing(self.documents(wanted), given))
        out = (set(wanted or ()) - given) | self.refused.keys()
        self._send(deletion(one) for one in sorted(out))
        self.sent = (self.sent | given) - out

    def catch_up(self, old: str, marks: dict[str, int]) -> dict[str, int]:
        """Bring in what was written to the old index after its marks; returns the marks to go on from."""
        now = self.indices.marks(old)
        self.add(sorted(self.indices.written_since(old, marks)))
        return now

    def _writing(self, documents: Iterable[SearchDocument], given: set[str]) -> Iterator[Action]:
        for document in documents:
            given.add(document.article_id)
            self.refused.pop(document.article_id, None)
            if self.on_sent is not None:
                self.on_sent(1)
            yield writing(document)

    def _send(self, actions: Iterable[Action]) -> None:
        indices = self.indices
        try:
            send(indices.client, actions, alias=indices.building, options=indices.options)
        except DocumentsRefused as error:
            self.refused |= error.refused


def reindex(indices: Indices, documents: Documents, *, shrink: bool = False, on_sent: Told | None = None) -> Rebuilt:
    """Build a new index from the store and let it take over. One at a time: the caller holds a lock.

    Raises: SearchUnavailable, after which the old index is as before; BadInput where far too few documents came.
    """
    old = indices.current()
    _tidy(indices, old)
    name = indices.next_name()
    filling = Filling(indices, documents, name, on_sent)
    marks = indices.marks(old) if old else {}
    indices.create(name, alias=indices.building, replaced=old, **QUIET)
    filling.add(None)
    if old is None:
        return _flip(filling, None)
    marks = filling.catch_up(old, marks)
    check_size(len(filling.sent), indices.count(old), shrink=shrink)
    return _take_over(filling, old, marks)


def rollback(indices: Indices, documents: Documents) -> Rebuilt:
    """Let the index before the current one take over again, brought up to date with what was written since.

    Raises: BadInput where there is none; SearchUnavailable where another release of Dreiklang has built it.
    """
    current = indices.current()
    noted = indices.meta(current) if current else {}
    before = noted.get("replaced")
    if current is None or before not in indices.all():
        raise BadInput("there is no earlier index to go back to; `dreiklang reindex` builds a new one from the store")
    indices.check(before)
    indices.unblock(before)
    indices.build_on(before)
    filling = Filling(indices, documents, before, sent=indices.ids(before))
    return _take_over(filling, current, noted.get("taken_over_at", {}))


def _tidy(indices: Indices, old: str | None) -> None:
    """Away with what an interrupted reindex has left, and with what is older than the last index but one."""
    kept = {old, indices.meta(old).get("replaced")} if old else set()
    indices.drop([name for name in indices.all() if name not in kept])
    if old:
        indices.unblock(old)


def _take_over(filling: Filling, old: str, marks: dict[str, int]) -> Rebuilt:
    """Steps 3 and 4. Whatever fails, the old index can be written again."""
    indices = filling.indices
    try:
        until = indices.block(old)
        there = indices.ids(old)
        filling.add(sorted(indices.written_since(old, marks) | (there ^ filling.sent)))
        return _flip(filling, old, until)
    except BaseException:
        if indices.current() == old:
            indices.unblock(old)
        raise


def _flip(filling: Filling, old: str | None, until: float = inf) -> Rebuilt:
    indices = filling.indices
    indices.open_for_reading(filling.name)
    there = indices.ids(filling.name)
    if there != filling.sent:
        told = f"the new index {filling.name} holds {len(there)} articles, {len(filling.sent)} were sent to it"
        raise SearchUnavailable(f"{told}; the old one goes on, run `dreiklang reindex` again", subject=filling.name)
    indices.remember(filling.name, taken_over_at=indices.marks(filling.name))
    if clock.elapsed() > until:
        raise SearchUnavailable(
            "settling took too long, writers may have gone on; run `dreiklang reindex` again", subject=old
        )
    indices.flip(filling.name, old)
    indices.drop([name for name in indices.all() if name not in (filling.name, old)])
    return Rebuilt(name=filling.name, documents=len(there), replaced=old, refused=filling.refused)
