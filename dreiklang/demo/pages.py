"""HTML of the demo's outlets. In: an Edition and a piece. Out: an Answer in the outlet's own template, language and charset."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from dreiklang.demo.answer import Answer
from dreiklang.demo.edition import Edition
from dreiklang.demo.outlets import Outlet
from dreiklang.demo.pieces import Piece

NOTICE = {
    "de": "Erfunden: Diese Seite gehört zur Vorführung von Dreiklang. Haus, Meldungen, Personen und Zahlen gibt es nicht.",
    "zh-Hans": "虚构内容：本页面属于 Dreiklang 演示，所载机构、消息、人物和数字均为虚构。",
    "zh-Hant": "虛構內容：本頁面屬於 Dreiklang 示範，所載機構、消息、人物和數字均屬虛構。",
    "en": "Invented: this page is part of the Dreiklang demonstration. The house, its news, people and figures do not exist.",
}
MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni"),
    "en": ("January", "February", "March", "April", "May", "June"),
}


def article(shown: Edition, piece: Piece) -> Answer:
    """A piece's page; a wall stands in its place where it has one."""
    template = "consent.html" if piece.wall == "consent" else f"{shown.outlet.template}.html"
    return _html(
        shown.outlet,
        render(template, outlet=shown.outlet, piece=piece, related=shown.related(piece)),
        modified=piece.edited or piece.published,
        slow=piece.slow,
    )


def front(shown: Edition, path: str) -> Answer:
    """The house's own list of what it has: front page, listing, or the hub, which is about governing AI alone."""
    pieces = [piece for piece in shown.listed if piece.relevant or path != shown.outlet.hub]
    template = "front_zh.html" if shown.outlet.language.startswith("zh") else "front.html"
    body = render(template, outlet=shown.outlet, pieces=pieces, path=path)
    return _html(shown.outlet, body, modified=shown.changed)


def missing(shown: Edition, *, status: int) -> Answer:
    """There is nothing here, or not any more."""
    return _html(shown.outlet, render("missing.html", outlet=shown.outlet, status=status), status=status)


def render(template: str, **values: object) -> str:
    """A template of the demo, with what every template may use."""
    return _environment().get_template(template).render(**values)


def _html(
    outlet: Outlet, body: str, *, status: int = 200, modified: datetime | None = None, slow: bool = False
) -> Answer:
    declared = f"; charset={outlet.charset}" if outlet.says_charset == "header" else ""
    return Answer(
        status=status,
        body=body.encode(outlet.charset, errors="xmlcharrefreplace"),
        content_type=f"text/html{declared}",
        modified=modified,
        headers=outlet.headers,
        slow=slow,
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("dreiklang.demo"),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(local=local, day=day, minute=minute, json_ld=json_ld)
    made.globals["notice"] = lambda outlet: NOTICE[outlet.language]
    return made


def local(moment: datetime, outlet: Outlet) -> datetime:
    """The moment on the clock of the outlet's newsroom."""
    return moment.astimezone(ZoneInfo(outlet.time_zone))


def day(moment: datetime, outlet: Outlet) -> str:
    """The day as the outlet's language writes it."""
    at = local(moment, outlet)
    if outlet.language in MONTHS:
        month = MONTHS[outlet.language][at.month - 1]
        return f"{at.day}. {month} {at.year}" if outlet.language == "de" else f"{month} {at.day}, {at.year}"
    return f"{at.year}年{at.month:02}月{at.day:02}日"


def minute(moment: datetime, outlet: Outlet) -> str:
    """Day and time as the outlet's language writes them."""
    time = f"{local(moment, outlet):%H:%M}"
    return f"{day(moment, outlet)}, {time} Uhr" if outlet.language == "de" else f"{day(moment, outlet)} {time}"


def json_ld(piece: Piece, outlet: Outlet) -> Mapping[str, object]:
    """What search engines are told about a piece."""
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.title,
        "datePublished": local(piece.published, outlet).isoformat(),
        "dateModified": local(piece.edited or piece.published, outlet).isoformat(),
        "mainEntityOfPage": outlet.url_of(piece),
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name, "url": outlet.home},
        "isAccessibleForFree": piece.wall != "paywall",
    }
    if piece.authors:
        told["author"] = [{"@type": "Person", "name": name} for name in piece.authors]
    return told
