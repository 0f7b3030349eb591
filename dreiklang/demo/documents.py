"""Documents that officials attach. In: attachments/*.md. Out: the same text as PDF or DOCX, always the same bytes.

The file's name says which: `entwurf.pdf` is made of attachments/entwurf.md. Chinese is set in STSong-Light, a font every
PDF reader knows by name, so nothing has to be embedded; its text can be extracted.
"""

import io
import zipfile
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from xml.sax.saxutils import escape

from dreiklang.demo.answer import Answer

LINES_A_PAGE = 44
COLUMNS = 84  # Latin letters a line; a Chinese character takes two
PAGE = "/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cache
def document(name: str) -> Answer:
    """The document of that name."""
    path = PurePosixPath(name)
    paragraphs = files(__package__).joinpath("attachments", f"{path.stem}.md").read_text(encoding="utf-8").split("\n\n")
    if path.suffix == ".docx":
        return Answer(body=docx(paragraphs), content_type=WORD)
    return Answer(body=pdf(paragraphs), content_type="application/pdf")


def pdf(paragraphs: list[str]) -> bytes:
    """Paragraphs on A4 pages."""
    lines = [line for paragraph in paragraphs for line in (*_wrapped(" ".join(paragraph.split())), "")]
    sheets = [lines[at : at + LINES_A_PAGE] for at in range(0, len(lines), LINES_A_PAGE)]
    latin = all(ord(letter) < 0x100 for letter in "".join(lines))
    contents = [_stream(sheet, encoding="cp1252" if latin else "utf-16-be") for sheet in sheets]
    kids = " ".join(f"{at} 0 R" for at in range(6, 6 + 2 * len(sheets), 2))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(sheets)} /Kids [{kids}] >>".encode(),
        *(_latin_font() if latin else _chinese_font()),
    ]
    for at, content in enumerate(contents):
        page = f"<< {PAGE} /Contents {7 + 2 * at} 0 R /Resources << /Font << /F 3 0 R >> >> >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)]
    return _file(objects)


def docx(paragraphs: list[str]) -> bytes:
    """Paragraphs as a Word document."""
    text = "".join(f"<w:p><w:r><w:t>{escape(' '.join(one.split()))}</w:t></w:r></w:p>" for one in paragraphs)
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{text}</w:body></w:document>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            entry = zipfile.ZipInfo(name)  # its date is fixed
            archive.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>{part}')
    return made.getvalue()


def _wrapped(paragraph: str) -> list[str]:
    lines, room = [""], COLUMNS
    for word in _words(paragraph):
        width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in word)
        if width > room and word.strip():
            lines.append("")
            room = COLUMNS
        lines[-1] += word
        room -= width
    return lines


def _words(paragraph: str) -> list[str]:
    """What stays together on a line: a Chinese character by itself, Latin up to its blank."""
    words = [""]
    for letter in paragraph:
        chinese = ord(letter) > 0x2E7F
        if chinese or words[-1].endswith(" ") or (words[-1] and ord(words[-1][-1]) > 0x2E7F):
            words.append("")
        words[-1] += letter
    return words


def _stream(lines: list[str], *, encoding: str) -> bytes:
    shown = "\n".join(f"<{line.encode(encoding).hex()}> Tj T*" for line in lines)
    return f"BT /F 11 Tf 16 TL 64 778 Td\n{shown}\nET".encode("ascii")


def _latin_font() -> tuple[bytes, bytes, bytes]:
    return b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>", b"null", b"null"


def _chinese_font() -> tuple[bytes, bytes, bytes]:
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
    )


def _file(objects: list[bytes]) -> bytes:
    made, offsets = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return made + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, len(made))
    )
