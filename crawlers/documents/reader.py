"""Read one document in a process of its own. In: a document on stdin, its format as argument. Out: JSON on stdout.

The parsers are native code and the input is hostile, so this file is run by itself (`python -I`, see documents.py), under
limits of memory and time, and imports nothing of ours. Out: {"unread", "title", "created", "pages"}; `unread` is a reason
or null, `pages[i]` the raw text of page i+1.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

MEMORY_BYTES = 2 * 1024**3
CPU_S = 20
MAX_PAGES = 1500
MAX_CHARS = 8_000_000
MAX_UNZIPPED_BYTES = 256 * 1024**2
MAX_ZIP_FILES = 10_000
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
UNSEEN_IN_ODT = (OFFICE + "annotation", TEXT + "tracked-changes", TEXT + "note", TEXT + "table-of-content")
BREAK, PARAGRAPH = "\f", "\n"


class Unread(Exception):  # noqa: N818 (a reason, not an error)
    """Why a document has no text for us: encrypted, broken or too_large."""


def main() -> None:
    """Read stdin as the format named, and print what it says."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    json.dump(read(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)


def read(form: str, body: bytes) -> dict[str, Any]:
    """What a document of a format (pdf, docx, odt) says. Never raises for what it contains."""
    try:
        return {"unread": None} | READERS[form](body)
    except Unread as reason:
        return {"unread": str(reason)}
    except MemoryError:
        return {"unread": "too_large"}
    except Exception as error:  # parsers raise anything for broken input
        return {"unread": "broken", "detail": f"{type(error).__name__}: {error}"}


def read_pdf(body: bytes) -> dict[str, Any]:
    """Text page by page; U+FFFE marks a hyphen at a line's end."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise Unread("encrypted" if locked else "broken") from error
    if len(document) > MAX_PAGES:
        raise Unread("too_large")
    about = document.get_metadata_dict()
    pages = _within(_pdf_page(document, at) for at in range(len(document)))
    return {"title": about.get("Title"), "created": _pdf_day(about.get("CreationDate", "")), "pages": pages}


def read_docx(body: bytes) -> dict[str, Any]:
    """Text by the page breaks that Word wrote down when it last laid the document out."""
    import docx

    _check_zip(body)
    document = docx.Document(BytesIO(body))
    about = document.core_properties
    created = about.created.date().isoformat() if about.created else None
    return {"title": about.title, "created": created, "pages": _pages(_docx_pieces(document.element.body))}


def read_odt(body: bytes) -> dict[str, Any]:
    """Text by the soft page breaks that were written down when the document was last laid out."""
    from lxml import etree
    from odfdo import Document

    with _check_zip(body) as packed:
        if b"encryption-data" in packed.read("META-INF/manifest.xml"):
            raise Unread("encrypted")
    document = Document(BytesIO(body))
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    body_tree = etree.fromstring(document.body.serialize(with_ns=True), safe)
    about = document.meta
    created = about.creation_date.date().isoformat() if about.creation_date else None
    return {"title": about.title, "created": created, "pages": _pages(_odt_pieces(body_tree))}


READERS: dict[str, Callable[[bytes], dict[str, Any]]] = {"pdf": read_pdf, "docx": read_docx, "odt": read_odt}


def _pdf_page(document: Any, at: int) -> str:
    page = document[at]
    text: str = page.get_textpage().get_text_range()
    page.close()
    return text


def _pdf_day(written: str) -> str | None:
    digits = written.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdigit() else None


def _docx_pieces(body: Any) -> Iterator[str]:
    for hidden in list(body.iter(FALLBACK)):
        hidden.clear()
    for node in body.iter():
        if node.tag == WORD + "p":
            yield PARAGRAPH
        elif node.tag == WORD + "t":
            yield node.text or ""
        elif node.tag == WORD + "lastRenderedPageBreak" or node.get(WORD + "type") == "page":
            yield BREAK
        elif node.tag in (WORD + "tab", WORD + "br", WORD + "cr"):
            yield " "


def _odt_pieces(body: Any) -> Iterator[str]:
    for hidden in list(body.iter(*UNSEEN_IN_ODT)):
        hidden.clear(keep_tail=True)
    yield from _odt_text(body)


def _odt_text(node: Any) -> Iterator[str]:
    """Depth first by hand, since text stands between the children."""
    if node.tag in (TEXT + "p", TEXT + "h"):
        yield PARAGRAPH
    elif node.tag == TEXT + "soft-page-break":
        yield BREAK
    elif node.tag in (TEXT + "s", TEXT + "tab", TEXT + "line-break"):
        yield " "
    if isinstance(node.tag, str):
        yield node.text or ""
        for child in node:
            yield from _odt_text(child)
            yield child.tail or ""


def _pages(pieces: Iterator[str]) -> list[str]:
    """Pieces of text, with breaks between, to pages of one paragraph a line; pages without text are none."""
    pages = "".join(_within(pieces)).split(BREAK)
    lines = [[" ".join(line.split()) for line in page.split(PARAGRAPH)] for page in pages]
    told = [PARAGRAPH.join(line for line in page if line) for page in lines]
    if len(told) > MAX_PAGES:
        raise Unread("too_large")
    return [page for page in told if page]


def _within(texts: Iterator[str]) -> list[str]:
    kept, size = [], 0
    for text in texts:
        size += len(text)
        if size > MAX_CHARS:
            raise Unread("too_large")
        kept.append(text)
    return kept


def _check_zip(body: bytes) -> zipfile.ZipFile:
    """Refuses bombs by what the directory claims; zipfile never unpacks more than was claimed."""
    packed = zipfile.ZipFile(BytesIO(body))
    files = packed.infolist()
    if len(files) > MAX_ZIP_FILES or sum(file.file_size for file in files) > MAX_UNZIPPED_BYTES:
        raise Unread("too_large")
    if any(file.flag_bits & 1 for file in files):
        raise Unread("encrypted")
    return packed


if __name__ == "__main__":
    main()
