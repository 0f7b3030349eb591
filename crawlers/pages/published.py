"""When was this page published, and when updated? In: Head, JsonLd, the URL, a zone. Out: Moments.

The order of trust: the source's selector, JSON-LD, meta, microdata, time elements and visible lines near the headline,
script variables, the URL. htmldate is not asked: where these find nothing it made up 27 dates for 4 right ones.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from crawlers.pages.dates import Moment, find_moments, parse_moment
from crawlers.pages.head import Head, Line
from crawlers.pages.jsonld import JsonLd

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "og:pubdate",
    "datepublished", "publishdate", "publish_date", "publish-date", "pubdate", "pub_date", "publication_date",
    "publication-date", "date-published", "published_at", "published-date", "cxenseparse:recs:publishtime",
    "parsely-pub-date", "sailthru.date", "displaydate", "originalpublicationdate", "last-publish-date", "firstpublishedtime",
    "article.published", "article_date_original", "article:create_at", "weibo:article:create_at", "citation_publication_date",
    "citation_online_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date",
    "dcterms.available", "dc.date", "rnews:datepublished", "release_date", "shareaholic:article_published_time", "datecreated",
    "date", "created", "video:release_date",
)  # fmt: skip
_UPDATED_METAS = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "article:modified", "lastmod",
    "last-modified", "dateupdate", "dcterms.modified", "dc.date.modified", "revised", "modified_time",
    "cxenseparse:recs:modifiedtime",
)  # fmt: skip
_LABEL = re.compile(
    r"发布|發布|发表|發表|发稿|发文日期|成文日期|刊发"
    r"|(?:日期|时间|時間)\s*[:：]|出版"
    r"|veröffentlich|erstellt|erschienen|publiziert|datum|^(?:am|vom|stand)\b"
    r"|published|posted|\bdate\b|issued|release|\bon\b",
    re.IGNORECASE,
)
_UPDATE_LABEL = re.compile(
    r"更新|修改|修订|aktualisier|geändert|zuletzt|update|modified|edited|reviewed", re.IGNORECASE
)
_NOT_THIS = re.compile(
    r"©|copyright|all rights|版权|備案|备案|ICP|impressum|gestorben|geboren|born|registriert|joined|mitglied",
    re.IGNORECASE,
)
_DATE_MARKS = re.compile(
    r"date|time|publi|datum|meta|byline|info|source|posted|autor|author|artikel-?head|article-?head|kicker|发布|laiyuan|\bly\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3}年|\d\.\d\d?\.\d\d")
_ATTRIBUTE = re.compile(
    r"^(?:data-)?(?:p|pub|publish|published|article)[-_]?(?:time|date|at)$|^datetime$", re.IGNORECASE
)
_SCRIPT_DATE = re.compile(
    r"(?<![a-z])(?:date_?published|publish(?:ed)?_?(?:date|time|at)?|pub_?(?:date|time)|ptime|create_?(?:time|date)|ct|news_?time)"
    r"[\"']?\s*[:=]\s*[\"']?(\d{10}(?:\d{3})?(?!\d)"
    r"|(?:19|20)\d\d[-/]\d\d?[-/]\d\d?(?:[T\s]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?)",
    re.IGNORECASE,
)
# A bare date far below the headline, or any in side matter, is somebody else's.
_DOUBTFUL = -3.0
_BARE = 25
_SCRIPT_CHARS = 100_000
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Dating:
    """How this page's dates are to be read: the zone of its clock, whether 3/4 is March 4, and when it was fetched."""

    zone: tzinfo
    month_first: bool
    latest: datetime

    def read(self, value: str | None) -> Moment | None:
        """A value that claims to be a date."""
        moment = parse_moment(value, zone=self.zone, month_first=self.month_first)
        return moment if moment and moment.plausible(latest=self.latest) else None

    def search(self, text: str) -> Moment | None:
        """The first plausible date in a line."""
        found = find_moments(text, zone=self.zone, month_first=self.month_first)
        return next((moment for moment in found if moment.plausible(latest=self.latest)), None)


