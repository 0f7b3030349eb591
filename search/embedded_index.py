"""One generation of the embedded index on disk. In: SearchDocuments. Out: a searcher over what is committed.

tantivy's files decide what is in: a document names the row of its vector, which is on disk before the commit. One process
writes at a time, any number reads; a writer that is killed leaves the last commit as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import chain, islice
from pathlib import Path

import numpy as np
import tantivy

from articles.errors import AlreadyRunning, BadInput, DiskFull
from articles.model import SearchDocument
from search.embedded_query import Query
from search.embedded_schema import ROW, row, schema
from search.fields import ID
from search.vectors import VectorFile

WRITER_BYTES = 60_000_000  # tantivy asks for 15 MB a thread at least; more makes fewer, larger segments
TOGETHER = 1_000  # documents whose vectors are written at once
MOST_CHARS = 120  # of the library's own words


class IndexFolder:
    """tantivy and the vectors beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.schema = schema()
        self.vectors = VectorFile(folder)
        self._seen = b""

    @cached_property
    def index(self) -> tantivy.Index:
        """Raises: BadInput where the files are damaged, or were made by another release."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(self.schema, path=str(self.folder))
        except BaseException as error:  # a panic of the library is no Exception
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
                raise
            raise self._unusable(error) from error

    def searcher(self) -> tantivy.Searcher:
        """Over everything that is committed now, by any process."""
        commit = self._commit()
        if commit != self._seen:
            self.index.reload()
            self._seen = commit
        return self.index.searcher()

    def write(self, documents: Iterable[SearchDocument]) -> int:
        """Write or replace documents by id in one commit; returns how many."""
        waiting = iter(documents)
        batches = iter(lambda: list(islice(waiting, TOGETHER)), [])
        first = next(batches, None)
        if first is None:
            return 0
        with self._writer() as writer:
            return sum(self._add(writer, some) for some in chain((first,), batches))

    def delete(self, article_ids: Sequence[str]) -> None:
        """Take documents out in one commit."""
        with self._writer() as writer:
            for article_id in article_ids:
                writer.delete_documents_by_term(ID, article_id)

    def ids(self) -> set[str]:
        """Of all documents that are in."""
        searcher = self.searcher()
        found = searcher.search(Query.all_query(), max(searcher.num_docs, 1), count=False).hits
        return {str(searcher.doc(address).get_first(ID)) for _, address in found}

    def _add(self, writer: tantivy.IndexWriter, documents: Sequence[SearchDocument]) -> int:
        for document, at in zip(documents, self._rows(documents), strict=True):
            writer.delete_documents_by_term(ID, document.article_id)
            writer.add_document(row(document, at))
        return len(documents)

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """Committed when the block ends well. Raises: AlreadyRunning while another process writes."""
        writer = self._open_writer()
        try:
            yield writer
            writer.commit()
        except ValueError as error:
            if "No space left" in str(error):
                raise DiskFull(f"no room left for the index at {self.folder}; nothing was written by halves") from error
            raise
        finally:
            writer.wait_merging_threads()

    def _open_writer(self) -> tantivy.IndexWriter:
        try:
            return self.index.writer(WRITER_BYTES, 1)
        except ValueError as error:
            if "LockBusy" not in str(error) and "lock" not in str(error).lower():
                raise self._unusable(error) from error
            raise AlreadyRunning(
                f"another process is writing the index at {self.folder}; try again when it is done"
            ) from error

    def _rows(self, documents: Sequence[SearchDocument]) -> list[int | None]:
        """The row of each vector: the old one where it has not changed."""
        before = self._rows_before([one.article_id for one in documents if one.vector and any(one.vector)])
        rows: list[int | None] = [self._same(one, before.get(one.article_id)) for one in documents]
        fresh = [at for at, one in enumerate(documents) if rows[at] is None and one.vector and any(one.vector)]
        made = self.vectors.append([documents[at].vector or () for at in fresh])
        for at, number in zip(fresh, made, strict=True):
            rows[at] = number
        return rows

    def _same(self, document: SearchDocument, before: int | None) -> int | None:
        if before is None or document.vector is None:
            return None
        known = self.vectors.rows([before])[0]
        return before if np.array_equal(known, np.asarray(document.vector, dtype=np.float32)) else None

    def _rows_before(self, article_ids: Sequence[str]) -> dict[str, int]:
        searcher = self.searcher()
        if not article_ids or not searcher.num_docs:
            return {}
        found = searcher.search(Query.term_set_query(self.schema, ID, list(article_ids)), len(article_ids))
        addresses = [address for _, address in found.hits]
        ids = [str(searcher.doc(address).get_first(ID)) for address in addresses]
        rows = searcher.fast_field_values(ROW, addresses)
        return {article_id: int(number) for article_id, number in zip(ids, rows, strict=True) if number is not None}

    def _commit(self) -> bytes:
        """What tantivy says of its last commit; two in the same tick of the file system's clock differ here only."""
        try:
            return (self.folder / "meta.json").read_bytes()
        except FileNotFoundError:
            return b""

    def _unusable(self, error: BaseException) -> BadInput:
        told = f"the index at {self.folder} is damaged or was made by another release ({str(error)[:MOST_CHARS]})"
        return BadInput(f"{told}; `dreiklang reindex` builds it anew from the store", subject=str(self.folder))
