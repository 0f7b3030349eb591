"""PDF, DOCX and ODT. In: an answer. Out: a Document, and from it an Attachment of an article or an article itself.

The parsers are native code and a crash would take the whole step down, so every document is read by a process of its own
(reader.py) under limits of memory and time; starting it costs about a tenth of a second, and few pages link one.
"""

import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from articles.language import identify
from articles.model import Attachment, Candidate, Page, Source
from articles.outcome import Outcome
from articles.text import clean, has_cjk, squash
from crawlers.documents.text import reflow
from crawlers.extract import Extracted
from crawlers.listed import with_listed

READER = Path(__file__).with_name("reader.py")
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
MAX_BYTES = 64 * 1024**2
OVER_CAP = 413  # the status of a page without a body that stands for a document too large to be fetched
TIME_S = 30.0
CPU_SIGNALS = (signal.SIGXCPU, signal.SIGKILL)
PDF_HEAD_BYTES = 1024  # a PDF may begin with other bytes, but not with more than these
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of an encrypted DOCX
TEXT_LETTERS = 20  # a page: fewer on average, and the pages are pictures
GARBLED_SHARE = 0.2
UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08]")
TITLE_CHARS = 300  # the full titles of acts are long
EMPTY_NAME = re.compile(
    r"(?i)\b(?:pdf|docx?|odt|download|herunterladen|datei|file|document|dokument|hier|here|more|mehr|öffnen|open|"
    r"\d+([.,]\d+)?\s*[km]i?b|\d+\s*(?:seiten|pages))\b|下载|附件|点击|文件|全文|\W|\d"
)
OFFICE_TITLE = re.compile(r"(?i)^microsoft (?:word|powerpoint|excel)\s*-\s*|\.(?:docx?|pdf|odt|indd|rtf)$|^untitled.*$")


@dataclass(frozen=True, kw_only=True)
class Document:
    """What a document says of itself; `unread` is why its text could not be read, and then there are no pages."""

    media_type: str
    pages: tuple[str, ...] = ()
    title: str | None = None
    created: date | None = None
    unread: str | None = None


def is_document(page: Page) -> bool:
    """Is it a PDF, DOCX or ODT, by its bytes, or at least by its content type and no markup?"""
    return _form(page) is not None


def read_document(page: Page, *, time_s: float = TIME_S) -> Document:
    """The text, page by page. What cannot be read is said in `unread`:

    encrypted, scanned (pictures of pages), garbled (letters without meaning), broken, too_large, too_slow.
    """
    if page.status == OVER_CAP:
        return Document(media_type=_declared(page), unread="too_large")
    form = _form(page)
    if form is None:
        return Document(media_type=_declared(page), unread="broken")
    if len(page.body) > MAX_BYTES:
        return Document(media_type=MEDIA_TYPES[form], unread="too_large")
    if page.body.startswith(OLE):
        return Document(media_type=MEDIA_TYPES[form], unread="encrypted")
    return _document(form, _read_apart(form, page.body, time_s))


def as_attachment(document: Document, *, page: Page, name: str) -> Attachment:
    """A document of the page that links it, under the name of the link where that says more than the file's."""
    file_name = _file_name(page.url)
    given = name if _says_something(name) and name != file_name else None
    return Attachment(
        url=page.url,
        name=given or _own_title(document) or _heading(document) or file_name,
        media_type=document.media_type,
        pages=document.pages,
        unread=document.unread,
        archived=page.archived,
    )


def as_extracted(document: Document, *, page: Page, source: Source, listed: Candidate | None) -> Extracted:
    """A document that is itself the article. Its own date says when a file was made, so it is the last resort."""
    if document.unread is not None:
        return Extracted(outcome=Outcome.ATTACHMENT_UNREAD, detail=document.unread)
    paragraphs = tuple(line for text in document.pages for line in text.splitlines())
    language, script = identify("\n".join(paragraphs))
    extracted = Extracted(
        outcome=Outcome.EXTRACTED,
        title=_title(document, listed) or _file_name(page.url),
        paragraphs=paragraphs,
        language=language,
        script=script,
    )
    dated = with_listed(extracted, listed, source=source)
    if dated.published is not None or document.created is None:
        return dated
    made = datetime.combine(document.created, time(), UTC)
    return replace(dated, published=made, published_precision="day")


def _form(page: Page) -> str | None:
    if b"%PDF-" in page.body[:PDF_HEAD_BYTES]:
        return "pdf"
    if page.body.startswith(b"PK\x03\x04"):
        if b"word/document.xml" in page.body:
            return "docx"
        return "odt" if MEDIA_TYPES["odt"].encode() in page.body[:200] else None
    declared = next((form for form, media in MEDIA_TYPES.items() if _declared(page) == media), None)
    return None if page.body.lstrip()[:1] == b"<" else declared


def _declared(page: Page) -> str:
    return page.headers.get("content-type", "").partition(";")[0].strip().lower()


def _read_apart(form: str, body: bytes, time_s: float) -> dict[str, Any]:
    command = [sys.executable, "-I", str(READER), form]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=time_s, check=False)
    except subprocess.TimeoutExpired:
        return {"unread": "too_slow"}
    if done.returncode != 0:  # killed by a limit, or crashed
        return {"unread": "too_slow" if -done.returncode in CPU_SIGNALS else "broken"}
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _document(form: str, told: dict[str, Any]) -> Document:
    media_type = MEDIA_TYPES[form]
    if told["unread"] is not None:
        return Document(media_type=media_type, unread=told["unread"])
    pages = reflow(told["pages"]) if form == "pdf" else tuple(map(_cleaned, told["pages"]))
    reason = _why_no_text(pages)
    if reason is not None:
        return Document(media_type=media_type, unread=reason)
    created = date.fromisoformat(told["created"]) if told["created"] else None
    return Document(media_type=media_type, pages=pages, title=told["title"], created=created)


def _cleaned(page: str) -> str:
    return "\n".join(filter(None, map(clean, page.splitlines())))


def _why_no_text(pages: tuple[str, ...]) -> str | None:
    text = "".join(pages)
    if len(UNREADABLE.findall(text)) > GARBLED_SHARE * len(text):
        return "garbled"
    return "scanned" if len(squash(text)) < TEXT_LETTERS * len(pages) or not pages else None


def _title(document: Document, listed: Candidate | None) -> str | None:
    """A title that the text repeats is believed first: programs fill the field with file names and old drafts."""
    own, first = _own_title(document), squash("".join(document.pages[:1]))
    if own and squash(own) in first:
        return own
    if listed is not None and listed.title and _says_something(listed.title):
        return listed.title
    return _heading(document) or own


def _own_title(document: Document) -> str | None:
    title = OFFICE_TITLE.sub("", clean(document.title or ""))
    return title if _says_something(title) else None


def _heading(document: Document) -> str | None:
    """The first line, where it is no sentence."""
    first, _, _ = "".join(document.pages[:1]).partition("\n")
    is_sentence = len(first) > TITLE_CHARS or first.endswith((".", "。", ":", "："))
    return first if not is_sentence and _says_something(first) else None


def _says_something(name: str) -> bool:
    rest = EMPTY_NAME.sub("", name)
    return len(rest) >= (2 if has_cjk(rest) else 4)


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]) or url
