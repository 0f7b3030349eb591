"""A signed POST. In: a Posted. Out: JSON at an address, under the message's own id.

Headers are those of Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature (v1, HMAC-SHA256 over
"id.timestamp.body" in base64), and Idempotency-Key with the same id. Redirects are not followed; the address is looked up
once, and what lies inside a network is not asked.
"""

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from articles import clock
from articles.addresses import WEB_PORTS, Guard, public_addresses
from articles.errors import Forbidden
from articles.store.outbox import Posted
from delivery.channels import ChannelDown, Refused, TryLater

BUSY = (408, 409, 425)
TOO_MANY = 429  # not meant for one message: nothing more is asked until Retry-After
MOST_WAIT_S = 24 * 3600.0
MOST_BYTES = 4096  # of an answer


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """An address that takes JSON; `secret` is the key of the signature."""

    name: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    guard: Guard
    timeout_s: float = 30.0
    ca_file: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """Its host; the address may hold a token and is never written down."""
        return (urlsplit(self.url).hostname or "",)

    def send(self, posted: Posted, *, answers: Sequence[str]) -> str:
        """One POST. Raises: ChannelDown, TryLater, Refused."""
        body = json.dumps(payload(posted, answers), ensure_ascii=False, sort_keys=True).encode()
        try:
            self.guard.check(self.url)
            status, headers = self._post(body, self._headers(posted.message.id, body))
        except Forbidden as error:
            host = self.recipients[0]
            raise Refused(
                f"{host} is only reachable inside a network; set crawl.allow_private if it is meant"
            ) from error
        except (http.client.HTTPException, OSError) as error:
            raise ChannelDown(f"{self.recipients[0]} does not answer: {error or type(error).__name__}") from error
        return self._judged(status, headers)

    def _judged(self, status: int, headers: Mapping[str, str]) -> str:
        said = f"{self.recipients[0]} answered {status}"
        if 200 <= status < 300:
            return said
        if 300 <= status < 400:
            raise Refused(f"{said}, a redirect, which is not followed; set channels.{self.name}.url to where it leads")
        wait_s = retry_after_s(headers.get("retry-after", ""))
        if status == TOO_MANY or (status >= 500 and wait_s is not None):
            raise ChannelDown(said, retry_after_s=wait_s)
        if status in BUSY or status >= 500:
            raise TryLater(said, retry_after_s=wait_s)
        raise Refused(said)

    def _headers(self, message_id: str, body: bytes) -> dict[str, str]:
        stamp = str(int(clock.elapsed()))
        return {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Dreiklang",
            "Idempotency-Key": message_id,
            "webhook-id": message_id,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self.secret, message_id, stamp, body),
        }

    def _post(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, str]]:
        split = urlsplit(self.url)
        host, port = split.hostname or "", split.port or WEB_PORTS[split.scheme]
        address = public_addresses(host, port, self.guard)[0]
        context = ssl.create_default_context(cafile=self.ca_file or None) if split.scheme == "https" else None
        connection = _Pinned(host, port, address=address, context=context, timeout=self.timeout_s)
        try:
            connection.request(
                "POST", split.path + (f"?{split.query}" if split.query else "") or "/", body, dict(headers)
            )
            answer = connection.getresponse()
            answer.read(MOST_BYTES)
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}
        finally:
            connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked at, whatever the name resolves to next."""

    def __init__(self, host: str, port: int, *, address: str, context: ssl.SSLContext | None, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._context = context

    def connect(self) -> None:
        """To the address, with TLS for the name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def payload(posted: Posted, answers: Sequence[str]) -> dict[str, object]:
    """What a receiver gets: the text as people read it, and the facts as machines do."""
    message = posted.message
    return {
        "id": message.id,
        "kind": message.kind,
        "rule": message.rule,
        "thread": message.thread,
        "answers": list(answers),
        "subject": message.subject,
        "text": message.text,
        "language": message.language,
        "created_at": message.created_at.isoformat(),
        "stages": message.facts,
        "articles": list(message.article_ids),
    }


def signature(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """v1,<base64>. Source: the Standard Webhooks specification."""
    signed = f"{message_id}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def retry_after_s(value: str) -> float | None:
    """Seconds of a Retry-After, a number or a date; None where it says nothing."""
    if value.strip().isdecimal():
        return min(float(value), MOST_WAIT_S)
    try:
        wait = parsedate_to_datetime(value).timestamp() - clock.elapsed()
    except (TypeError, ValueError):
        return None
    return min(max(wait, 0.0), MOST_WAIT_S)
