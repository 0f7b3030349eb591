"""A day -> a digest. In: stories with their articles. Out: plain text and a page, the same content.

Plain for now: stories of official sources first, then those told in more languages. The full digest replaces it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from articles.model import Article, Source

MOST_STORIES = 8
MOST_REPORTS = 3
MOST_LATE = 5
ORDER = ("de", "zh", "en")
NAMES = {"de": "German", "zh": "Chinese", "en": "English"}


@dataclass(frozen=True, kw_only=True)
class ToldStory:
    """One story with the articles that tell it, earliest first."""

    id: str
    articles: tuple[Article, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """In which languages it is told, in the order of the digest."""
        return in_order({article.language for article in self.articles})


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What one digest says."""

    since: datetime
    as_of: datetime
    stories: tuple[ToldStory, ...]
    late: tuple[Article, ...]
    seen: int
    expected: int
    sources: dict[str, Source]
    untranslated: int

    @property
    def shown(self) -> tuple[ToldStory, ...]:
        """The weightiest stories: official ones first, then more languages, more articles, the newest."""

        def weight(story: ToldStory) -> tuple[bool, int, int, float]:
            return (
                any(self.official(article) for article in story.articles),
                len(story.languages),
                len(story.articles),
                story.articles[-1].dated.timestamp(),
            )

        return tuple(sorted(self.stories, key=weight, reverse=True)[:MOST_STORIES])

    @property
    def left_out(self) -> int:
        """How many stories there are beyond those shown."""
        return len(self.stories) - len(self.shown)

    @property
    def counts(self) -> dict[str, int]:
        """Language -> how many new articles."""
        new = [article.language for story in self.stories for article in story.articles]
        return {NAMES.get(language, language): new.count(language) for language in in_order(set(new) | set(ORDER))}

    def official(self, article: Article) -> bool:
        """Whether an official source published it."""
        source = self.sources.get(article.source)
        return source is not None and source.kind == "official"

    def reports(self, story: ToldStory) -> tuple[Article, ...]:
        """The articles of a story worth a line: official ones first, then the earliest of each language."""
        firsts = {article.language: article for article in reversed(story.articles)}

        def weight(article: Article) -> tuple[bool, bool, datetime]:
            return not self.official(article), firsts[article.language] is not article, article.dated

        return tuple(sorted(story.articles, key=weight)[:MOST_REPORTS])

    def name(self, article: Article) -> str:
        """Who published it, as a reader knows them."""
        source = self.sources.get(article.source)
        return source.name if source else article.source


def in_order(languages: Iterable[str]) -> tuple[str, ...]:
    """German, Chinese, English, then any other."""
    return tuple(sorted(languages, key=lambda one: (ORDER.index(one) if one in ORDER else len(ORDER), one)))


def as_text(digest: Digest) -> str:
    """The plain-text form, complete by itself."""
    return _render("digest.txt", digest)


def as_page(digest: Digest) -> str:
    """A standalone HTML page; every text is escaped."""
    return _render("digest.html", digest)


def _render(name: str, digest: Digest) -> str:
    environment = Environment(
        loader=PackageLoader("delivery", "templates"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = when
    environment.filters["web"] = web
    return environment.get_template(name).render(digest=digest, most_late=MOST_LATE)


def when(article: Article) -> str:
    """Day, and the hour where the page gives one, in UTC."""
    minute = article.published is not None and article.published_precision == "minute"
    return article.dated.strftime("%d %b %H:%M UTC" if minute else "%d %b")


def web(url: str) -> str:
    """A URL that is safe to link: anything but http and https leads nowhere."""
    return url if url.startswith(("http://", "https://")) else "#"
