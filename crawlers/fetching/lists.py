"""One list of a source, asked and read. In: a Route. Out: what it names, and how it answered."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from articles import clock
from articles.errors import BadInput, NotAFeed
from articles.model import Candidate, Source
from articles.outcome import Outcome
from articles.store.pages import Validators, load_validators
from crawlers.archive import Archive
from crawlers.discovery import Listed, Route, read_route
from crawlers.fetching.answers import Verdict, judge
from crawlers.fetching.conditions import after_full, after_same, conditions, same_body
from crawlers.fetching.equipment import Equipment
from crawlers.fetching.hosts import LONG_REST_S
from crawlers.fetching.journal import Exchange
from crawlers.fetching.reply import Reply
from crawlers.urls import host_of

MAX_HOPS = 10
TRIES = 2  # of a list that fails for the moment; its next poll is near
NOT_HERE = {Outcome.GONE: Outcome.NOT_FOUND}  # the word that discover has for it


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one list came to."""

    outcome: Outcome
    detail: str | None = None
    candidates: Sequence[Candidate] = ()
    more: Sequence[Route] = ()
    known: Validators | None = None
    exchanges: Sequence[Exchange] = ()


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Asks lists; with `since`, in back-fill, without conditions, because what is known reaches back less far."""

    equipment: Equipment
    archive: Archive
    first_wait_s: float
    since: datetime | None = None

    async def look(self, route: Route, source: Source) -> Seen:
        """Ask a list, once more where that may help, and read it. Raises: HostBusy, Stopping."""
        for tries in range(1, TRIES + 1):
            seen, wait_s = await self._ask_once(route, source)
            if wait_s is None or tries == TRIES or wait_s > LONG_REST_S:
                break
            await self.equipment.hosts.sleep(wait_s)
        return seen

    async def _ask_once(self, route: Route, source: Source) -> tuple[Seen, float | None]:
        """One attempt, and how long to wait before another one is worth it; None where it is not."""
        known = await self.equipment.journal.do(partial(self._known, route.url))
        asked = conditions(known, now=clock.now()) if self._may_be_unchanged(route, known) else {}
        verdict, replies = await self.follow(route.url, source, had_page=known is not None, headers=asked)
        if not replies or verdict.outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
            outcome = NOT_HERE.get(verdict.outcome, verdict.outcome)
            wait_s = verdict.wait_s if verdict.wait_s is not None else self.first_wait_s
            exchanges = _exchanges(replies, route, source, None)
            seen = Seen(outcome=outcome, detail=verdict.detail, exchanges=exchanges)
            return seen, wait_s if verdict.retryable else None
        reply = replies[-1]
        unchanged = verdict.outcome is Outcome.UNCHANGED or same_body(known, reply.body)
        if known is not None and unchanged and self.since is None:
            return await self._unchanged(route, source, known, replies), None
        return await self._listed(route, source, known, replies), None

    async def follow(
        self, url: str, source: Source, *, had_page: bool = False, headers: dict[str, str] | None = None
    ) -> tuple[Verdict, list[Reply]]:
        """Ask an address and whatever it redirects to, each under the lease of its own host; every answer, in order."""
        replies: list[Reply] = []
        for _ in range(MAX_HOPS):
            async with self.equipment.hosts.hold(host_of(url)) as held:
                refusal = await self.equipment.manners.refusal(held, url)
                if refusal is not None:
                    return refusal, replies
                if held.rests:
                    return Verdict(outcome=Outcome.RATE_LIMITED, detail="it asked for a longer rest"), replies
                reply = await self.equipment.manners.ask(held, url, source=source, headers=headers)
                verdict = judge(reply, had_page=had_page, any_type=True)
                if isinstance(reply, Reply):
                    replies.append(reply)
                if verdict.outcome is Outcome.RATE_LIMITED:
                    held.rest(verdict.wait_s if verdict.wait_s is not None else self.first_wait_s)
            if verdict.redirect is None:
                return verdict, replies
            url = verdict.redirect
        wants_cookie = "set-cookie" in replies[-1].headers and not source.cookies
        outcome = Outcome.COOKIE_LOOP if wants_cookie else Outcome.REDIRECT_LOOP
        return Verdict(outcome=outcome, detail=f"{MAX_HOPS} redirects, the last to {url}"), replies

    def _may_be_unchanged(self, route: Route, known: Validators | None) -> bool:
        """Whether "not modified" would do: not in back-fill, and not for an index that we could not read again."""
        again = known is not None and (known.archived is not None or not route.kind.endswith("sitemap"))
        return self.since is None and again

    async def _unchanged(self, route: Route, source: Source, known: Validators, replies: list[Reply]) -> Seen:
        """An index that has not changed still leads to sitemaps that may have."""
        more: Sequence[Route] = ()
        if route.kind.endswith("sitemap"):
            more = await asyncio.to_thread(self._more, route, source, known, replies[-1])
        return Seen(
            outcome=Outcome.UNCHANGED,
            more=more,
            known=after_same(known, replies[-1]),
            exchanges=_exchanges(replies, route, source, known),
        )

    def _more(self, route: Route, source: Source, known: Validators, reply: Reply) -> Sequence[Route]:
        page = reply.as_page(route.url, source=source.id)
        try:
            if reply.status == 304 and known.archived is not None:
                page = self.archive.read(known.archived)
            return read_route(route, page, source=source).more
        except BadInput:  # its archive file is gone; its next change will name the sitemaps again
            return ()

    async def _listed(self, route: Route, source: Source, known: Validators | None, replies: list[Reply]) -> Seen:
        exchanges = _exchanges(replies, route, source, None)
        page = replies[-1].as_page(route.url, source=source.id)
        try:
            listed: Listed = await asyncio.to_thread(read_route, route, page, source=source, since=self.since)
        except NotAFeed as error:
            return Seen(outcome=Outcome.NOT_A_FEED, detail=str(error), exchanges=exchanges)
        return Seen(
            outcome=Outcome.LISTED,
            candidates=listed.candidates,
            more=listed.more,
            known=after_full(known, replies[-1], url=route.url, archived=None),
            exchanges=exchanges,
        )

    def _known(self, url: str) -> Validators | None:
        with self.equipment.journal.store.read() as connection:
            return load_validators(connection, url)


def _exchanges(replies: Sequence[Reply], route: Route, source: Source, same: Validators | None) -> list[Exchange]:
    """What to archive: the redirects, then the answer."""
    last = len(replies) - 1
    return [
        Exchange(reply=reply, url=route.url, source=source, step="discover", same_as=same if at == last else None)
        for at, reply in enumerate(replies)
    ]
