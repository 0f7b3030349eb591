"""Every error this product raises on purpose. In: what went wrong. Out: one line that says what to do.

    DreiklangError
    +-- Retryable             worth another attempt later; the step counts attempts
    |   +-- StoreBusy         the store is locked, or does not answer
    |   +-- AlreadyRunning    another process is doing what only one may do at a time
    |   +-- LeaseLost         another worker took the work over
    |   |   +-- LockLost      another process took over what only one may do at a time
    |   +-- SearchUnavailable the search engine does not answer or takes nothing more
    |   +-- DiskFull          no room for a page, a record or a row
    +-- Permanent             the same call fails the same way
        +-- SettingsError     dreiklang.toml or DREIKLANG_... is wrong; lists every problem at once
        +-- SourceError       a source file is wrong or names no known source
        +-- Forbidden         an address, scheme or port that must not be requested
        +-- BadInput          a file, URL or argument that cannot be read as what it claims to be
        |   +-- QueryError    a search that cannot be read
        |   +-- DocumentsRefused  documents the search engine cannot hold; the others are in
        |   +-- NotAFeed      an answer that is no feed, sitemap or list
        +-- ModelMissing      weights are not on disk, or are not the ones named

The message reads: what, the value, what was expected, what to do.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

WHOLE = 18  # as many names are told all, which holds for topics, types and statuses
FIRST = 8  # of more of them


class DreiklangError(Exception):
    """The root; `subject` is the URL, source id, article id or file the error is about."""

    def __init__(self, message: str, *, subject: str | None = None) -> None:
        super().__init__(message)
        self.subject = subject


class Retryable(DreiklangError):  # noqa: N818 (DESIGN.md's name: it says what to do, not that it is an error)
    """May succeed on another attempt."""


class StoreBusy(Retryable):
    """The store is locked by another process for longer than we wait, or does not answer."""


class AlreadyRunning(Retryable):
    """Another process does this right now, and takes along what waits."""


class LeaseLost(Retryable):
    """The lease ran out and another worker holds it now; nothing of this result was written."""


class LockLost(LeaseLost):
    """The lock ran out and another process works alone now; nothing of this result was written."""


class SearchUnavailable(Retryable):
    """The search engine does not answer, takes nothing more, or answers for another version; nothing was lost."""


class DiskFull(Retryable):
    """There is no room left; nothing was written by halves."""


class Permanent(DreiklangError):  # noqa: N818 (DESIGN.md's name, as above)
    """Fails again unless a person changes something."""


class SettingsError(Permanent):
    """Settings do not hold; the message lists every problem and where we looked."""


class SourceError(Permanent):
    """A source file cannot be used, or no source has that id."""


class Forbidden(Permanent):
    """A request that must not be made: private address, other scheme, forbidden port."""


class BadInput(Permanent):
    """Input that is not what it claims to be."""


class QueryError(BadInput):
    """A search that cannot be read; the message points at the column and names the nearest field."""


class DocumentsRefused(BadInput):
    """Some documents do not fit into the index; `refused` says why by article id. All others are in."""

    def __init__(self, refused: Mapping[str, str]) -> None:
        first, why = next(iter(refused.items()))
        todo = "look at it with `dreiklang show`; where many are refused, run `dreiklang reindex`"
        super().__init__(f"{len(refused)} documents do not fit, the first is {first} ({why}); {todo}", subject=first)
        self.refused = dict(refused)


class NotAFeed(BadInput):
    """An answer that is no feed, sitemap or list; the message says what it looks like."""


class ModelMissing(Permanent):
    """Weights are not on disk or do not have the named SHA-256."""


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name nobody knows: `no source named 'spigel'; ... Did you mean 'spiegel'?`"""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    told = names if len(names) <= WHOLE else names[:FIRST]
    shown = ", ".join(told) + (f" and {len(names) - len(told)} more" if len(names) > len(told) else "")
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return f"no {kind} named '{name}'; known: {shown}.{hint}"
