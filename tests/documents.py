"""Documents of our own, written byte by byte. In: lines of text. Out: PDF, DOCX and ODT, whole or odd."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

DIRECTORY = b"PK\x01\x02"  # how each entry of a zip's directory begins; its claimed size stands 24 bytes on
LATIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [ << /Type /Font "
    b"/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 "
    b">> /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] "
    b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> >> ] >>"
)
LOCKED = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >> /ID [<00> <00>]" % (b"11" * 32, b"22" * 32)


def make_pdf(pages: Sequence[Sequence[str]], *, chinese: bool = False, info: str = "", locked: bool = False) -> bytes:
    """A PDF of these lines; `info` is the inside of its information dictionary, `locked` asks for a password."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", SONG if chinese else LATIN, f"<< {info} >>".encode("latin-1")]
    kids = []
    for lines in pages:
        shown = b"\n".join(b"<%s> Tj T*" % _hex(line, chinese) for line in lines)
        stream = b"BT /F1 11 Tf 14 TL 60 780 Td\n%s\nET" % shown
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects, trailer=LOCKED if locked else b"")


def make_docx(paragraphs: Sequence[str], *, title: str = "", body: str = "") -> bytes:
    """A DOCX by python-docx; "\\f" among the paragraphs is a page break, `body` is put in as it is."""
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.core_properties.title = title
    for text in paragraphs:
        if text == "\f":
            document.add_page_break()
        else:
            document.add_paragraph(text)
    if body:
        document.element.body.append(parse_xml(body))
    return _saved(document)


def make_odt(content: str, *, title: str = "", manifest: str = "") -> bytes:
    """An ODT with this XML inside its office:text."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "meta")
    )
    files = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content{names}><office:body><office:text>{content}</office:text>"
        "</office:body></office:document-content>",
        "meta.xml": f'<office:document-meta{names} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
        f"<dc:title>{title}</dc:title></office:meta></office:document-meta>",
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{"application/vnd.oasis.opendocument.text"}"/>'
        f"{manifest}</manifest:manifest>",
    }
    return make_zip({name: text.encode() for name, text in files.items()})


def make_zip(files: dict[str, bytes], *, claimed: int | None = None) -> bytes:
    """Names and contents, packed; the first is stored as it is. `claimed` is the size its directory gives of each."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for at, (name, content) in enumerate(files.items()):
            archive.writestr(name, content, compress_type=ZIP_DEFLATED if at else 0)
    written = bytearray(packed.getvalue())
    at = written.find(DIRECTORY) if claimed is not None else -1
    while at >= 0:
        written[at + 24 : at + 28] = (claimed or 0).to_bytes(4, "little")
        at = written.find(DIRECTORY, at + 4)
    return bytes(written)


def _hex(line: str, chinese: bool) -> bytes:
    return line.encode("utf-16-be" if chinese else "cp1252").hex().encode()


def _file(objects: Sequence[bytes], *, trailer: bytes) -> bytes:
    written, starts = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        starts.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info 4 0 R %s >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, trailer, len(written))
    )


def _saved(document: object) -> bytes:
    packed = BytesIO()
    document.save(packed)  # type: ignore[attr-defined]  # python-docx is untyped
    return packed.getvalue()
