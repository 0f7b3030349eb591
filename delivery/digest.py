"""A day -> a digest. In: stories with their articles. Out: plain text and a page, the same content.

Plain for now: stories by the number of languages and articles, then what was seen. The full digest replaces it.
"""

from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, PackageLoader, StrictUndefined

from articles.model import Article, Source

MOST_STORIES = 12


@dataclass(frozen=True, kw_only=True)
class ToldStory:
    """One story with the articles that tell it, earliest first."""

    id: str
    articles: tuple[Article, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """In how many languages it is told."""
        return tuple(sorted({article.language for article in self.articles}))


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What one digest says."""

    as_of: datetime
    stories: tuple[ToldStory, ...]
    late: tuple[Article, ...]
    seen: int
    expected: int
    sources: dict[str, Source]
    untranslated: int

    @property
    def shown(self) -> tuple[ToldStory, ...]:
        """The weightiest stories: more languages first, then more articles, then the newest."""

        def weight(story: ToldStory) -> tuple[int, int, float]:
            return (
                len(story.languages),
                len(story.articles),
                story.articles[-1].dated.timestamp(),
            )

        return tuple(sorted(self.stories, key=weight, reverse=True)[:MOST_STORIES])


def as_text(digest: Digest) -> str:
    """The plain-text form, complete by itself."""
    return _render("digest.txt", digest)


def as_page(digest: Digest) -> str:
    """A standalone HTML page; every text is escaped."""
    return _render("digest.html", digest)


def _render(name: str, digest: Digest) -> str:
    loader = PackageLoader("delivery", "templates")
    environment = Environment(
        loader=loader,
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = when
    return environment.get_template(name).render(digest=digest)


def when(article: Article) -> str:
    """Day, and the hour where the page gives one, in UTC."""
    minute = article.published is not None and article.published_precision == "minute"
    return article.dated.strftime("%d %b %H:%M UTC" if minute else "%d %b")
