"""What can become of a subject in a step. In: nothing. Out: the closed list of Outcomes, with the steps they belong to.

Every subject leaves every step with exactly one of these; they are counted, shown and documented under these names.
"""

from enum import StrEnum

STEPS = (
    "discover",
    "fetch",
    "extract",
    "screen",
    "analyse",
    "join",
    "translate",
    "index",
    "match",
    "deliver",
)


class Outcome(StrEnum):
    """One word per way out of a step; `OUTCOMES` says which step may end so, and what it means."""

    # discover
    LISTED = "listed"
    UNCHANGED = "unchanged"
    NOT_A_FEED = "not_a_feed"
    NO_ROUTE = "no_route"
    # fetch
    FETCHED = "fetched"
    GONE = "gone"
    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    BLOCKED = "blocked"
    JS_CHALLENGE = "js_challenge"
    ROBOTS_DENIED = "robots_denied"
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    TLS_REFUSED = "tls_refused"
    COOKIE_LOOP = "cookie_loop"
    REDIRECT_LOOP = "redirect_loop"
    PRIVATE_ADDRESS = "private_address"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    NEEDS_BROWSER = "needs_browser"
    # extract
    EXTRACTED = "extracted"
    ATTACHMENT_UNREAD = "attachment_unread"
    CONSENT_WALL = "consent_wall"
    PAYWALL = "paywall"
    INDEX_PAGE = "index_page"
    EMPTY_PAGE = "empty_page"
    GARBLED = "garbled"
    HIJACKED = "hijacked"
    MERGED = "merged"
    REMOVED = "removed"
    TOO_SLOW = "too_slow"
    # screen
    RELEVANT = "relevant"
    SCREENED_OUT = "screened_out"
    OTHER_LANGUAGE = "other_language"
    # analyse, join, translate, index, match, deliver
    ANALYSED = "analysed"
    NEW_STORY = "new_story"
    JOINED = "joined"
    NEAR_DUPLICATE = "near_duplicate"
    TRANSLATED = "translated"
    NOT_NEEDED = "not_needed"
    NO_MODEL = "no_model"
    INDEXED = "indexed"
    MATCHED = "matched"
    NO_MATCH = "no_match"
    QUERY_BROKEN = "query_broken"
    TOO_OLD = "too_old"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    # any step
    FAILED = "failed"


REACHED = frozenset({Outcome.LISTED, Outcome.UNCHANGED})  # of discover: a list of the source was read
# Of discover and fetch: the server answers, and will not have us as we are.
REFUSED = frozenset(
    {
        Outcome.FORBIDDEN,
        Outcome.BLOCKED,
        Outcome.JS_CHALLENGE,
        Outcome.ROBOTS_DENIED,
        Outcome.RATE_LIMITED,
        Outcome.TLS_REFUSED,
        Outcome.COOKIE_LOOP,
        Outcome.NEEDS_BROWSER,
    }
)

