"""The indices behind the alias. In: a client. Out: which one everybody reads, and how it changes: in one step, or not at all.

dreiklang            the alias that is read and written
dreiklang-000003     the index behind it; its _meta names the version of its mapping and the index it took over from
dreiklang-000002     that one, write-blocked, kept for a rollback
dreiklang-building   the alias of an index that a reindex is filling
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from articles import clock
from articles.errors import SearchUnavailable
from search.elastic_client import RESUMES, ElasticOptions, spoken
from search.elastic_mapping import mappings, settings, version

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

PAGE = 10_000  # what a server gives at most in one answer unless told otherwise
KEEP_ALIVE = "2m"
SETTLES_S = 900.0  # longest time that writers wait for a reindex to settle; a million articles take about a minute
SKEW_S = 60.0  # by which the clocks of two machines may differ
QUIET = {"refresh_interval": "-1"}  # while an index is filled


class Indices:
    """The indices of one alias."""

    def __init__(self, client: "Elasticsearch", options: ElasticOptions) -> None:
        self.client = client
        self.options = options
        self.alias = options.index
        self.building = f"{options.index}-building"

    def current(self) -> str | None:
        """The index that the alias points to."""
        return max((name for name, aliases in self._aliases().items() if self.alias in aliases), default=None)

    def all(self) -> list[str]:
        """Every index of ours, oldest first."""
        return sorted(self._aliases())

    def meta(self, name: str) -> dict[str, Any]:
        """What an index says about itself: `version`, `replaced`."""
        with spoken(self.options):
            found = self.client.indices.get_mapping(index=name)
        meta: dict[str, Any] = found[name]["mappings"].get("_meta", {})
        return meta

    def ensure(self) -> None:
        """Make the first index where there is none. Raises: SearchUnavailable where its mapping is not the code's."""
        from elasticsearch import BadRequestError

        name = self.current()
        if name is not None:
            self.check(name)
            self._free(name)
            return
        try:
            self.create(f"{self.alias}-000001", alias=self.alias)
        except SearchUnavailable as error:  # another process was faster
            cause = error.__cause__
            if not isinstance(cause, BadRequestError) or cause.message != "resource_already_exists_exception":
                raise

    def check(self, name: str) -> None:
        """Raises: SearchUnavailable where an index was built for other fields than the code's."""
        built = self.meta(name).get("version")
        if built != version():
            todo = f"run `dreiklang reindex`, or the release of Dreiklang that built it; {RESUMES}"
            told = f"the index {name} was built for fields of version {built}, this release has {version()}; {todo}"
            raise SearchUnavailable(told, subject=name)

    def create(self, name: str, *, alias: str, replaced: str | None = None, **changed: str) -> None:
        """A new index with an alias, in one step."""
        with spoken(self.options):
            self.client.indices.create(
                index=name,
                aliases={alias: {"is_write_index": True}},
                mappings=mappings() | {"_meta": {**mappings()["_meta"], "replaced": replaced}},
                settings=settings(shards=self.options.shards, replicas=self.options.replicas) | changed,
            )

    def remember(self, name: str, **noted: Any) -> None:
        """Note something in what an index says about itself."""
        meta = self.meta(name) | noted
        with spoken(self.options):
            self.client.indices.put_mapping(index=name, meta=meta)

    def build_on(self, name: str) -> None:
        """Let the alias of what is being built lead to an index, and to no other."""
        others = [{"remove": {"index": f"{self.alias}-*", "alias": self.building, "must_exist": False}}]
        with spoken(self.options):
            self.client.indices.update_aliases(
                actions=[*others, {"add": {"index": name, "alias": self.building, "is_write_index": True}}]
            )

    def next_name(self) -> str:
        """The name of the index to be built next."""
        return f"{self.alias}-{max(map(self._number, self.all()), default=0) + 1:06}"

    def flip(self, to: str, away: str | None) -> None:
        """Point the alias to another index: readers see the one or the other whole, never both and never none."""
        actions: list[dict[str, Any]] = [{"add": {"index": to, "alias": self.alias, "is_write_index": True}}]
        if away is not None:
            actions.append({"remove": {"index": away, "alias": self.alias}})
        actions.append({"remove": {"index": to, "alias": self.building, "must_exist": False}})
        with spoken(self.options):
            self.client.indices.update_aliases(actions=actions)

    def block(self, name: str) -> float:
        """Take no more writing; what is under way is finished before this returns.

        Returns until when (seconds since the epoch) this holds: should the caller be killed, writers lift it afterwards.
        """
        until = clock.elapsed() + SETTLES_S
        self.remember(name, settles_until=until)
        with spoken(self.options):
            self.client.indices.add_block(index=name, block="write")
        return until

    def unblock(self, name: str) -> None:
        """Take writing again."""
        self._set(name, {"index.blocks.write": None})
        self.remember(name, settles_until=None)

    def _free(self, name: str) -> None:
        """Lift the block of a reindex that was killed before its end."""
        until = self.meta(name).get("settles_until")
        if until is not None and clock.elapsed() > until + SKEW_S:
            self.unblock(name)

    def open_for_reading(self, name: str) -> None:
        """Everything written becomes searchable, and stays so from now on."""
        self._set(name, {"index.refresh_interval": None})
        self.refresh(name)

    def refresh(self, name: str) -> None:
        """Make everything written searchable."""
        with spoken(self.options):
            self.client.indices.refresh(index=name)

    def drop(self, names: Sequence[str]) -> None:
        """Delete indices for good."""
        for name in names:
            with spoken(self.options):
                self.client.indices.delete(index=name, ignore_unavailable=True)

    def count(self, name: str) -> int:
        """How many documents are searchable."""
        with spoken(self.options):
            return int(self.client.count(index=name)["count"])

    def marks(self, name: str) -> dict[str, int]:
        """How far each shard is: the number of its last write."""
        with spoken(self.options):
            told = self.client.indices.stats(index=name, level="shards", metric="docs")
        shards = told["indices"][name]["shards"]
        return {shard: max(copy["seq_no"]["max_seq_no"] for copy in copies) for shard, copies in shards.items()}

    def ids(self, name: str) -> set[str]:
        """The ids of everything in an index."""
        self.refresh(name)
        return set(self._ids(name, {"match_all": {}}))

    def written_since(self, name: str, marks: dict[str, int]) -> set[str]:
        """The ids of what was written after these marks."""
        self.refresh(name)
        return {
            one
            for shard, mark in marks.items()
            for one in self._ids(name, {"range": {"_seq_no": {"gt": mark}}}, preference=f"_shards:{shard}")
        }

    def _ids(self, name: str, query: dict[str, Any], *, preference: str | None = None) -> Iterator[str]:
        with self._still(name, preference) as pit:
            after: list[Any] | None = None
            while True:
                with spoken(self.options):
                    page = self.client.search(
                        pit=pit, query=query, size=PAGE, sort=[{"_shard_doc": "asc"}], source=False, search_after=after,
                        track_total_hits=False, allow_partial_search_results=False,
                    )["hits"]["hits"]  # fmt: skip
                yield from (hit["_id"] for hit in page)
                if len(page) < PAGE:
                    return
                after = page[-1]["sort"]

    @contextmanager
    def _still(self, name: str, preference: str | None) -> Iterator[dict[str, str]]:
        """A view of an index that stands still while it is paged through."""
        with spoken(self.options):
            opened = self.client.open_point_in_time(index=name, keep_alive=KEEP_ALIVE, preference=preference)["id"]
        try:
            yield {"id": opened, "keep_alive": KEEP_ALIVE}
        finally:
            with spoken(self.options):
                self.client.close_point_in_time(id=opened)

    def _aliases(self) -> dict[str, set[str]]:
        """Every index of ours and the aliases that lead to it."""
        with spoken(self.options):
            found = self.client.indices.get(
                index=f"{self.alias}-*", filter_path="*.aliases,*.settings.index.provided_name"
            )
        return {name: set(told.get("aliases", ())) for name, told in found.items() if self._number(name)}

    def _set(self, name: str, changed: dict[str, Any]) -> None:
        with spoken(self.options):
            self.client.indices.put_settings(index=name, settings=changed)

    def _number(self, name: str) -> int:
        """dreiklang-000003 -> 3; 0 for what is no index of ours."""
        found = re.fullmatch(rf"{re.escape(self.alias)}-(\d{{6,}})", name)
        return int(found[1]) if found else 0
