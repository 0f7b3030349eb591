"""Hostile XML. In: a body as it came, gzipped or not. Out: an element tree without entities and DTD, or NotAFeed.

    1. unpack gzip up to a limit
    2. decode by the charset rule, drop the XML declaration
    3. refuse entity declarations, drop any other document type
    4. parse; what is not well-formed is mended (bare ampersands, HTML entities, control characters) and recovered
libxml2's own limits on depth, text length and amplification stay on.
"""

import re
import zlib
from html import escape, unescape
from html.entities import html5

from lxml import etree

from articles.errors import NotAFeed
from articles.text import clean
from crawlers.charset import decode

MAX_BYTES = 50 * 1024**2  # what the sitemap protocol allows one file to be, unpacked
GZIP = b"\x1f\x8b"
PREFACE_CHARS = 4096  # warnings of a publisher's scripts that stand before the document
NAMED_ANYWAY = frozenset({"amp", "lt", "gt", "quot", "apos"})

_DECLARATION = re.compile(r"\A<\?xml\s[^>]*\?>")
_BEGINNING = re.compile(r"<(?:\?xml\s|!doctype\s|rss|rdf:rdf|feed|urlset|sitemapindex|opml)", re.IGNORECASE)
_MARKUP = re.compile("<")
_PROLOG = re.compile(r"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(\[)?[^>\]]*>?", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAGIC = {
    b"%PDF": "a PDF",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"PK": "a ZIP file",
}
_HTML = re.compile(r"(?i)(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|script)\b", re.DOTALL)
_ROOT = re.compile(r"(?:<[?!][^>]*>\s*)*<([\w:.-]{1,40})")
_TITLE = re.compile(r"<title[^<>]*>([^<]{1,200})", re.IGNORECASE)


def unpacked(body: bytes, *, url: str) -> bytes:
    """The bytes themselves where they are gzipped, never more than MAX_BYTES. Raises: NotAFeed."""
    if not body.startswith(GZIP):
        return body
    stream = zlib.decompressobj(wbits=31)
    try:
        plain = stream.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise NotAFeed(f"{url} is damaged gzip ({error}); ask again later", subject=url) from error
    if len(plain) > MAX_BYTES:
        raise NotAFeed(
            f"{url} unpacks to more than {MAX_BYTES // 1024**2} MB; no sitemap may be that large", subject=url
        )
    return plain


def parse_xml(text: str, *, url: str) -> etree._Element:
    """The root of a text that is meant to be XML; `url` is its base. Raises: NotAFeed."""
    markup = _without_prolog(text, url=url)
    try:
        return etree.fromstring(markup.encode("utf-8", "surrogatepass"), _parser(recover=False), base_url=url)
    except (etree.XMLSyntaxError, ValueError):
        return _recovered(markup, url=url)


def local_name(element: etree._Element) -> str:
    """The name without its namespace, and without a prefix that nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def namespace(element: etree._Element) -> str:
    """The namespace's address; empty where there is none."""
    return str(element.tag)[1:].rpartition("}")[0]


def looks_like(body: bytes) -> str:
    """What an answer is, in a few words for a message."""
    head = body[:4096].lstrip()
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            return name
    text = decode(head).lstrip()
    if not text:
        return "an empty answer"
    if _HTML.match(text):
        title = _TITLE.search(decode(body[:65536]))
        return f"an HTML page titled '{clean(unescape(title[1]))}'" if title else "an HTML page"
    if text[0] in "{[":
        return "JSON"
    root = _ROOT.match(text)
    if root is not None:
        return f"XML with the root element <{root[1]}>"
    return "plain text" if b"\x00" not in head else "binary data"


def _without_prolog(text: str, *, url: str) -> str:
    begins = _BEGINNING.search(text[:PREFACE_CHARS]) or _MARKUP.search(text)
    markup = _DECLARATION.sub("", text[begins.start() if begins else 0 :], count=1).lstrip()
    start = _PROLOG.match(markup)
    at = start.end() if start else 0
    doctype = _DOCTYPE.match(markup, at)
    if doctype is None:
        return markup
    if doctype[1]:
        raise NotAFeed(
            f"{url} declares entities or a document type of its own, as an XML bomb does; no feed needs them",
            subject=url,
        )
    return markup[doctype.end() :]


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )  # fmt: skip


def _recovered(markup: str, *, url: str) -> etree._Element:
    parts = _CDATA.split(_NOT_XML.sub("", markup))
    mended = "".join(part if part.startswith("<![CDATA[") else _mended(part) for part in parts)
    try:
        root = etree.fromstring(mended.encode("utf-8"), _parser(recover=True), base_url=url)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeed(f"{url} is no XML: {error}", subject=url) from error
    if root is None:
        raise NotAFeed(f"{url} is no XML at all", subject=url)
    return root


def _mended(text: str) -> str:
    return _ENTITY.sub(_one_entity, _AMPERSAND.sub("&amp;", text))


def _one_entity(found: re.Match[str]) -> str:
    name = found[1]
    if name in NAMED_ANYWAY:
        return found[0]
    return escape(html5[name + ";"]) if name + ";" in html5 else f"&amp;{name};"
