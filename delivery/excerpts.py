"""How much of a text of others is carried. In: a text, and how long it may be. Out: its beginning on one line."""

from articles.text import clean

MOST_TITLE = 300  # characters; a page may call its whole text a title


def shorten(text: str, most: int = MOST_TITLE) -> str:
    """At most so many characters, the ellipsis included; nothing where nothing may be carried."""
    line = clean(text)
    if len(line) <= most:
        return line
    return line[: most - 1].rstrip() + "…" if most > 0 else ""
