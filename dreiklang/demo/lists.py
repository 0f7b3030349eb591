"""The lists of the demo's outlets. In: an Edition and a path. Out: RSS, Atom, JSON Feed, sitemaps, JSON or HTML as an Answer."""

import gzip
import json
from collections.abc import Callable
from datetime import datetime

from dreiklang.demo import pages
from dreiklang.demo.answer import Answer
from dreiklang.demo.edition import Edition
from dreiklang.demo.pieces import Piece

MONTHS = "/sitemaps/"


def render(shown: Edition, path: str) -> Answer:
    """The list that the outlet serves at this path."""
    kind = next(name for name, where in shown.outlet.lists.items() if where == path)
    return KINDS[kind](shown, path)


def month(shown: Edition, path: str) -> Answer:
    """A gzipped sitemap of one month, a child of the sitemap index."""
    wanted = path.removeprefix(MONTHS).removesuffix(".xml.gz")
    pieces = [piece for piece in shown.listed if _month(piece) == wanted]
    if not pieces:
        return pages.missing(shown, status=404)
    plain = pages.render("sitemap.xml", outlet=shown.outlet, pieces=pieces).encode()
    return _answer(shown, gzip.compress(plain, mtime=0), "application/gzip")


def _xml(template: str, content_type: str) -> Callable[[Edition, str], Answer]:
    def made(shown: Edition, path: str) -> Answer:
        body = pages.render(template, outlet=shown.outlet, pieces=shown.listed, changed=shown.changed, path=path)
        return _answer(shown, body.encode(), content_type)

    return made


def _sitemap_index(shown: Edition, path: str) -> Answer:
    months = sorted({_month(piece) for piece in shown.listed}, reverse=True)
    body = pages.render("sitemap_index.xml", outlet=shown.outlet, months=months, folder=MONTHS, changed=shown.changed)
    return _answer(shown, body.encode(), "application/xml")


def _json_feed(shown: Edition, path: str) -> Answer:
    outlet = shown.outlet
    entries = [
        {
            "id": outlet.url_of(piece),
            "url": outlet.listed_url_of(piece),
            "title": piece.title,
            "summary": piece.lead,
            "date_published": _iso(piece.published, shown),
            "date_modified": _iso(piece.edited or piece.published, shown),
            "authors": [{"name": name} for name in piece.authors],
            "tags": [outlet.sections[piece.section]] if piece.section else [],
        }
        for piece in shown.listed
    ]
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": outlet.home,
        "feed_url": outlet.home + path,
        "language": outlet.language,
        "items": entries,
    }
    return _answer(shown, _json(told), "application/feed+json")


def _channel_list(shown: Edition, path: str) -> Answer:
    """As a Chinese government site fills its channel pages."""
    records = [
        {
            "TITLE": piece.title,
            "SUB_TITLE": "",
            "URL": shown.outlet.path_of(piece),
            "DOCRELPUBTIME": f"{pages.local(piece.published, shown.outlet):%Y-%m-%d}",
        }
        for piece in shown.listed
    ]
    return _answer(shown, _json({"code": 200, "data": {"total": len(records), "list": records}}), "application/json")


def _register(shown: Edition, path: str) -> Answer:
    """As a gazette answers to its search interface."""
    records = [
        {
            "title": piece.title,
            "document_number": piece.slug,
            "publication_date": f"{pages.local(piece.published, shown.outlet):%Y-%m-%d}",
            "type": shown.outlet.sections[piece.section],
        }
        for piece in shown.listed
    ]
    return _answer(shown, _json({"count": len(records), "total_pages": 1, "results": records}), "application/json")


KINDS: dict[str, Callable[[Edition, str], Answer]] = {
    "rss": _xml("rss.xml", "application/rss+xml; charset=utf-8"),
    "atom": _xml("atom.xml", "application/atom+xml; charset=utf-8"),
    "news_sitemap": _xml("news_sitemap.xml", "application/xml"),
    "sitemap_index": _sitemap_index,
    "json_feed": _json_feed,
    "channel_list": _channel_list,
    "register": _register,
    "listing": pages.front,
}


def _answer(shown: Edition, body: bytes, content_type: str) -> Answer:
    return Answer(body=body, content_type=content_type, modified=shown.changed)


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _iso(moment: datetime, shown: Edition) -> str:
    return pages.local(moment, shown.outlet).isoformat()


def _month(piece: Piece) -> str:
    return f"{piece.published:%Y-%m}"
