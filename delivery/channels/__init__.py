"""How messages leave. In: a Posted and what it answers to. Out: nothing; the channel has it, or an error says why not."""

from collections.abc import Sequence
from typing import Protocol

from articles.errors import Permanent, Retryable
from articles.store.outbox import Posted


class ChannelDown(Retryable):
    """The channel takes nothing at all right now: what else waits for it need not be tried."""

    def __init__(self, message: str, *, subject: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, subject=subject)
        self.retry_after_s = retry_after_s


class TryLater(Retryable):
    """This message was not taken now and may be later; others may be."""

    def __init__(self, message: str, *, subject: str | None = None, retry_after_s: float | None = None) -> None:
        super().__init__(message, subject=subject)
        self.retry_after_s = retry_after_s


class Refused(Permanent):
    """This message will never be taken: a dead letter."""


class Channel(Protocol):
    """One way out."""

    @property
    def name(self) -> str:
        """As the settings call it."""
        ...

    @property
    def recipients(self) -> tuple[str, ...]:
        """Who gets what is decided now."""
        ...

    def send(self, posted: Posted, *, answers: Sequence[str]) -> str:
        """Hand a message over; `answers` are ids of the earlier messages of its thread, the first first.

        Returns where it went. Raises: ChannelDown, TryLater, Refused.
        """
        ...
