"""One request. In: a URL and how to ask. Out: a Reply with its body decoded, or NoReply with the Outcome.

Nothing here knows the store: whose turn it is, and whether the URL may be asked at all, is decided before.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Request, Response
from scrapy.http.cookies import CookieJar
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed

from articles import clock
from articles.addresses import Guard
from articles.errors import BadInput, Forbidden
from articles.model import Source
from articles.outcome import Outcome
from crawlers.fetching.decoding import ACCEPTED, OverLimit, decode_body
from crawlers.fetching.reply import NoReply, Reply
from crawlers.options import CrawlOptions

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SECRET = ("proxy-authorization",)  # is for the proxy, and must not be archived
TLS_ERRORS = (SSL.Error, VerificationError)
OUTCOME_OF: dict[type[BaseException], Outcome] = {
    DownloadTimeoutError: Outcome.TIMED_OUT,
    DownloadCancelledError: Outcome.TOO_LARGE,
    CannotResolveHostError: Outcome.UNREACHABLE,
    DownloadConnectionRefusedError: Outcome.UNREACHABLE,
    ConnectError: Outcome.UNREACHABLE,
    TunnelError: Outcome.UNREACHABLE,
    DownloadFailedError: Outcome.SERVER_ERROR,
    ResponseDataLossError: Outcome.SERVER_ERROR,
    ConnectionClosed: Outcome.SERVER_ERROR,
    ValueError: Outcome.UNREACHABLE,  # a host name that cannot be one
}
FAILURES = tuple(OUTCOME_OF)


class Asker:
    """Asks servers as the options say; keeps cookies only for sources that need them."""

    def __init__(self, engine: "ExecutionEngine", options: CrawlOptions, guard: Guard) -> None:
        self._engine = engine
        self._options = options
        self._guard = guard
        self._cookies: defaultdict[str, CookieJar] = defaultdict(CookieJar)

    async def ask(self, url: str, *, source: Source | None, headers: Mapping[str, str]) -> Reply | NoReply:
        """One request and its answer; redirects are not followed."""
        request = self._request(url, source, headers)
        try:
            self._guard.check(request.url)
            response = await self._engine.download_async(request)
        except Forbidden as error:
            return NoReply(url=url, outcome=Outcome.PRIVATE_ADDRESS, detail=str(error))
        except FAILURES as error:
            return self._failure(url, error)
        if source is not None and source.cookies:
            self._cookies[source.id].extract_cookies(response, request)
        return self._reply(url, request, response)

    def _request(self, url: str, source: Source | None, headers: Mapping[str, str]) -> Request:
        ours = {
            "user-agent": (source.user_agent if source else None) or self._options.user_agent,
            "accept": ACCEPT,
            "accept-encoding": ACCEPTED,
            **({"accept-language": ", ".join(source.languages)} if source else {}),
            **headers,
        }
        request = Request(url, headers=ours, meta={"proxy": self._options.proxy or None}, dont_filter=True)
        if source is not None and source.cookies:
            self._cookies[source.id].add_cookie_header(request)
        return request

    def _reply(self, url: str, request: Request, response: Response) -> Reply | NoReply:
        headers = _as_dict(response.headers)
        encodings = headers.get("content-encoding", "")
        if encodings and len(response.body) > self._options.max_compressed_bytes:
            return NoReply(url=url, outcome=Outcome.TOO_LARGE, detail=f"{len(response.body)} bytes as sent")
        try:
            body = decode_body(response.body, encodings, max_bytes=self._options.max_body_bytes)
        except OverLimit as error:
            return NoReply(url=url, outcome=Outcome.TOO_LARGE, detail=str(error))
        except BadInput as error:
            return NoReply(url=url, outcome=Outcome.SERVER_ERROR, detail=str(error))
        if len(body) > self._options.max_body_bytes:
            return NoReply(url=url, outcome=Outcome.TOO_LARGE, detail=f"{len(body)} bytes")
        return Reply(
            url=url,
            status=response.status,
            headers=headers,
            body=body,
            fetched_at=clock.now(),
            request_headers={name: value for name, value in _as_dict(request.headers).items() if name not in SECRET},
            protocol=response.protocol or "HTTP/1.1",
        )

    def _failure(self, url: str, error: BaseException) -> NoReply:
        private = self._guard.why(url) if isinstance(error, CannotResolveHostError) else None
        if private is not None:
            return NoReply(url=url, outcome=Outcome.PRIVATE_ADDRESS, detail=private)
        refused = next((one for one in _causes(error) if isinstance(one, TLS_ERRORS)), None)
        if refused is not None:
            return NoReply(url=url, outcome=Outcome.TLS_REFUSED, detail=_told(refused))
        outcome = next(outcome for kind, outcome in OUTCOME_OF.items() if isinstance(error, kind))
        return NoReply(url=url, outcome=outcome, detail=_told(error))


def _as_dict(headers: Mapping[bytes, list[bytes]]) -> dict[str, str]:
    """Names lower case; a header sent twice has its values joined, as HTTP allows."""
    return {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in headers.getlist(name))  # type: ignore[attr-defined]  # Scrapy's Headers
        for name in headers
    }


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what it was raised from, and what Twisted packed into it."""
    seen: list[BaseException] = [error]
    for one in seen:
        yield one
        seen += [cause for cause in (one.__cause__,) if cause is not None]
        seen += [failure.value for failure in getattr(one, "reasons", [])]


def _told(error: BaseException) -> str:
    innermost = list(_causes(error))[-1]
    return f"{type(innermost).__name__}: {innermost}"[:300]
