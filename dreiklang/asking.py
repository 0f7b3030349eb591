"""A question as a person asks it -> an Answer. In: a Desk, a query and how it is meant. Out: what the engine found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from articles import clock
from articles.errors import BadInput
from articles.language import identify
from articles.model import Answer, Interval, Search, SearchMode
from dreiklang.desk import Desk


@dataclass(frozen=True, kw_only=True)
class Question:
    """`query` in our language; the rest narrows it or says what is wanted beside the hits."""

    query: str
    mode: SearchMode = "text"
    since: datetime | None = None
    until: datetime | None = None
    sources: Sequence[str] = ()
    limit: int = 10
    offset: int = 0
    newest: bool = False
    highlight: bool = False
    facets: Sequence[str] = ()
    histogram: Interval | None = None
    time_zone: str = "UTC"


def ask(desk: Desk, question: Question) -> Answer:
    """Raises: QueryError that points at the column; BadInput for a search by meaning without words or an embedder."""
    from search.query import parse

    read = parse(question.query, now=clock.now(), time_zone=question.time_zone)
    vector = None if question.mode == "text" else _meaning(desk, read.said, question.mode)
    return desk.engine.search(
        Search(
            query=_narrowed(question),
            mode=question.mode,
            limit=question.limit,
            offset=question.offset,
            facets=tuple(question.facets),
            histogram=question.histogram,
            time_zone=question.time_zone,
            highlight=question.highlight,
            order="newest" if question.newest else "best",
            vector=vector,
        )
    )


def _narrowed(question: Question) -> str:
    """The query with the options of the command line as further conditions."""
    more = [f"published:[{_end(question.since)} TO {_end(question.until)}]"] if question.since or question.until else []
    if question.sources:
        more.append(f"source:({' OR '.join(question.sources)})")
    if not more:
        return question.query
    return " AND ".join([*([f"({question.query})"] if question.query.strip() else []), *more])


def _end(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else "*"


def _meaning(desk: Desk, words: str, mode: SearchMode) -> tuple[float, ...]:
    from search.documents import meaning

    if not words:
        raise BadInput(f"mode {mode} looks for a meaning, and there is no word in this query; leave --mode out")
    if desk.embedder is None:
        raise BadInput(f"mode {mode} needs an embedder, models.embedder is none; set one, or leave --mode out")
    means = desk.reader.heads.means
    vector = meaning(desk.embedder.embed([words])[0], mean=means.get(identify(words)[0]))
    if vector is None:
        raise BadInput(f"'{words}' has no meaning to the embedder; write it as a sentence, or leave --mode out")
    return vector
