"""What a host's robots.txt asks of us. In: its status and text. Out: may we ask a URL, and how long to wait between two.

RFC 9309: a host without a robots.txt (4xx) allows everything; one whose robots.txt cannot be read (5xx, no answer) allows
nothing until it can, unless an older one is still known.
"""

from dataclasses import dataclass
from functools import cached_property

from protego import Protego

TOKEN = "DreiklangBot"  # noqa: S105 (the product token that robots.txt files name)
MAX_CHARS = 500 * 1024  # RFC 9309 asks for at least 500 KiB
MAX_DELAY_S = 60.0  # a longer Crawl-delay would mean a page an hour or fewer; then we take one a minute


@dataclass(frozen=True, kw_only=True)
class Robots:
    """The rules of one host."""

    status: int
    text: str

    def allows(self, url: str) -> bool:
        """Whether we may ask for a URL of this host."""
        return self._rules is None or self._rules.can_fetch(url, TOKEN)

    @property
    def delay_s(self) -> float:
        """The Crawl-delay, else the Request-rate; 0 where it asks for none."""
        if self._rules is None:
            return 0.0
        delay = self._rules.crawl_delay(TOKEN)
        rate = self._rules.request_rate(TOKEN)
        if delay is None and rate is not None and rate.requests:
            delay = rate.seconds / rate.requests
        return min(max(float(delay or 0.0), 0.0), MAX_DELAY_S)

    @cached_property
    def _rules(self) -> Protego | None:
        return Protego.parse(self.text[:MAX_CHARS]) if self.status < 300 else None


def robots_text(status: int, body: bytes) -> str:
    """The text to remember; an HTML page in its place counts as none."""
    if status >= 300 or body.lstrip()[:1] == b"<":
        return ""
    return body[:MAX_CHARS].decode("utf-8", "replace").replace("\x00", "").removeprefix("\ufeff")
