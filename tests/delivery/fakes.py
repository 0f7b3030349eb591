"""A channel with switches. In: what it shall do. Out: what it was handed, in order, as a receiver would see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from articles.store.outbox import Posted


class Crash(BaseException):
    """The process dies here."""


@dataclass
class FakeChannel:
    """Takes everything, unless `fails` holds the next error; with `crashes` it dies after it has taken a message."""

    name: str = "mail"
    recipients: tuple[str, ...] = ("desk@example.org",)
    fails: list[Exception] = field(default_factory=list)
    crashes: bool = False
    wire: list[str] = field(default_factory=list)
    inbox: dict[str, Posted] = field(default_factory=dict)
    answered: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def send(self, posted: Posted, *, answers: Sequence[str]) -> str:
        if self.fails:
            raise self.fails.pop(0)
        self.wire.append(posted.message.id)
        self.inbox.setdefault(posted.message.id, posted)
        self.answered[posted.message.id] = tuple(answers)
        if self.crashes:
            raise Crash
        return self.name
