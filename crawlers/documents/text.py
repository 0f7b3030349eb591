"""Lines as a PDF prints them -> paragraphs as they were written. In: raw pages. Out: pages of one paragraph a line.

A PDF knows glyphs at places, so where a paragraph ends is told from the lines: a line that stops short, a heading, a list
item. Running heads and page numbers are taken away.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import quantiles

from articles.text import clean, has_cjk

LINE_HYPHEN = "\ufffe"  # how PDFium marks a hyphen at a line's end
HANGING = ("und", "oder", "bzw.", "sowie", "and", "or")
SENTENCE_END = re.compile(r"[.!?:;。！？：；…][\"”»«“’')）】》]*$")
CARRIES_ON = re.compile(r"(?:\w-|[,，、])$")
SHORT = 0.8  # of the usual line; a justified line is never that short unless its paragraph ends
PAGE_NUMBER = re.compile(
    r"(?i)[-–—\s]*(?:(?:seite|page|p\.|s\.|第)\s*)?\d{1,4}\s*(?:(?:von|of|/|页|共)\s*\d{0,4}\s*页?)?[-–—\s]*"
)
OPENS = re.compile(
    r"(?:[•◦▪●■–—*-]\s|§+\s?\d|\(?\d{1,3}[.)]\d*\s|\([a-zA-Z0-9ivx]{1,4}\)\s|[a-z]\)\s|"
    r"[A-H]\.\s+\w|[A-Z]{4,}:\s|第[一二三四五六七八九十百零〇\d]+[章节条款编部]|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|(?:Art(?:icle|ikel|\.)|Section|Recital)\s+\d)"
)
EDGE_LINES = 2  # running heads and feet stand within so many lines of a page's edge
RUNNING_SHARE = 0.6
RUNNING_FROM_PAGES = 3


@dataclass(frozen=True)
class Line:
    """A line of text, and how wide it was printed; PDFium runs hyphenated lines together, so there can be more."""

    text: str
    widths: tuple[int, ...]


def reflow(raw_pages: Sequence[str]) -> tuple[str, ...]:
    """Raw pages to pages of paragraphs, one a line; as many pages come out as go in."""
    pages = [[line for line in map(_line, raw.splitlines()) if line.text] for raw in raw_pages]
    running = _running(pages)
    return tuple("\n".join(_paragraphs(_without(page, running))) for page in pages)


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    usual = _usual_width(lines)
    current, before = "", Line("", (0,))
    for line in lines:
        if current and not _ends(before, line, usual):
            current = _joined(current, line.text)
        else:
            if current:
                yield current
            current = line.text
        before = line
    if current:
        yield current


def _ends(line: Line, following: Line, usual: float) -> bool:
    if CARRIES_ON.search(line.text):
        return False
    if OPENS.match(following.text):
        return True
    short = line.widths[-1] < SHORT * usual
    return short and bool(SENTENCE_END.search(line.text) or not following.text[:1].islower())


def _joined(text: str, line: str) -> str:
    if text.endswith("-") and text[-2:-1].isalnum():
        return _across_hyphen(text[:-1], line)
    between = "" if has_cjk(text[-1:] + line[:1]) or _is_wide(text[-1:]) or _is_wide(line[:1]) else " "
    return text + between + line


def _line(raw: str) -> Line:
    text, *rest = parts = raw.split(LINE_HYPHEN)
    for part in rest:
        text = _across_hyphen(text, part)
    return Line(clean(text), tuple(_width(clean(part)) for part in parts))


def _across_hyphen(before: str, after: str) -> str:
    """`Durch-|führung` is one word, `Hochrisiko-|Systeme` and `KI-|gestützt` keep the hyphen, `Ein-|und` also the space."""
    if after.split(" ", 1)[0] in HANGING:
        return f"{before}- {after}"
    word = before.rsplit(" ", 1)[-1]
    divided = after[:1].islower() and not (word.isupper() and len(word) > 1)
    return before + after if divided else f"{before}-{after}"


def _usual_width(lines: Sequence[Line]) -> float:
    """The width that a quarter of the lines reaches; of two lines the longer one's."""
    widths = [width for line in lines for width in line.widths]
    return quantiles(widths, n=4)[2] if len(widths) > 2 else max(widths, default=0)


def _width(line: str) -> int:
    return sum(2 if _is_wide(character) else 1 for character in line)


def _is_wide(character: str) -> bool:
    return "\u2e80" <= character <= "\uffef"


def _running(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Lines at the edges that most pages share, digits apart."""
    if len(pages) < RUNNING_FROM_PAGES:
        return set()
    seen = Counter(mark for page in pages for mark in {_mark(line) for line in _edges(page)})
    return {mark for mark, number in seen.items() if number >= RUNNING_SHARE * len(pages)}


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return [*page[:EDGE_LINES], *page[-EDGE_LINES:]]


def _mark(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _without(page: Sequence[Line], running: set[str]) -> list[Line]:
    last = len(page) - EDGE_LINES
    return [
        line
        for at, line in enumerate(page)
        if EDGE_LINES <= at < last or not (_mark(line) in running or PAGE_NUMBER.fullmatch(line.text))
    ]
