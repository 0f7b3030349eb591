"""What came back for one request. In: nothing. Out: the two types between asking and judging: a Reply, or NoReply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from articles.model import Page
from articles.outcome import Outcome


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer of a server, its body decoded. Header names are lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    request_headers: Mapping[str, str]
    protocol: str = "HTTP/1.1"

    @cached_property
    def paragraphs(self) -> int:
        """About how many paragraphs there are; counted once, because several questions begin with it."""
        return self.body.count(b"<p")

    def as_page(self, url: str, *, source: str | None) -> Page:
        """The same as a Page, under the URL it was first asked for."""
        return Page(
            url=url,
            final_url=self.url,
            status=self.status,
            headers=self.headers,
            body=self.body,
            fetched_at=self.fetched_at,
            source=source,
        )


@dataclass(frozen=True, kw_only=True)
class NoReply:
    """No usable answer came back, and why."""

    url: str
    outcome: Outcome
    detail: str
