"""The search engine of one machine: tantivy for words, exact dot products for meaning. In: documents, Searches. Out: Answers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import tantivy

from articles import clock
from articles.errors import BadInput
from articles.model import Answer, Hit, Search, SearchDocument
from search.documents import shown
from search.embedded_counts import facets, histogram
from search.embedded_folder import Generations
from search.embedded_index import IndexFolder
from search.embedded_nearest import Near, nearest
from search.embedded_query import both, counted, either, number_of, translate, with_ids, with_keys
from search.embedded_schema import KEY, fields_of
from search.fields import ID
from search.highlights import highlights
from search.hybrid import DEPTH, filters, fuse_hybrid, loosened
from search.nodes import Node
from search.query import Expand, parse
from search.rebuilding import Documents, Rebuilt, check_size

Addresses = list[tantivy.DocAddress]
Told = Callable[[int], None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a query finds (`query`, for counting), and what a reader sees, best first, where it is ranked by us."""

    query: tantivy.Query
    ranked: Sequence[Near] | None = None


class EmbeddedEngine:
    """tantivy in a folder: one writer, many readers."""

    one_writer = True

    def __init__(self, folder: Path, *, expand: Expand | None = None) -> None:
        self.generations = Generations(folder)
        self.expand = expand
        self._open: IndexFolder | None = None

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Write or replace documents by id in one commit; returns how many."""
        return self._current().write(documents)

    def delete(self, article_ids: Sequence[str]) -> None:
        """Take documents out; an id that is not in is no error."""
        if article_ids:
            self._current().delete(article_ids)

    def count(self) -> int:
        """How many documents are searchable."""
        return int(self._current().searcher().num_docs)

    def search(self, search: Search) -> Answer:
        """Raises: QueryError that points at the column; BadInput where a search for meaning brings no vector."""
        read = parse(search.query, now=clock.now(), time_zone=search.time_zone, expand=self.expand)
        index = self._current()
        searcher = index.searcher()
        found = _find(search, read.root, index, searcher)
        total, page = _page(search, found, index, searcher)
        return Answer(
            total=total,
            hits=tuple(_hit(score, document, read.root if search.highlight else None) for score, document in page),
            facets=facets(searcher, found.query, search.facets),
            histogram=histogram(searcher, found.query, search.histogram, search.time_zone) if search.histogram else (),
            expansions=read.expansions,
        )

    def reindex(self, documents: Documents, *, shrink: bool = False, on_sent: Told | None = None) -> Rebuilt:
        """Build a new generation from the store and let it take over. The caller sees to it that nobody writes meanwhile.

        Raises: BadInput where far too few documents came; the old index goes on.
        """
        before = self._count_if_sound()
        fresh = IndexFolder(self.generations.fresh())
        try:
            found = _built(fresh, _told(documents(None), on_sent or _nobody))
            check_size(found, before, shrink=shrink)
        except BaseException:
            rmtree(fresh.folder, ignore_errors=True)
            raise
        old = self.generations.current()
        self.generations.flip(fresh.folder)
        self.generations.keep({old, fresh.folder})
        replaced = old.name if old.is_dir() and old != fresh.folder else None
        return Rebuilt(name=fresh.folder.name, documents=found, replaced=replaced)

    def rollback(self, documents: Documents) -> Rebuilt:
        """Let the generation before take over again, brought up to date from the store.

        Raises: BadInput where there is none.
        """
        older, newer = self.generations.before(), self.generations.current()
        if older is None:
            raise BadInput(
                "there is no earlier index to go back to; `dreiklang reindex` builds a new one from the store"
            )
        index = IndexFolder(older)
        given: set[str] = set()
        index.write(_noted(documents(None), given))
        index.delete(sorted(index.ids() - given))
        self.generations.flip(older)
        return Rebuilt(name=older.name, documents=int(index.searcher().num_docs), replaced=newer.name)

    def _current(self) -> IndexFolder:
        folder = self.generations.current()
        if self._open is None or self._open.folder != folder:
            self._open = IndexFolder(folder)
        return self._open

    def _count_if_sound(self) -> int:
        """0 for a damaged index: a rebuild is what mends it."""
        try:
            return self.count()
        except BadInput:
            return 0


def _built(fresh: IndexFolder, documents: Iterable[SearchDocument]) -> int:
    """Fill an index; returns how many documents it holds. Raises: BadInput where that is not how many were written."""
    written = fresh.write(documents)
    found = int(fresh.searcher().num_docs)
    if found != written:
        raise BadInput(
            f"the new index holds {found} articles, {written} were sent to it; the old one goes on, try again"
        )
    return found


def _find(search: Search, root: Node, index: IndexFolder, searcher: tantivy.Searcher) -> Found:
    words = _among(search, translate(root, index.schema), index)
    if search.mode == "text":
        return Found(query=words)
    if search.vector is None:
        raise BadInput(f"mode {search.mode} needs an embedder; set models.embedder, or search with mode text")
    allowed = _among(search, translate(filters(root), index.schema), index)
    near = nearest(search.vector, allowed, index, searcher)
    if search.mode == "semantic":
        return Found(query=_these([one for one, _ in near], index, searcher), ranked=near)
    any_word = _among(search, translate(loosened(root), index.schema), index)
    return _fused(
        words, [_first(words, searcher), _first(any_word, searcher), [one for one, _ in near]], index, searcher
    )


def _fused(words: tantivy.Query, lists: Sequence[Addresses], index: IndexFolder, searcher: tantivy.Searcher) -> Found:
    """All that is found by words, and whatever else is on a list."""
    keyed = [dict(zip(_keys(addresses, searcher), addresses, strict=True)) for addresses in lists]
    known = keyed[0] | keyed[1] | keyed[2]
    ranked = [(known[key], score) for key, score in fuse_hybrid(*(list(one) for one in keyed))]
    return Found(query=either([words, with_keys(list(known), index.schema)]), ranked=ranked)


def _first(query: tantivy.Query, searcher: tantivy.Searcher) -> Addresses:
    return [address for _, address in searcher.search(query, DEPTH, count=False).hits]


def _these(addresses: Addresses, index: IndexFolder, searcher: tantivy.Searcher) -> tantivy.Query:
    return with_keys(_keys(addresses, searcher), index.schema)


def _keys(addresses: Addresses, searcher: tantivy.Searcher) -> list[int]:
    return [int(key or 0) for key in searcher.fast_field_values(KEY, addresses)] if addresses else []


def _among(search: Search, query: tantivy.Query, index: IndexFolder) -> tantivy.Query:
    return query if search.ids is None else both(query, with_ids(search.ids, index.schema))


def _page(
    search: Search, found: Found, index: IndexFolder, searcher: tantivy.Searcher
) -> tuple[int, list[tuple[float, tantivy.Document]]]:
    """(how many there are, the wanted ones with their scores)."""
    if found.ranked is None or search.order == "newest":
        newest = "published" if search.order == "newest" else None
        result = searcher.search(found.query, search.limit, order_by_field=newest, offset=search.offset)
        scored = [(0.0 if newest else float(score), searcher.doc(address)) for score, address in result.hits]
        return number_of(result), scored
    wanted = found.ranked[search.offset : search.offset + search.limit]
    return counted(searcher, found.query), [(score, searcher.doc(address)) for address, score in wanted]


def _hit(score: float, document: tantivy.Document, marks: Node | None) -> Hit:
    fields = fields_of(document)
    marked = highlights(fields, marks) if marks is not None else {}
    return Hit(article_id=str(document.get_first(ID)), score=score, fields=shown(fields), highlights=marked)


def _told(documents: Iterable[SearchDocument], on_sent: Told) -> Iterator[SearchDocument]:
    for document in documents:
        on_sent(1)
        yield document


def _noted(documents: Iterable[SearchDocument], given: set[str]) -> Iterator[SearchDocument]:
    for document in documents:
        given.add(document.article_id)
        yield document


def _nobody(_: int) -> None:
    """Nobody watches."""
