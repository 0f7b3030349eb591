"""What is wrong with a query, and where. In: the query and a column. Out: a QueryError with a line that points at it."""

import unicodedata
from typing import NoReturn

from articles.errors import QueryError

AROUND = 60  # characters of the query that are shown on either side of the fault


def complain(query: str, column: int, message: str) -> NoReturn:
    """Raises: QueryError, whose message ends in the query (or the part around the fault) with a caret below the fault."""
    start = max(0, column - AROUND)
    shown = "".join(" " if char.isspace() else char for char in query[start : column + AROUND])
    caret = " " * _width(shown[: column - start]) + "^"
    raise QueryError(f"column {column + 1}: {message}\n  {shown}\n  {caret}", subject=query[:200])


def _width(text: str) -> int:
    """Columns on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
