"""What the demo's outlets publish. In: articles/*.md, one file an event. Out: Pieces, oldest first.

A file holds pieces one after the other: front matter in TOML between two lines `+++`, then the text, a paragraph a block.
After a line `~~~` stands the text as it reads from `edited` on.
"""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal

FENCE = "+++"
CHANGED = "~~~"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One text of one outlet. `event` is what it tells, `relevant` whether that is about governing AI: the demo's truth.

    `wall` hides the text, `slow` answers after a second, `busy` refuses the first request, `gone` is the status once removed.
    """

    outlet: str
    slug: str
    event: str
    relevant: bool
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    section: str = ""
    authors: tuple[str, ...] = ()
    origin: str | None = None
    attachments: tuple[str, ...] = ()
    edited: datetime | None = None
    edited_title: str | None = None
    edited_paragraphs: tuple[str, ...] = ()
    removed: datetime | None = None
    gone: int = 410
    wall: Literal["", "paywall", "consent"] = ""
    slow: bool = False
    busy: bool = False

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return self.paragraphs[0]

    @property
    def number(self) -> int:
        """A number of the kind that content systems put into addresses; the same on every machine."""
        return 1_000_000 + sum(place * ord(letter) for place, letter in enumerate(self.outlet + self.slug, 7)) * 31


@cache
def load_pieces() -> tuple[Piece, ...]:
    """Every piece of every outlet, oldest first."""
    texts = [file.read_text(encoding="utf-8") for file in files(__package__).joinpath("articles").iterdir()]
    found = [piece for text in texts for piece in _parse(text)]
    return tuple(sorted(found, key=lambda piece: (piece.published, piece.outlet, piece.slug)))


def _parse(text: str) -> list[Piece]:
    parts = [part.strip() for part in text.split(f"{FENCE}\n")][1:]
    return [_piece(tomllib.loads(front), body) for front, body in zip(parts[::2], parts[1::2], strict=True)]


def _piece(front: dict[str, Any], body: str) -> Piece:
    first, _, later = body.partition(CHANGED)
    return Piece(
        paragraphs=_paragraphs(first),
        edited_paragraphs=_paragraphs(later),
        **{name: _frozen(value) for name, value in front.items()},
    )


def _frozen(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return tuple(value) if isinstance(value, list) else value


def _paragraphs(text: str) -> tuple[str, ...]:
    """Blocks between blank lines, each on one line."""
    blocks = (block.split("\n") for block in text.strip().split("\n\n"))
    return tuple(" ".join(line.strip() for line in lines) for lines in blocks if lines != [""])
