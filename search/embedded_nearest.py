"""The nearest articles to a vector, exactly. In: a unit vector and what a query allows. Out: (address, cosine), nearest first."""

from collections.abc import Sequence

import numpy as np
import tantivy
from numpy.typing import NDArray

from search.embedded_index import IndexFolder
from search.embedded_query import Query, both, counted
from search.embedded_schema import ROW
from search.hybrid import DEPTH

FEW = 5_000  # allowed documents whose rows are looked up one by one; for more the nearest rows are tried against the query
SPARE = 2.0  # times as many rows as would do if the allowed documents lay evenly among the nearest
WIDER = 8  # times as many rows in the next try
Near = tuple[tantivy.DocAddress, float]


def nearest(
    vector: Sequence[float], allowed: tantivy.Query, index: IndexFolder, searcher: tantivy.Searcher
) -> list[Near]:
    """The first DEPTH among the documents that have a vector."""
    number = counted(searcher, allowed)
    if number <= FEW:
        return _of_few(vector, allowed, number, index, searcher)
    cosines = index.vectors.similarity(vector)
    wide = DEPTH * max(2, round(SPARE * len(cosines) / number))
    while True:
        rows = _best(cosines, wide)
        found = _with_rows(rows, allowed, index, searcher)
        if len(found) >= DEPTH or wide >= len(cosines):
            best = [int(row) for row in rows if int(row) in found][:DEPTH]
            return [(found[row], float(cosines[row])) for row in best]
        wide *= WIDER


def _of_few(
    vector: Sequence[float], allowed: tantivy.Query, number: int, index: IndexFolder, searcher: tantivy.Searcher
) -> list[Near]:
    addresses = [address for _, address in searcher.search(allowed, max(number, 1), count=False).hits]
    rows = searcher.fast_field_values(ROW, addresses) if addresses else []
    there = [(address, int(row)) for address, row in zip(addresses, rows, strict=True) if row is not None]
    if not there:
        return []
    cosines = index.vectors.similarity(vector, [row for _, row in there])
    return [(there[at][0], float(cosines[at])) for at in _best(cosines, DEPTH)]


def _with_rows(
    rows: NDArray[np.int64], allowed: tantivy.Query, index: IndexFolder, searcher: tantivy.Searcher
) -> dict[int, tantivy.DocAddress]:
    """Row -> its document, for those that are allowed; rows of replaced documents lead nowhere."""
    these = Query.term_set_query(index.schema, ROW, rows.tolist())
    addresses = [address for _, address in searcher.search(both(allowed, these), len(rows) or 1, count=False).hits]
    numbers = searcher.fast_field_values(ROW, addresses) if addresses else []
    return {int(number or 0): address for number, address in zip(numbers, addresses, strict=True)}


def _best(cosines: NDArray[np.float32], wanted: int) -> NDArray[np.int64]:
    """Places of the largest numbers, the largest first."""
    some = np.argpartition(-cosines, wanted)[:wanted] if wanted < len(cosines) else np.arange(len(cosines))
    return some[np.argsort(-cosines[some], kind="stable")]
