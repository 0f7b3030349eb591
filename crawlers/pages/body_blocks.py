"""A tree -> the blocks of text a reader sees, in order. In: an lxml tree (left as it is). Out: Blocks, each in a Frame.

A frame is an element that holds blocks; frames are the outline of the page, parents before children. The walk is a
loop with a bound on elements and depth, so that no page can make it slow.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml.html import HtmlElement

from crawlers.pages.body_marks import Mark, mark_of
from crawlers.pages.patterns import words

MAX_ELEMENTS: Final = 60_000  # the largest of 469 real pages has 10 000
MAX_DEPTH: Final = 250  # libxml2 itself stops at 256

HEADINGS: Final = words(
    "h1 h2 h3 h4 h5 h6",
)
SILENT: Final = words(
    "script style noscript template svg canvas iframe object embed video audio picture select option datalist textarea",
    "input button map math head link meta title dialog",
)
INLINE: Final = words(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q ruby rb rp rt s samp",
    "small span strike strong sub sup time tt u var wbr center",
)
UNSEEN = re.compile(r"(?:^|\s)(?:is-)?(?:hidden|hide|sr-only|visually-?hidden|screen-reader-text)(?:\s|$)")
BREAK: Final = "\x1e"  # a <br> inside gathered text
BLANK_LINE = re.compile(r"\x1e\s*\x1e[\s\x1e]*")
INDENT = re.compile(r"\n\s*[\u3000\u2003]{2}|\u3000{2,}")
SENTENCE_END = re.compile(r"[.!?…。！？；;:：”\"“»)）】]\s*$")


@dataclass(slots=True, eq=False)
class Frame:
    """An element that holds the blocks [first, last). `furniture` is set by who weighs the page, `inside` is inherited."""

    tag: str
    mark: Mark
    parent: "Frame | None"
    element: HtmlElement
    depth: int
    first: int = 0
    last: int = 0
    furniture: bool = False
    inside: bool = False


@dataclass(slots=True, eq=False)
class Block:
    """One paragraph, heading, list entry or cell; `linked` counts its characters inside links."""

    text: str
    tag: str
    frame: Frame
    linked: int = 0


@dataclass(slots=True)
class _Walk:
    skip: Collection[HtmlElement]
    blocks: list[Block] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0

    def say(self, text: str | None) -> None:
        if text:
            self.parts.append(text)
            if self.links:
                self.linked += len(text.strip())

    def flush(self, frame: Frame) -> None:
        """What was gathered becomes blocks of this frame."""
        if not self.parts:
            return
        whole, linked = "".join(self.parts), self.linked
        self.parts, self.linked = [], 0
        total = len(whole.strip())
        for text in paragraphs_of(whole):
            share = min(len(text), round(linked * len(text) / total))
            self.blocks.append(Block(text, frame.tag, frame, share))

    def enter(self, element: HtmlElement, frame: Frame) -> Frame | None:
        """Begin an element; its frame, or None where there is nothing to see inside."""
        tag = element.tag
        if not isinstance(tag, str) or tag in SILENT or element in self.skip or _hidden(element):
            return None
        if tag == "br":
            self.say(BREAK)
            return None
        if tag in INLINE:
            self.links += tag == "a"
        else:
            self.flush(frame)
            frame = Frame(tag, mark_of(element), frame, element, frame.depth + 1, first=len(self.blocks))
            self.frames.append(frame)
        self.say(element.text)
        return frame

    def leave(self, element: HtmlElement, frame: Frame) -> None:
        if element.tag in INLINE:
            self.links -= element.tag == "a"
        else:
            self.flush(frame)
            frame.last = len(self.blocks)


def read_blocks(tree: HtmlElement, *, skip: Collection[HtmlElement] = ()) -> tuple[list[Block], list[Frame]]:
    """All visible blocks of a page in reading order, and the frames that hold them; `skip` is passed over."""
    root = Frame("", Mark.NONE, None, tree, 0)
    walk = _Walk(skip=skip, frames=[root])
    stack: list[tuple[HtmlElement, Frame, bool]] = [(tree, root, False)]
    seen = 0
    while stack:
        element, frame, entered = stack.pop()
        if entered:
            walk.leave(element, frame)
        elif seen < MAX_ELEMENTS:
            seen += 1
            inner = walk.enter(element, frame)
            if inner is not None:
                stack.append((element, inner, True))
                if inner.depth < MAX_DEPTH:
                    stack.extend((child, inner, False) for child in reversed(element))
                continue
        if element is not tree:
            walk.say(element.tail)
    walk.flush(root)
    root.last = len(walk.blocks)
    return walk.blocks, walk.frames


def paragraphs_of(text: str) -> Iterator[str]:
    """Gathered text, split at blank lines, at ideographic indents, and at a break that follows a sentence's end."""
    for part in BLANK_LINE.split(text) if BREAK in text else (text,):
        for piece in INDENT.split(part) if "\u3000" in part or "\u2003" in part else (part,):
            yield from _lines(piece)


def _lines(text: str) -> Iterator[str]:
    kept = ""
    for raw in text.split(BREAK):
        line = " ".join(raw.split())
        if kept and line and SENTENCE_END.search(kept[-40:]):
            yield kept
            kept = line
        elif line:
            kept = f"{kept} {line}" if kept else line
    if kept:
        yield kept


def _hidden(element: HtmlElement) -> bool:
    if not element.attrib:
        return False
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    names = element.get("class")
    if names and element.tag in INLINE and UNSEEN.search(names):
        return True
    style = element.get("style")
    return style is not None and "display:none" in style.replace(" ", "").lower()
