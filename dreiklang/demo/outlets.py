"""The houses of the demo. In: outlets.toml. Out: Outlets by host name.

An outlet's `lists` say which list it serves at which path; templates/ says what its pages look like.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dreiklang.demo.pieces import Piece

DEFAULT_ROBOTS = "User-agent: *\nDisallow: /suche\nDisallow: /search\n"


@dataclass(frozen=True, kw_only=True)
class Outlet:
    """One invented house. `path` may use {slug}, {number}, {section} and {day:%Y...}; the charset is that of its HTML.

    `says_charset` is where the page declares it: "header" (and in the page), "meta" (only there) or "nowhere".
    `old_host` redirects to its home; `hub` is a page of links that its feed lists among the articles.
    """

    id: str
    name: str
    slogan: str
    language: str
    home: str
    time_zone: str
    template: str
    path: str
    lists: dict[str, str]
    sections: dict[str, str] = field(default_factory=dict)
    charset: str = "utf-8"
    says_charset: str = "header"
    official: bool = False
    robots: str = DEFAULT_ROBOTS
    old_host: str | None = None
    hub: str | None = None
    hub_title: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """Its host name."""
        return urlsplit(self.home).netloc

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.time_zone)

    def path_of(self, piece: Piece) -> str:
        """Where a piece of this outlet stands on its host."""
        day = piece.published.astimezone(self.zone)
        return self.path.format(slug=piece.slug, number=piece.number, section=piece.section, day=day)

    def url_of(self, piece: Piece) -> str:
        """The address its own pages give."""
        return self.home + self.path_of(piece)

    def listed_url_of(self, piece: Piece) -> str:
        """The address its lists give: the old host where there is one, which redirects."""
        return f"http://{self.old_host}{self.path_of(piece)}" if self.old_host else self.url_of(piece)


@cache
def load_outlets() -> dict[str, Outlet]:
    """Every outlet by id."""
    table = tomllib.loads(files(__package__).joinpath("outlets.toml").read_text(encoding="utf-8"))
    return {name: Outlet(id=name, **row) for name, row in table.items()}
