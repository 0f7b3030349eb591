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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from articles import clock
from articles.addresses import Guard
from articles.errors import Forbidden
from articles.store.outbox import Posted
from delivery.channels import ChannelDown, Refused, TryLater
from delivery.channels.posting import post

BUSY = (408, 409, 425)
TOO_MANY = 429  # not meant for one message: nothing more is asked until Retry-After
MOST_WAIT_S = 24 * 3600.0


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
            headers = self._headers(posted.message.id, body)
            status, headers = post(
                self.url, body, headers, guard=self.guard, timeout_s=self.timeout_s, ca_file=self.ca_file
            )
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
