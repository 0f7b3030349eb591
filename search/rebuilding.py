"""What a rebuild of an index needs and tells. In: documents out of the store. Out: what was built and what it replaced."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from articles.errors import BadInput
from articles.model import SearchDocument

# The documents of these articles as the store knows them now, or of all articles for None; what is no longer there is left out.
Documents = Callable[[Sequence[str] | None], Iterable[SearchDocument]]
LEAST_PART = 0.5  # of what was in: a rebuild that keeps less was most likely pointed at another store


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """An index that took the place of another. `replaced` is kept for a rollback; `refused` says why by article id."""

    name: str
    documents: int
    replaced: str | None = None
    refused: Mapping[str, str] = field(default_factory=dict)


def check_size(built: int, before: int, *, shrink: bool) -> None:
    """Raises: BadInput where the new index holds so much less than the old one that nobody can have wanted it."""
    if built < before * LEAST_PART and not shrink:
        raise BadInput(
            f"the store has {built} articles for the index, {before} are in it; expected at least {LEAST_PART:.0%} of them. "
            "See store.url in the settings; if so many were really deleted, run `dreiklang reindex --shrink`"
        )
