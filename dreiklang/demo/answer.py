"""What a host answers. In: status, body, when it last changed. Out: the answer to send: 304 where the asker knows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha1


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One HTTP answer; `slow` ones are sent after a pause."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    modified: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    slow: bool = False

    @property
    def etag(self) -> str:
        """A validator made of the bytes."""
        return f'"{sha1(self.body, usedforsecurity=False).hexdigest()[:16]}"'

    def unless_known(self, *, none_match: str | None, modified_since: str | None) -> "Answer":
        """304 without a body where the request's validators still hold; If-None-Match goes before If-Modified-Since."""
        if self.status == 200 and self._is_known(none_match, modified_since):
            return replace(self, status=304, body=b"", headers={**self.headers, "ETag": self.etag})
        return self

    def all_headers(self) -> dict[str, str]:
        """Header lines in the order they are sent; a 304 describes no body."""
        lines = dict(self.headers)
        if self.status != 304:
            lines |= {"Content-Length": str(len(self.body)), "Content-Type": self.content_type}
        if self.status == 200:
            lines["ETag"] = self.etag
        if self.modified and self.status in (200, 304):
            lines["Last-Modified"] = format_datetime(self.modified, usegmt=True)
        return lines

    def _is_known(self, none_match: str | None, modified_since: str | None) -> bool:
        if none_match is not None:
            return self.etag in (tag.strip().removeprefix("W/") for tag in none_match.split(","))
        if modified_since is None or self.modified is None:
            return False
        try:
            since = parsedate_to_datetime(modified_since)
        except ValueError:
            return False
        return self.modified.replace(microsecond=0) <= since


def text(body: str, *, status: int = 200, content_type: str = "text/plain") -> Answer:
    """Text in UTF-8."""
    return Answer(status=status, body=body.encode(), content_type=f"{content_type}; charset=utf-8")