def find_published(head: Head, linked: JsonLd, *, url: str, dating: Dating) -> Moment | None:
    """When the page was first published."""
    declared = _first(
        [linked.published, *_metas(head, _PUBLISHED_METAS), *_values(head.props.get("datepublished", ()))], dating
    )
    if declared is not None and declared.precision == "minute":
        return declared
    visible = _from_lines(head, dating)
    if declared is not None:
        same_day = visible is not None and visible.at.date() == declared.at.date()
        return visible if same_day else declared
    return visible or _from_scripts(head, dating) or _from_url(url, dating)


def find_updated(head: Head, linked: JsonLd, *, dating: Dating) -> Moment | None:
    """When the page says it was changed last."""
    declared = [linked.modified, *_metas(head, _UPDATED_METAS), *_values(head.props.get("datemodified", ()))]
    lines = (line.text for line in head.lines if _YEAR.search(line.text))
    labelled = ((text, label.start()) for text in lines if (label := _UPDATE_LABEL.search(text)))
    # Behind its label, where both dates stand in one line; else it stands before it.
    found = (dating.search(text[at:]) or dating.search(text) for text, at in labelled)
    return _first(declared, dating) or next(filter(None, found), None)


def _metas(head: Head, names: Iterable[str]) -> list[str]:
    return [value for name in names for value in head.metas.get(name, ())]


def _values(elements: Iterable["HtmlElement"]) -> Iterator[str]:
    for element in elements:
        yield element.get("content") or element.get("datetime") or element.text_content()


def _first(values: Iterable[str | None], dating: Dating) -> Moment | None:
    return next((moment for moment in map(dating.read, values) if moment), None)


def _from_lines(head: Head, dating: Dating) -> Moment | None:
    """The best of the dates that readers see, and of those in attributes beside them."""
    title_at = head.title_order
    scored = [
        (score, -line.order, moment)
        for line in (*head.times, *head.lines)
        for moment, score in _score(line, title_at, dating)
    ]
    return max(scored, key=lambda one: one[:2])[2] if scored else None


def _score(line: Line, title_at: int | None, dating: Dating) -> Iterator[tuple[Moment, float]]:
    attribute = next((value for name, value in line.element.attrib.items() if _ATTRIBUTE.match(name) and value), None)
    if attribute is None and not _YEAR.search(line.text):
        return
    if _NOT_THIS.search(line.text):
        return
    moment = (dating.read(attribute) if attribute else None) or dating.search(line.text)
    if moment is None:
        return
    score = 3.0 * (line.tag == "time") + 1.0 * (moment.precision == "minute") + 2.0 * bool(_LABEL.search(line.text))
    score += (
        1.5 * bool(_DATE_MARKS.search(line.marks)) - 6.0 * line.elsewhere - 2.0 * bool(_UPDATE_LABEL.search(line.text))
    )
    score += 1.0 * (len(line.text) <= _BARE)
    score -= _far(line.order, title_at) + len(line.text) / 60
    if score > _DOUBTFUL:
        yield moment, score


def _far(order: int, title_at: int | None) -> float:
    if title_at is None:
        return min(order / 400, 3.0)
    return min(abs(order - title_at) / 40, 4.0) + (1.0 if order < title_at else 0.0)


def _from_scripts(head: Head, dating: Dating) -> Moment | None:
    texts = ((script.text or "")[:_SCRIPT_CHARS] for script in head.scripts)
    found = (match[1] for text in texts for match in _SCRIPT_DATE.finditer(text))
    return next((moment for moment in map(dating.read, found) if moment), None)


def _from_url(url: str, dating: Dating) -> Moment | None:
    return next((moment for moment in map(dating.read, map("-".join, _URL_DATE.findall(url))) if moment), None)
