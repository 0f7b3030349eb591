"""The crawl against a web of our own. In: sites that behave. Out: everything fetched, once, politely, and written."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from articles import clock
from articles.model import Listing, Rights
from articles.store.pages import load_page, load_validators
from articles.store.tables import candidates, hosts, pages, polls, results, validators
from crawlers.archive import Archive
from crawlers.documents import OVER_CAP
from crawlers.fetching.conditions import RECHECK
from tests.conftest import NOON
from tests.crawlers.crawling import Crawling, a_source, crawling
from tests.crawlers.webserver import Asked, Said, WebServer, feed, news_site, page, paths

pytestmark = pytest.mark.slow
HOST = "post.example"


@pytest.fixture
def web() -> Iterator[WebServer]:
    with WebServer({HOST: news_site(HOST, articles=3)}) as server:
        yield server


@pytest.fixture
def crawl(tmp_path: Path, web: WebServer, moved_clock: object) -> Iterator[Crawling]:
    made = crawling(tmp_path, proxy=web.url, sources=[a_source(HOST)])
    yield made
    made.store.close()


def test_every_article_of_a_feed_is_fetched_archived_and_waits_for_extract(web: WebServer, crawl: Crawling) -> None:
    counted = crawl.run()
    assert counted == {"discover": {"listed": 1}, "fetch": {"fetched": 3}}
    archive = Archive(crawl.archive)
    with crawl.store.read() as connection:
        waiting = list(connection.scalars(select(results.c.subject).where(results.c.step == "extract")))
        assert sorted(waiting) == [f"https://{HOST}/article-{number}.html" for number in (1, 2, 3)]
        read = [load_page(connection, url, 1, from_archive=archive.read) for url in sorted(waiting)]
    assert [f"of {HOST}".encode() in one.body for one in read] == [True, True, True]
    assert sum(1 for _ in archive.pages()) == 3


def test_a_second_crawl_of_an_unchanged_site_costs_only_conditional_requests(web: WebServer, crawl: Crawling) -> None:
    crawl.run()
    web.hits.clear()
    clock.move(NOON + timedelta(hours=2))
    assert crawl.run() == {"discover": {"unchanged": 1}, "fetch": {"unchanged": 3}}
    assert {hit.status for hit in web.hits} == {304}
    assert all(hit.is_conditional for hit in web.hits)
    assert len(web.hits) == 4


def test_a_known_url_is_not_fetched_again_until_it_is_due(web: WebServer, crawl: Crawling) -> None:
    crawl.run()
    web.hits.clear()
    assert crawl.run() == {}
    assert web.hits == []


def test_the_user_agent_is_honest_and_names_a_contact(web: WebServer, crawl: Crawling) -> None:
    crawl.run()
    assert {hit.headers["user-agent"] for hit in web.hits} == {"DreiklangBot/0.1 (+mailto:desk@example.org)"}


def test_one_host_is_asked_one_request_at_a_time_and_no_faster_than_its_delay(tmp_path: Path, crawl: Crawling) -> None:
    robots = "User-agent: *\nCrawl-delay: 0.3\n"
    with WebServer({HOST: news_site(HOST, articles=3, wait_s=0.02, robots=robots)}) as web:
        polite = replace(crawl, options=replace(crawl.options, proxy=web.url))
        polite.run()
        assert web.overlaps() == []
        asked = [hit for hit in web.hits if hit.path != "/robots.txt"]
        gaps = [after.began_s - before.ended_s for before, after in itertools.pairwise(asked)]
        assert min(gaps) >= 0.29


def test_a_path_that_robots_txt_forbids_is_not_asked(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = news_site(HOST, articles=2, robots="User-agent: DreiklangBot\nDisallow: /article-2\n")
    assert crawl.run()["fetch"] == {"fetched": 1, "robots_denied": 1}
    assert "/article-2.html" not in web.paths(HOST)


def test_robots_txt_is_asked_once_a_day(crawl: Crawling, web: WebServer) -> None:
    crawl.run()
    clock.move(NOON + timedelta(hours=23))
    crawl.run()
    assert web.paths(HOST).count("/robots.txt") == 1
    clock.move(NOON + timedelta(hours=25))
    crawl.run()
    assert web.paths(HOST).count("/robots.txt") == 2


def test_a_host_whose_robots_txt_cannot_be_read_is_left_alone(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = lambda asked: Said(status=500)
    crawl.note(f"https://{HOST}/a.html")
    assert crawl.run()["fetch"] == {"server_error": 1}
    assert set(web.paths(HOST)) == {"/robots.txt"}


def test_robots_txt_may_redirect_to_another_host(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = paths(
        {
            "/robots.txt": Said(status=301, headers={"Location": "https://www.post.example/robots.txt"}),
            "/a.html": Said(body=page("A")),
        }
    )
    web.sites["www.post.example"] = paths(
        {"/robots.txt": Said(body=b"User-agent: *\nDisallow: /a\n", kind="text/plain")}
    )
    crawl.note(f"https://{HOST}/a.html")
    assert crawl.run(steps=["fetch"]) == {"fetch": {"robots_denied": 1}}


def test_a_redirect_to_another_host_is_followed_under_that_host_s_own_rules(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = paths({"/a": Said(status=302, headers={"Location": "https://other.example/b"})})
    web.sites["other.example"] = paths({"/b": Said(body=page("B"))})
    crawl.note(f"https://{HOST}/a")
    assert crawl.run(steps=["fetch"]) == {"fetch": {"fetched": 1}}
    assert "/robots.txt" in web.paths("other.example")
    with crawl.store.read() as connection:
        kept = load_page(connection, f"https://{HOST}/a", 1, from_archive=Archive(crawl.archive).read)
        candidate = connection.execute(select(candidates)).one()
    assert (kept.url, kept.final_url) == (f"https://{HOST}/a", "https://other.example/b")
    assert (candidate.fetch_url, candidate.host, candidate.hops) == (f"https://{HOST}/a", HOST, 0)


def test_a_permanent_redirect_is_remembered_and_a_temporary_one_is_not(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = paths(
        {
            "/moved": Said(status=301, headers={"Location": "/new"}),
            "/away": Said(status=302, headers={"Location": "/for-now"}),
            "/new": Said(body=page("New")),
            "/for-now": Said(body=page("For now")),
        }
    )
    crawl.note(f"https://{HOST}/moved", f"https://{HOST}/away")
    crawl.run(steps=["fetch"])
    web.hits.clear()
    clock.move(NOON + timedelta(hours=2))
    assert crawl.run(steps=["fetch"]) == {"fetch": {"unchanged": 2}}
    assert sorted(web.paths(HOST)) == ["/away", "/for-now", "/new"]


def test_a_server_that_answers_304_although_its_page_changed_is_found_out(crawl: Crawling, web: WebServer) -> None:
    def stale(asked: Asked) -> Said:
        if asked.headers.get("if-none-match"):
            return Said(status=304, kind="")
        return Said(body=page(f"Version {asked.times}"), headers={"ETag": '"always"'})

    url = f"https://{HOST}/a.html"
    web.sites[HOST] = paths({"/a.html": stale})
    crawl.note(url)
    crawl.run(steps=["fetch"])
    for at, outcome in ((timedelta(hours=2), "unchanged"), (RECHECK + timedelta(hours=1), "fetched")):
        clock.move(NOON + at)
        assert crawl.run(steps=["fetch"]) == {"fetch": {outcome: 1}}
    with crawl.store.read() as connection:
        known = load_validators(connection, url)
    assert known is not None and not known.trusted
    web.hits.clear()
    clock.move(NOON + timedelta(days=8))
    crawl.run(steps=["fetch"])
    assert not any(hit.is_conditional for hit in web.hits)


def test_a_page_that_is_gone_is_told_to_extract_and_one_that_never_was_is_not(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = paths({"/was": lambda asked: Said(body=page("Was")) if not asked.times else Said(status=404)})
    crawl.note(f"https://{HOST}/was", f"https://{HOST}/never")
    assert crawl.run(steps=["fetch"]) == {"fetch": {"fetched": 1, "not_found": 1}}
    clock.move(NOON + timedelta(hours=2))
    crawl.run(steps=["fetch"])
    assert crawl.outcomes()[f"https://{HOST}/was"] == "gone"
    with crawl.store.read() as connection:
        told = connection.execute(select(pages.c.url, pages.c.status).where(pages.c.status == 404)).all()
    assert told == [(f"https://{HOST}/was", 404)]


def test_a_page_that_comes_back_after_it_was_gone_is_fetched_although_it_is_the_same(
    crawl: Crawling, web: WebServer
) -> None:
    answers = (Said(body=page("Here"), headers={"ETag": '"1"'}), Said(status=404), Said(body=page("Here")))
    web.sites[HOST] = paths({"/a": lambda asked: answers[asked.times]})
    crawl.note(f"https://{HOST}/a")
    for at, outcome in ((0, "fetched"), (2, "gone"), (5, "fetched")):
        clock.move(NOON + timedelta(hours=at))
        assert crawl.run(steps=["fetch"]) == {"fetch": {outcome: 1}}


def test_what_was_refused_for_an_hour_is_fetched_when_the_hour_is_over(crawl: Crawling, web: WebServer) -> None:
    script = b"<html><body><noscript>Please enable JavaScript to view this page.</noscript></body></html>"
    refusals = {
        "/forbidden": Said(status=403),
        "/blocked": Said(status=412),
        "/challenge": Said(body=script),
    }

    def site(asked: Asked) -> Said:
        if asked.path not in refusals:
            return Said(status=404)
        return Said(body=page("Open again")) if asked.times else refusals[asked.path]

    web.sites[HOST] = site
    crawl.note(*(f"https://{HOST}{path}" for path in refusals))
    assert crawl.run(steps=["fetch"]) == {"fetch": {"forbidden": 1, "blocked": 1, "js_challenge": 1}}
    assert crawl.run(steps=["fetch"]) == {}
    clock.move(NOON + timedelta(hours=1, minutes=5))
    assert crawl.run(steps=["fetch"]) == {"fetch": {"fetched": 3}}


def test_extract_is_told_of_a_linked_document_over_the_size_cap_and_of_no_other_page(
    crawl: Crawling, web: WebServer
) -> None:
    large, small = Said(body=page("A" * 3000)), Said(body=page("A"), headers={"ETag": '"1"'})
    web.sites[HOST] = paths(
        {
            "/page": large,
            "/file": lambda asked: (small, large)[asked.times],
            "/moved": Said(status=302, headers={"Location": "/page"}),
        }
    )
    capped = replace(crawl, options=replace(crawl.options, max_body_bytes=2000))
    capped.note(f"https://{HOST}/page")
    capped.note(f"https://{HOST}/moved", f"https://{HOST}/file", parent=f"https://{HOST}/news")
    assert capped.run(steps=["fetch"]) == {"fetch": {"too_large": 2, "fetched": 1}}
    clock.move(NOON + timedelta(hours=2))
    assert capped.run(steps=["fetch"]) == {"fetch": {"too_large": 1}}
    archive = Archive(crawl.archive)
    with crawl.store.read() as connection:
        told = {
            (url, visit): load_page(connection, url, visit, from_archive=archive.read)
            for url, visit in connection.execute(
                select(results.c.subject, results.c.revision).where(results.c.step == "extract")
            )
        }
        known = load_validators(connection, f"https://{HOST}/file")
    assert {(at[0].rpartition("/")[2], at[1]): one.status for at, one in told.items()} == {
        ("file", 1): 200,
        ("file", 2): OVER_CAP,
        ("moved", 1): OVER_CAP,
    }
    assert all(one.body == b"" and one.archived is None for one in told.values() if one.status == OVER_CAP)
    assert known is not None and (known.etag, known.digest) == (None, "")


@pytest.mark.parametrize("said", ["1", "Thu, 01 Jan 2026 00:00:01 GMT"])
def test_retry_after_is_kept_as_seconds_and_as_a_date(crawl: Crawling, web: WebServer, said: str) -> None:
    headers = {"Retry-After": said, "Date": "Thu, 01 Jan 2026 00:00:00 GMT"}
    web.sites[HOST] = paths(
        {"/a": lambda asked: Said(status=429, headers=headers) if not asked.times else Said(body=page("A"))}
    )
    crawl.note(f"https://{HOST}/a")
    assert crawl.run(steps=["fetch"]) == {"fetch": {"fetched": 1}}
    first, second = [hit for hit in web.hits if hit.path == "/a"]
    assert second.began_s - first.ended_s >= 0.95


def test_cookies_are_kept_only_for_a_source_that_needs_them(crawl: Crawling, web: WebServer) -> None:
    def counter(asked: Asked) -> Said:
        return Said(body=page("A"), headers={"Set-Cookie": "seen=1; Path=/"})

    for host, cookies in (("with.example", True), ("without.example", False)):
        web.sites[host] = counter
        source = a_source(host, cookies=cookies)
        both = replace(crawl, sources=(source,))
        both.note(f"https://{host}/1", f"https://{host}/2")
        both.run(steps=["fetch"])
    sent = {host: [hit.headers.get("cookie") for hit in web.hits if hit.url == f"{host}/2"] for host in web.sites}
    assert sent["with.example"] == ["seen=1"]
    assert sent["without.example"] == [None]


def test_a_source_that_wants_a_cookie_before_it_answers_gets_it_back(crawl: Crawling, web: WebServer) -> None:
    def gate(asked: Asked) -> Said:
        if "pass=1" in asked.headers.get("cookie", ""):
            return Said(body=page("Inside"))
        return Said(status=302, headers={"Location": asked.path, "Set-Cookie": "pass=1; Path=/"})

    web.sites[HOST] = paths({"/a": gate})
    with_cookies = replace(crawl, sources=(a_source(HOST, cookies=True),))
    with_cookies.note(f"https://{HOST}/a")
    assert with_cookies.run(steps=["fetch"]) == {"fetch": {"fetched": 1}}


def test_a_source_that_forbids_archiving_keeps_its_bytes_in_the_store_alone(crawl: Crawling) -> None:
    private = replace(crawl, sources=(a_source(HOST, rights=Rights(archive=False)),))
    private.run()
    assert list(Archive(crawl.archive).pages()) == []
    with crawl.store.read() as connection:
        rows = connection.execute(select(pages.c.archive_file, pages.c.body)).all()
    assert [(file, bool(body)) for file, body in rows] == [(None, True)] * 3


def test_a_reservation_of_text_mining_is_recorded_from_file_and_from_header(crawl: Crawling, web: WebServer) -> None:
    tdmrep = b'[{"location": "/*", "tdm-reservation": 1}]'
    web.sites[HOST] = paths(
        {
            "/.well-known/tdmrep.json": Said(body=tdmrep, kind="application/json"),
            "/a": Said(body=page("A")),
            "/b": Said(body=page("B"), headers={"TDM-Reservation": "0"}),
        }
    )
    crawl.note(f"https://{HOST}/a", f"https://{HOST}/b")
    crawl.run(steps=["fetch"])
    with crawl.store.read() as connection:
        assert connection.scalar(select(hosts.c.tdm_reserved)) == "yes"
        said = dict(connection.execute(select(pages.c.url, pages.c.headers)).all())
    assert said[f"https://{HOST}/a"]["tdm-reservation"] == "1"
    assert said[f"https://{HOST}/b"]["tdm-reservation"] == "0"


def test_limit_bounds_how_many_pages_are_fetched(crawl: Crawling, web: WebServer) -> None:
    assert crawl.run(limit=2)["fetch"] == {"fetched": 2}
    assert crawl.run()["fetch"] == {"fetched": 1}


def test_discover_alone_fetches_no_article(crawl: Crawling, web: WebServer) -> None:
    assert crawl.run(steps=["discover"]) == {"discover": {"listed": 1}}
    assert not [path for path in web.paths(HOST) if "article" in path]


def test_a_source_without_lists_and_one_with_a_page_for_a_feed_say_so(crawl: Crawling, web: WebServer) -> None:
    web.sites["page.example"] = paths({"/feed.xml": Said(body=page("Not a feed"))})
    both = replace(crawl, sources=(a_source("page.example"), a_source("bare.example", feeds=())))
    assert both.run()["discover"] == {"not_a_feed": 1, "no_route": 1}
    assert "is no feed" in (both.details("discover")["page-example"] or "")


def test_a_list_that_breaks_us_ends_as_failed_and_stops_nobody(crawl: Crawling, web: WebServer) -> None:
    broken = a_source("broken.example", feeds=("https://exa mple/feed",))
    both = replace(crawl, sources=(broken, *crawl.sources))
    process = both.start(steps=["discover"])
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "subject_failed" in err
    assert both.outcomes("discover") == {"broken-example": "failed", "post-example": "listed"}


def test_one_list_that_works_makes_a_source_listed_and_the_other_is_told(crawl: Crawling, web: WebServer) -> None:
    feeds = (f"https://{HOST}/feed.xml", f"https://{HOST}/no-such-feed.xml")
    two = replace(crawl, sources=(a_source(HOST, feeds=feeds),))
    assert two.run()["discover"] == {"listed": 1}
    assert "1 of 2 lists failed; not_found" in (two.details("discover")["post-example"] or "")


def test_a_source_that_falls_silent_is_polled_less_and_less_often(crawl: Crawling, web: WebServer) -> None:
    crawl.run()
    web.sites[HOST] = lambda asked: Said(status=404)
    waits = []
    for at in (timedelta(hours=1), timedelta(hours=5), timedelta(days=3)):
        clock.move(NOON + at)
        crawl.run(steps=["discover"])
        with crawl.store.read() as connection:
            waits.append(connection.scalar(select(polls.c.due_at)) - clock.now())
    assert waits == [timedelta(hours=1), timedelta(hours=5), timedelta(days=1)]


def test_back_fill_reads_the_sitemaps_since_a_day(crawl: Crawling, web: WebServer) -> None:
    index = f"<sitemapindex><sitemap><loc>https://{HOST}/2026-01.xml</loc></sitemap></sitemapindex>".encode()
    urls = "".join(
        f"<url><loc>https://{HOST}/{day}.html</loc><lastmod>{day}</lastmod></url>"
        for day in ("2026-01-05", "2025-06-01")
    )
    web.sites[HOST] = paths(
        {
            "/sitemap.xml": Said(body=index, kind="application/xml"),
            "/2026-01.xml": Said(body=f"<urlset>{urls}</urlset>".encode(), kind="application/xml"),
            "/2026-01-05.html": Said(body=page("Fifth of January")),
        }
    )
    deep = replace(crawl, sources=(a_source(HOST, feeds=(), sitemaps=(f"https://{HOST}/sitemap.xml",)),))
    assert deep.run()["discover"] == {"no_route": 1}
    with deep.store.begin() as connection:
        connection.execute(polls.update().values(due_at=clock.now()))
    assert deep.run(since=NOON - timedelta(days=90)) == {"discover": {"listed": 1}, "fetch": {"fetched": 1}}
    assert list(deep.outcomes()) == [f"https://{HOST}/2026-01-05.html"]


def test_a_listing_page_is_read_by_its_selectors(crawl: Crawling, web: WebServer) -> None:
    listing = Listing(url=f"https://{HOST}/news", entry="li")
    items = b"<ul><li><a href='/a.html'>A</a></li><li><a href='/b.html'>B</a></li></ul>"
    web.sites[HOST] = paths(
        {"/news": Said(body=items), "/a.html": Said(body=page("A")), "/b.html": Said(body=page("B"))}
    )
    listed = replace(crawl, sources=(a_source(HOST, feeds=(), listings=(listing,)),))
    assert listed.run() == {"discover": {"listed": 1}, "fetch": {"fetched": 2}}


def test_a_feed_that_fails_once_is_asked_again_in_the_same_poll(crawl: Crawling, web: WebServer) -> None:
    web.sites[HOST] = paths(
        {"/feed.xml": lambda asked: Said(status=503) if not asked.times else Said(body=feed(HOST, []), kind="text/xml")}
    )
    assert crawl.run()["discover"] == {"listed": 1}


def test_validators_are_kept_for_feeds_too(crawl: Crawling) -> None:
    crawl.run()
    with crawl.store.read() as connection:
        urls = set(connection.scalars(select(validators.c.url)))
    assert f"https://{HOST}/feed.xml" in urls


def test_an_index_that_has_not_changed_still_leads_to_sitemaps_that_have(crawl: Crawling, web: WebServer) -> None:
    index = f"<sitemapindex><sitemap><loc>https://{HOST}/news.xml</loc></sitemap></sitemapindex>".encode()

    def tagged(asked: Asked) -> Said:
        if asked.headers.get("if-none-match") == '"index"':
            return Said(status=304, kind="")
        return Said(body=index, kind="application/xml", headers={"ETag": '"index"'})

    def news(asked: Asked) -> Said:
        urls = "".join(f"<url><loc>https://{HOST}/{number}.html</loc></url>" for number in range(1, asked.times + 2))
        return Said(body=f"<urlset>{urls}</urlset>".encode(), kind="application/xml")

    web.sites[HOST] = paths(
        {"/index.xml": tagged, "/news.xml": news, "/1.html": Said(body=page("1")), "/2.html": Said(body=page("2"))}
    )
    indexed = replace(crawl, sources=(a_source(HOST, feeds=(), news_sitemaps=(f"https://{HOST}/index.xml",)),))
    indexed.run()
    assert indexed.outcomes().keys() == {f"https://{HOST}/1.html"}
    clock.move(NOON + timedelta(minutes=30))
    indexed.run()
    assert [hit.status for hit in web.hits if hit.path == "/index.xml"] == [200, 304]
    assert indexed.outcomes().keys() == {f"https://{HOST}/1.html", f"https://{HOST}/2.html"}


def test_a_paused_archive_leaves_the_bytes_in_the_store(crawl: Crawling) -> None:
    archive = replace(crawl.options.archive, max_bytes=0)
    paused = replace(crawl, options=replace(crawl.options, archive=archive))
    process = paused.start()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "archive_paused" in err
    assert list(Archive(crawl.archive).pages()) == []
    with crawl.store.read() as connection:
        assert all(connection.scalars(select(pages.c.body)))


def test_a_disk_that_is_nearly_full_ends_the_crawl_with_a_clear_word(crawl: Crawling, web: WebServer) -> None:
    archive = replace(crawl.options.archive, min_free_bytes=2**60)
    full = replace(crawl, options=replace(crawl.options, archive=archive))
    process = full.start()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "DiskFull: only" in err and "lower archive.min_free_gb" in err
    assert [path for path in web.paths(HOST) if "article" in path] == []
    with crawl.store.read() as connection:
        assert connection.scalar(select(hosts.c.lease_token)) is None
