"""Which address does a page give itself? In: Head, JsonLd and the address it came from. Out: an absolute URL, or None."""

from urllib.parse import urljoin, urlsplit

from crawlers.pages.head import Head
from crawlers.pages.jsonld import JsonLd


def find_canonical(head: Head, linked: JsonLd, *, url: str) -> str | None:
    """rel=canonical, else og:url, else JSON-LD; a bare home page is no article's address."""
    rel = [link.get("href") for link in head.links if "canonical" in (link.get("rel") or "").lower().split()]
    for stated in (*rel, head.first("og:url"), linked.url):
        absolute = _absolute(stated, url)
        if absolute is not None:
            return absolute
    return None


def _absolute(stated: str | None, url: str) -> str | None:
    try:
        absolute = urljoin(url, (stated or "").strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if not stated or parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return absolute if parts.path.strip("/") or parts.query else None
