"""A View in four forms with the same content. In: a View. Out: plain text, Markdown, a mail in HTML, a page to keep and print."""

import re
from functools import cache
from typing import TYPE_CHECKING

from articles.text import clean
from delivery.digest_view import Item, View
from delivery.rendering import render, web
from delivery.voice import Line, Piece

if TYPE_CHECKING:
    from css_inline import CSSInliner

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")


def as_text(view: View) -> str:
    """Complete by itself, languages stacked."""
    return render("digest.txt", view=view, stacked=stacked)


def as_markdown(view: View) -> str:
    """For chats and notes; nothing of the articles' own is markup in it."""
    return render("digest.md", view=view, marked=marked, escaped=escaped)


def as_mail(view: View) -> str:
    """HTML that common mail programs show: tables and inlined styles, nothing from elsewhere, no script."""
    return inlined(render("digest_mail.html", view=view))


def as_page(view: View) -> str:
    """A page that stands alone, with three columns on a wide screen and a style for print."""
    return render("digest_page.html", view=view)


def stacked(item: Item) -> list[str]:
    """The lines of an item in plain text; a translation stands behind what it translates."""
    lines = [f"{item.mark} {_plain(item.lead)}" if item.mark else _plain(item.lead)]
    for line in item.lines:
        if line and line[0].role == "translation":
            lines[-1] += f" · {_plain(line)}"
        else:
            lines.append(f"  {_plain(line)}")
    return lines


def marked(line: Line) -> str:
    """A line in Markdown."""
    return "".join(_marked(piece) for piece in line)


def escaped(text: str) -> str:
    """Text in which Markdown finds nothing to do."""
    return _MARKDOWN.sub(r"\\\1", clean(text) if "\n" in text else text)


def inlined(html: str) -> str:
    """The styles of the head moved into the elements; mail programs drop the head."""
    return _inliner().inline(html)


def _plain(line: Line) -> str:
    return "".join(piece.text for piece in line)


def _marked(piece: Piece) -> str:
    text = escaped(piece.text)
    if piece.href is not None and web(piece.href) != "#":
        return f"[{text}](<{piece.href}>)" if not set("<>") & set(piece.href) else text
    return f"**{text.strip()}**" if piece.role == "strong" and text.strip() else text


@cache
def _inliner() -> "CSSInliner":
    from css_inline import CSSInliner

    return CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
