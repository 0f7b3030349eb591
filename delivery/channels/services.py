"""Everything that Apprise can reach: Slack, Matrix, Teams, ntfy, Telegram and so on. In: a Posted. Out: a notification.

Such services know no Idempotency-Key: after a crash between send and receipt they may show a message twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.addresses import Guard, public_addresses
from articles.errors import Forbidden
from articles.store.outbox import Posted
from delivery.channels import ChannelDown, Refused, TryLater

HTTPS = 443


@dataclass(frozen=True, kw_only=True)
class Service:
    """One address in Apprise's notation."""

    name: str
    url: str = field(repr=False)
    guard: Guard

    @property
    def recipients(self) -> tuple[str, ...]:
        """The kind of service; the address may hold a token and is never written down."""
        return (self.url.partition("://")[0],)

    def send(self, posted: Posted, *, answers: Sequence[str]) -> str:
        """One notification. Raises: ChannelDown, TryLater, Refused."""
        from apprise import Apprise, NotifyFormat

        service = self._service()
        message = posted.message
        reached = Apprise(services=[service]).notify(
            title=message.subject, body=message.text, body_format=NotifyFormat.TEXT
        )
        if not reached:
            raise TryLater(
                f"{self.recipients[0]} did not take the message; `dreiklang alert test {self.name}` shows why"
            )
        return self.recipients[0]

    def _service(self) -> Any:
        from apprise import Apprise

        service = Apprise.instantiate(self.url, suppress_exceptions=True)
        if service is None:
            raise Refused(f"channels.{self.name}.url is no address that Apprise knows; its documentation lists them")
        host = getattr(service, "host", None)
        if host:
            try:
                public_addresses(host, int(getattr(service, "port", None) or HTTPS), self.guard)
            except Forbidden as error:
                raise Refused(str(error)) from error
            except OSError as error:
                raise ChannelDown(f"{self.recipients[0]}: its host cannot be found") from error
        return service