OUTCOMES: dict[Outcome, tuple[tuple[str, ...], str]] = {
    Outcome.LISTED: (
        ("discover",),
        "the feed, sitemap or listing was read and its candidates noted",
    ),
    Outcome.UNCHANGED: (
        ("discover", "fetch", "extract"),
        "the same as at the last visit",
    ),
    Outcome.NOT_A_FEED: (
        ("discover",),
        "the address answered with something that is no feed, sitemap or list",
    ),
    Outcome.NO_ROUTE: (
        ("discover",),
        "the source names no feed, sitemap or listing; run `dreiklang sources add`",
    ),
    Outcome.FETCHED: (("fetch",), "a page came back and is in the archive"),
    Outcome.GONE: (
        ("fetch",),
        "410, or 404 where a page had been: the article was removed",
    ),
    Outcome.NOT_FOUND: (("discover", "fetch"), "404 at the first visit"),
    Outcome.FORBIDDEN: (
        ("discover", "fetch"),
        "401, 402 or 403: the server refuses us",
    ),
    Outcome.BLOCKED: (
        ("discover", "fetch"),
        "412, 521 or a block page: the server refuses automatic readers",
    ),
    Outcome.JS_CHALLENGE: (
        ("discover", "fetch"),
        "a page that wants a browser to run a script before it answers",
    ),
    Outcome.ROBOTS_DENIED: (("discover", "fetch"), "robots.txt asks us not to"),
    Outcome.RATE_LIMITED: (
        ("discover", "fetch"),
        "429 or 503 on every attempt; Retry-After was kept",
    ),
    Outcome.SERVER_ERROR: (
        ("discover", "fetch"),
        "another 5xx or a broken answer on every attempt",
    ),
    Outcome.TIMED_OUT: (
        ("discover", "fetch"),
        "no complete answer within the time cap",
    ),
    Outcome.UNREACHABLE: (("discover", "fetch"), "no such host, or no connection"),
    Outcome.TLS_REFUSED: (("discover", "fetch"), "no trusted TLS connection"),
    Outcome.COOKIE_LOOP: (
        ("discover", "fetch"),
        "redirects to itself until a cookie is taken",
    ),
    Outcome.REDIRECT_LOOP: (("discover", "fetch"), "too many redirects"),
    Outcome.PRIVATE_ADDRESS: (
        ("discover", "fetch"),
        "leads to a private address; see allow_private",
    ),
    Outcome.TOO_LARGE: (
        ("discover", "fetch"),
        "over the size cap, compressed or uncompressed",
    ),
    Outcome.NOT_HTML: (("fetch",), "neither a page nor a document we read"),
    Outcome.NEEDS_BROWSER: (
        ("fetch",),
        "the source is marked as readable with a browser only",
    ),
    Outcome.EXTRACTED: (("extract",), "an article, new or in a new revision"),
    Outcome.ATTACHMENT_UNREAD: (
        ("extract",),
        "the article is there, an attachment is scanned, encrypted, broken or too large",
    ),
    Outcome.CONSENT_WALL: (("extract",), "a consent form instead of the article"),
    Outcome.PAYWALL: (
        ("extract",),
        "only a teaser is free to read; it is kept as a paywalled article",
    ),
    Outcome.INDEX_PAGE: (("extract",), "a list of links, not an article"),
    Outcome.EMPTY_PAGE: (("extract",), "no article text in the page"),
    Outcome.GARBLED: (("extract",), "the text cannot be decoded into words"),
    Outcome.HIJACKED: (("extract",), "the page was taken over by spam"),
    Outcome.MERGED: (("extract",), "another URL of an article that is already here"),
    Outcome.REMOVED: (("extract",), "the page is gone; its article is marked removed and stays readable"),
    Outcome.TOO_SLOW: (("extract",), "the page took longer than the time cap"),
    Outcome.RELEVANT: (("screen",), "about how AI is governed, or on the watch list"),
    Outcome.SCREENED_OUT: (("screen",), "not about how AI is governed"),
    Outcome.OTHER_LANGUAGE: (("screen",), "neither German, Chinese nor English"),
    Outcome.ANALYSED: (("analyse",), "labelled"),
    Outcome.NEW_STORY: (("join",), "the first article of a story"),
    Outcome.JOINED: (("join",), "joined a story that was there"),
    Outcome.NEAR_DUPLICATE: (("join",), "the same text as an article that was there"),
    Outcome.TRANSLATED: (("translate",), "English title and more are there"),
    Outcome.NOT_NEEDED: (
        ("translate", "index"),
        "translate: English already; index: screened out, so the index does without it",
    ),
    Outcome.NO_MODEL: (
        ("translate",),
        "no translator is installed; run `dreiklang models pull`",
    ),
    Outcome.INDEXED: (("index",), "in the search index"),
    Outcome.MATCHED: (("match",), "satisfies at least one saved search"),
    Outcome.NO_MATCH: (("match",), "satisfies no saved search"),
    Outcome.QUERY_BROKEN: (
        ("match",),
        "not known for every saved search: one cannot be read; `dreiklang searches list` shows it, "
        "once mended `dreiklang match --redo outdated` runs it over these articles too",
    ),
    Outcome.TOO_OLD: (
        ("match", "deliver"),
        "older than max_age: stands in the digest as late, never alerts",
    ),
    Outcome.DELIVERED: (("deliver",), "handed over, with a receipt"),
    Outcome.UNDELIVERED: (
        ("deliver",),
        "a dead letter: refused, or not taken at any attempt; told of on another channel, shown by `dreiklang alert list`",
    ),
    Outcome.FAILED: (
        STEPS,
        "gave up after the last attempt; `dreiklang explain` shows the error",
    ),
}
