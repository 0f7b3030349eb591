"""Saved searches: which of them do articles satisfy, and what would one have found? In: an engine. Out: matches, a back-test.

They are ordinary queries over the articles just indexed. A query that cannot be read is told as broken, with the column, and
the articles it was not run over are told from those it does not match.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from zoneinfo import ZoneInfo

from articles import clock
from articles.errors import QueryError
from articles.model import Hit, SavedSearch, Search
from articles.ports import SearchEngine
from search.query import parse

PAGE = 500
LANGUAGES = ("de", "zh", "en")


@dataclass(frozen=True, kw_only=True)
class Matching:
    """Article id -> names of the searches it satisfies; name -> what is wrong with the searches that could not be run."""

    satisfied: Mapping[str, tuple[str, ...]]
    broken: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class BackTest:
    """What a search would have found. `days` and `copies` leave articles out whose text another one repeats.

    days:       (day, language) -> articles, in the reader's time zone
    copies:     how many more articles repeat a text that is counted
    delay_s:    from publication to our first sight, the middle one and the longest; None without a time of publication
    """

    days: Mapping[tuple[str, str], int]
    copies: int
    delay_s: tuple[float, float] | None
    examples: tuple[Hit, ...] = field(default=())

    @property
    def by_language(self) -> dict[str, int]:
        """Articles by language, those with none too."""
        found = dict.fromkeys(LANGUAGES, 0)
        for (_, language), number in self.days.items():
            found[language] = found.get(language, 0) + number
        return found


def problem(search: SavedSearch) -> str | None:
    """What is wrong with a query, None where it can be run."""
    try:
        parse(search.query, now=clock.now())
    except QueryError as error:
        return str(error)
    return None


def match(engine: SearchEngine, searches: Sequence[SavedSearch], article_ids: Sequence[str]) -> Matching:
    """Run every search over exactly these articles. Raises: SearchUnavailable; nothing is known then."""
    broken = {search.name: told for search in searches if (told := problem(search)) is not None}
    satisfied: dict[str, list[str]] = {article_id: [] for article_id in article_ids}
    for search in searches:
        if article_ids and search.name not in broken:
            asked = Search(query=asked_for(search), limit=len(article_ids), ids=tuple(article_ids))
            for hit in engine.search(asked).hits:
                satisfied[hit.article_id].append(search.name)
    return Matching(satisfied={one: tuple(names) for one, names in satisfied.items()}, broken=broken)


def back_test(engine: SearchEngine, search: SavedSearch, *, since: datetime, time_zone: str = "UTC") -> BackTest:
    """Run a search over everything published since then. Raises: QueryError that points at the column."""
    parse(search.query, now=clock.now())
    query = f"({asked_for(search) or '*'}) AND published:[{since.isoformat(timespec='seconds')} TO *]"
    hits = list(_all_hits(engine, query.replace("+00:00", "Z"), time_zone))
    first = [hit for hit in hits if "duplicate_of" not in hit.fields]
    originals = {hit.article_id for hit in first}
    alone = [hit for hit in hits if hit.fields.get("duplicate_of", hit.article_id) not in originals]
    counted = [*first, *{hit.fields["duplicate_of"]: hit for hit in reversed(alone)}.values()]
    return BackTest(
        days=Counter((_day(hit, time_zone), str(hit.fields.get("language", "und"))) for hit in counted),
        copies=len(hits) - len(counted),
        delay_s=_delay(counted),
        examples=tuple(hits[:5]),
    )


def asked_for(search: SavedSearch) -> str:
    """The query of a search, within its languages."""
    if not search.languages:
        return search.query
    languages = f"language:({' OR '.join(search.languages)})"
    return f"({search.query}) AND {languages}" if search.query.strip() else languages


def _all_hits(engine: SearchEngine, query: str, time_zone: str) -> Iterator[Hit]:
    offset = 0
    while True:
        answer = engine.search(Search(query=query, limit=PAGE, offset=offset, order="newest", time_zone=time_zone))
        yield from answer.hits
        offset += PAGE
        if offset >= answer.total or not answer.hits:
            return


def _day(hit: Hit, time_zone: str) -> str:
    return datetime.fromisoformat(hit.fields["published"]).astimezone(ZoneInfo(time_zone)).date().isoformat()


def _delay(hits: Sequence[Hit]) -> tuple[float, float] | None:
    """Articles without a time of publication stand under the moment we saw them, and say nothing about delay."""
    seen = [(hit.fields["published"], hit.fields.get("first_seen")) for hit in hits]
    delays = [
        (datetime.fromisoformat(late) - datetime.fromisoformat(published)).total_seconds()
        for published, late in seen
        if late and late != published
    ]
    return (median(delays), max(delays)) if delays else None
