"""What an outlet shows at a moment. In: an outlet and the moment. Out: an Edition: its pieces as they read then, newest first."""

from dataclasses import dataclass, replace
from datetime import datetime

from dreiklang.demo.outlets import Outlet
from dreiklang.demo.pieces import Piece, load_pieces

RELATED = 4


@dataclass(frozen=True, kw_only=True)
class Edition:
    """An outlet at a moment; `pieces` are published by then, removed ones included."""

    outlet: Outlet
    now: datetime
    pieces: tuple[Piece, ...]

    @property
    def listed(self) -> tuple[Piece, ...]:
        """What lists name: all but the removed."""
        return tuple(piece for piece in self.pieces if not (piece.removed and piece.removed <= self.now))

    def at(self, path: str) -> Piece | None:
        """The piece that stands at a path."""
        return next((piece for piece in self.pieces if self.outlet.path_of(piece) == path), None)

    def related(self, piece: Piece) -> tuple[Piece, ...]:
        """Older pieces of the house as first published, so that a page changes only with its own text."""
        older = [one for one in load_pieces() if one.outlet == piece.outlet and one.published < piece.published]
        return tuple(older[::-1][:RELATED])

    @property
    def changed(self) -> datetime | None:
        """When anything was last published, changed or removed."""
        moments = (
            moment for piece in self.pieces for moment in (piece.published, piece.edited, piece.removed) if moment
        )
        return max((moment for moment in moments if moment <= self.now), default=None)


def edition(outlet: Outlet, *, now: datetime) -> Edition:
    """The outlet's pieces as they read at `now`."""
    own = (piece for piece in load_pieces() if piece.outlet == outlet.id and piece.published <= now)
    return Edition(outlet=outlet, now=now, pieces=tuple(_as_read(piece, now) for piece in own)[::-1])


def _as_read(piece: Piece, now: datetime) -> Piece:
    if piece.edited is None:
        return piece
    if piece.edited > now:
        return replace(piece, edited=None)
    return replace(
        piece, title=piece.edited_title or piece.title, paragraphs=piece.edited_paragraphs or piece.paragraphs
    )
