"""Everything a step needs, built once from the settings. In: Settings. Out: a Desk with store, sources and adapters.

Adapters are made when first asked for, so that a command pays only for what it uses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from articles.errors import SettingsError, SourceError, unknown
from articles.model import Source
from articles.store import Store, open_store
from dreiklang.settings import GIGABYTE, MEGABYTE, Settings

if TYPE_CHECKING:
    from articles.ports import Embedder, Judge, Translator
    from crawlers.archive import Archive
    from crawlers.archive.room import Room
    from crawlers.options import CrawlOptions
    from delivery.channels import Channel
    from dreiklang.engines import Engine
    from nlp.reading import Reader

DEMO_SOURCES = Path(__file__).parent / "demo" / "sources"
PACKAGED_SOURCES = Path(__file__).parent.parent / "crawlers" / "sources"


@dataclass(frozen=True)
class Desk:
    """Where a step works."""

    settings: Settings

    @cached_property
    def store(self) -> Store:
        """The store, migrated."""
        return open_store(self.settings.store_url)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources that are read, by id. Raises: SourceError listing every problem."""
        found = self.all_sources
        wanted = self.settings.sources
        self.named([*wanted.only, *wanted.skip])
        return {
            source.id: source
            for source in found.values()
            if (not wanted.only or source.id in wanted.only)
            and source.id not in wanted.skip
            and (wanted.unverified or not source.unverified)
        }

    @cached_property
    def all_sources(self) -> dict[str, Source]:
        """Every declared source; the data folder's own override by id."""
        from crawlers.source_files import load_sources

        packaged = DEMO_SOURCES if self.settings.demo.enabled else PACKAGED_SOURCES
        own = self.settings.data / "sources"
        return load_sources(folders=[folder for folder in (packaged, own) if folder.is_dir()])

    def named(self, source_ids: Iterable[str]) -> list[Source]:
        """Sources by id. Raises: SourceError with the nearest name."""
        for source_id in source_ids:
            if source_id not in self.all_sources:
                raise SourceError(unknown("source", source_id, self.all_sources), subject=source_id)
        return [self.all_sources[source_id] for source_id in source_ids]

    def source(self, source_id: str) -> Source:
        """The source of this id; one that is declared no more counts as news of nobody known."""
        return self.all_sources.get(source_id) or _forgotten(source_id)

    @cached_property
    def crawl_options(self) -> "CrawlOptions":
        """How servers are asked, as the crawler takes it."""
        from crawlers.options import ArchiveOptions, CrawlOptions

        crawl, archive = self.settings.crawl, self.settings.archive
        return CrawlOptions(
            archive=ArchiveOptions(
                folder=self.archive_folder,
                enabled=archive.enabled,
                max_bytes=int(archive.max_gb * GIGABYTE),
                min_free_bytes=int(archive.min_free_gb * GIGABYTE),
                rotate_bytes=int(archive.rotate_mb * MEGABYTE),
            ),
            contact=crawl.contact,
            concurrency=crawl.concurrency,
            delay_s=crawl.delay_s,
            timeout_s=crawl.timeout_s,
            max_body_bytes=int(crawl.max_body_mb * MEGABYTE),
            max_compressed_bytes=int(crawl.max_compressed_mb * MEGABYTE),
            proxy=crawl.proxy,
            proxy_connect=crawl.proxy_connect,
            ca_file=Path(crawl.ca_file) if crawl.ca_file else None,
            allow_private=frozenset(crawl.allow_private),
            back_off_s=crawl.back_off_s,
            max_age_days=crawl.max_age_days,
        )

    @cached_property
    def looked_at(self) -> dict[str, datetime]:
        """When something was last looked at that need not be at every turn of a process that stays."""
        return {}

    @cached_property
    def embedder(self) -> "Embedder | None":
        """What turns texts into vectors; None where counted words and rules label alone."""
        from nlp.embedders import make_embedder

        return make_embedder(self.settings.models.embedder, self.settings.models_folder)

    @cached_property
    def judge(self) -> "Judge | None":
        """What questions are put to; None where none is set. Raises: ModelMissing where it was not pulled."""
        from nlp.judges import make_judge

        return make_judge(self.settings.models.judge, self.settings.models_folder)

    @cached_property
    def translator(self) -> "Translator | None":
        """What translates; None where none is set or, by default, none was pulled. Raises: ModelMissing."""
        from nlp.translators import make_translator

        models = self.settings.models
        return make_translator(models.translator, self.settings.models_folder, judge=models.judge)

    @cached_property
    def reader(self) -> "Reader":
        """What texts are read with. Raises: ModelMissing where nobody has calibrated the embedder."""
        from articles.watch import watch_terms
        from nlp.reading import make_reader

        own = self.settings.models_folder / "heads"
        lists = {name: {str(tag): words for tag, words in table.items()} for name, table in self.settings.watch.items()}
        return make_reader(self.embedder, own, watch=watch_terms(lists))

    @cached_property
    def channels(self) -> "dict[str, Channel]":
        """How messages leave, by name."""
        from dreiklang.channels import make_channels

        return make_channels(self.settings)

    @cached_property
    def out(self) -> Path:
        """The folder for what people read, made where it is missing. Raises: SettingsError where it cannot be made."""
        folder = self.settings.out
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            told = f"the folder {folder} cannot be made ({error.strerror})"
            raise SettingsError(f"{told}; set `out` (DREIKLANG_OUT) to one that you may write to") from error
        return folder

    @property
    def archive_folder(self) -> Path:
        """Where the WARC files are."""
        return self.settings.data / "archive"

    @cached_property
    def room(self) -> "Room":
        """How much the archive may still grow; it logs when that changes."""
        from crawlers.archive.room import Room

        return Room(self.crawl_options.archive)

    @cached_property
    def archive(self) -> "Archive":
        """The archive, for reading."""
        from crawlers.archive import Archive

        return Archive(self.archive_folder)

    @cached_property
    def engine(self) -> "Engine":
        """The search engine."""
        from dreiklang.engines import make_engine

        return make_engine(self.settings)


def _forgotten(source_id: str) -> Source:
    return Source(
        id=source_id,
        name=source_id,
        homepage="",
        country="",
        languages=(),
        kind="news",
        ownership="commercial",
        tier=3,
        time_zone="UTC",
        interval_minutes=60,
    )
