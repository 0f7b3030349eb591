"""The search engine of one machine. In: SearchDocuments. Out: hits for plain words, all of which must occur.

Plain for now: words only, ranked by BM25. The query language comes with the search issue, behind the same methods.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy

from articles.errors import BadInput
from articles.model import SearchDocument
from search.tokens import terms

WRITER_BYTES = 50_000_000
MOST_CHARS = 120  # of the library's own words about a damaged index


@dataclass(frozen=True, kw_only=True)
class FoundDocument:
    """One hit, with the fields it was indexed with."""

    article_id: str
    score: float
    fields: Mapping[str, Any]


class EmbeddedEngine:
    """tantivy in a folder: one writer, many readers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _index(self) -> tantivy.Index:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(_schema(), path=str(self.folder))
        except BaseException as error:  # a panic of the library is no Exception
            if not isinstance(error, ValueError) and type(error).__name__ != "PanicException":
                raise
            raise BadInput(
                f"the index at {self.folder} is damaged ({str(error)[:MOST_CHARS]}); delete the folder and run "
                "`dreiklang index --redo all`, the store has everything to build it anew",
                subject=str(self.folder),
            ) from error

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Write or replace documents by id in one commit; returns how many."""
        writer = self._index.writer(WRITER_BYTES, 1)
        written = 0
        for document in documents:
            writer.delete_documents_by_term("article_id", document.article_id)
            writer.add_document(_row(document))
            written += 1
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        return written

    def search(self, query: str, *, limit: int = 10, ids: Sequence[str] | None = None) -> list[FoundDocument]:
        """Documents that hold every word of the query, best first; with `ids`, only among those."""
        wanted = [(tantivy.Occur.Must, self._term("words", term)) for term in terms(query)]
        if not wanted or ids == []:
            return []
        if ids is not None:
            among = [(tantivy.Occur.Should, self._term("article_id", one)) for one in ids]
            wanted.append((tantivy.Occur.Must, tantivy.Query.boolean_query(among)))
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.boolean_query(wanted), limit)
        return [_hit(score, searcher.doc(address)) for score, address in found.hits]

    def count(self) -> int:
        """How many documents are searchable."""
        self._index.reload()
        return int(self._index.searcher().num_docs)

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._index.schema, field, value)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("article_id", stored=True, tokenizer_name="raw")
    builder.add_text_field("words", stored=False, tokenizer_name="whitespace")
    builder.add_text_field("fields", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _row(document: SearchDocument) -> tantivy.Document:
    words = " ".join(terms(f"{document.fields.get('title', '')} {document.fields.get('text', '')}"))
    shown = {name: value for name, value in document.fields.items() if name != "text"}
    return tantivy.Document(
        article_id=document.article_id,
        words=words,
        fields=json.dumps(shown, ensure_ascii=False, sort_keys=True),
    )


def _hit(score: float, document: tantivy.Document) -> FoundDocument:
    fields = json.loads(document.get_first("fields") or "{}")
    return FoundDocument(
        article_id=str(document.get_first("article_id")),
        score=float(score),
        fields=fields,
    )
