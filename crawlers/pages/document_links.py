"""Documents that an article links. In: Head and the page's address. Out: (absolute URL, name) pairs."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from articles.text import clean
from crawlers.pages.head import Head

_DOCUMENT = re.compile(r"\.(?:pdf|docx|odt)$", re.IGNORECASE)
_TYPES = ("application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
          "application/vnd.oasis.opendocument.text")  # fmt: skip
_LONGEST_NAME = 200
_MOST = 50


def find_document_links(head: Head, *, url: str) -> tuple[tuple[str, str], ...]:
    """PDF, DOCX and ODT links outside of navigation, named by their anchor text or else by their file."""
    found: dict[str, str] = {}
    for anchor in head.anchors:
        target = _target(anchor.get("href"), url)
        if target and (_DOCUMENT.search(urlsplit(target).path) or anchor.get("type") in _TYPES):
            found.setdefault(target, clean(anchor.text_content())[:_LONGEST_NAME] or _file_name(target))
    return tuple(found.items())[:_MOST]


def _target(href: str | None, url: str) -> str | None:
    try:
        target = urljoin(url, (href or "").strip()).partition("#")[0]
        return target if urlsplit(target).scheme in ("http", "https") and href else None
    except ValueError:
        return None


def _file_name(target: str) -> str:
    return unquote(urlsplit(target).path.rsplit("/", 1)[-1])
