"""Every host of the demo. In: host, path and the moment. Out: an Answer.

What is visible depends on the moment alone: what is published later does not exist yet, a changed text reads as it does
then, a removed one is gone. Only the page that refuses its first visitor remembers anything.
"""

from datetime import datetime
from pathlib import PurePosixPath

from dreiklang.demo import lists, pages
from dreiklang.demo.answer import Answer, text
from dreiklang.demo.documents import document
from dreiklang.demo.edition import Edition, edition
from dreiklang.demo.outlets import Outlet, load_outlets

BUSY_S = 1


class Site:
    """The hosts as they are at a moment."""

    def __init__(self) -> None:
        outlets = load_outlets().values()
        self._homes = {outlet.host: outlet for outlet in outlets}
        self._moved = {outlet.old_host: outlet for outlet in outlets if outlet.old_host}
        self._refused: set[str] = set()

    def answer(self, host: str, path: str, *, now: datetime) -> Answer:
        """What this host has at this path; 502 for a host nobody here plays."""
        if host in self._moved:
            return Answer(status=301, headers={"Location": self._moved[host].home + path})
        if host not in self._homes:
            return text(
                f"the demo newsroom plays no host named {host}; it plays {', '.join(self._homes)}\n", status=502
            )
        return self._on(edition(self._homes[host], now=now), path.partition("?")[0])

    def _on(self, shown: Edition, path: str) -> Answer:
        outlet = shown.outlet
        fixed = _fixed(outlet).get(path)
        if fixed is not None:
            return text(fixed, content_type="application/json" if path.endswith(".json") else "text/plain")
        if path in outlet.lists.values():
            return lists.render(shown, path)
        if path.startswith(lists.MONTHS):
            return lists.month(shown, path)
        if path in ("/", outlet.hub):
            return pages.front(shown, path)
        if path.startswith("/dokumente/"):
            return _document(shown, PurePosixPath(path).name)
        return self._piece(shown, path)

    def _piece(self, shown: Edition, path: str) -> Answer:
        piece = shown.at(path)
        if piece is None:
            return pages.missing(shown, status=404)
        if piece.removed and piece.removed <= shown.now:
            return pages.missing(shown, status=piece.gone)
        if piece.busy and path not in self._refused:
            self._refused.add(path)
            return Answer(status=429, headers={"Retry-After": str(BUSY_S)})
        return pages.article(shown, piece)


def _fixed(outlet: Outlet) -> dict[str, str]:
    return {"/robots.txt": outlet.robots, **outlet.files}


def _document(shown: Edition, name: str) -> Answer:
    if not any(name in piece.attachments for piece in shown.pieces):
        return pages.missing(shown, status=404)
    return document(name)
