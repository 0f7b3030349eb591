"""Everything a server can do to us. In: hosts that misbehave, each in its own way. Out: the Outcome of each, and no harm."""

import gzip
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from articles.outcome import Outcome
from articles.store.tables import candidates
from crawlers.archive import Archive
from tests.crawlers.certificates import Authority
from tests.crawlers.crawling import Crawling, a_source, crawling, ended
from tests.crawlers.webserver import Asked, Said, Site, WebServer, page, paths

pytestmark = pytest.mark.slow
MEGABYTE = 1024**2
GIGABYTE = 1024**3
SENTENCE = b"The council met on Tuesday and agreed on rules for artificial intelligence. "
JSL = (
    b"<html><head><script>document.cookie='__x=1';location.href=location.pathname;</script></head><body></body></html>"
)
CLOUDFLARE = (
    b"<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/h/b'></script>"
)
NOSCRIPT = (
    b"<html><body><noscript>Please enable JavaScript to view this page.</noscript><div id=app></div></body></html>"
)


def endless(size_bytes: int) -> Iterator[bytes]:
    """So many bytes, made when they are asked for."""
    chunk = SENTENCE * 1024
    return itertools.repeat(chunk, size_bytes // len(chunk))


def loris() -> Iterator[bytes]:
    """A page that comes a byte at a time and never ends."""
    return itertools.repeat(b" ")


def redirecting(asked: Asked) -> Said:
    return Said(status=302, headers={"Location": f"/a?hop={asked.times + 1}"})


def asks_for_a_cookie(asked: Asked) -> Said:
    return Said(status=302, headers={"Location": asked.path, "Set-Cookie": "consent=1"})


BOMB = gzip.compress(b"\0" * (64 * MEGABYTE), 9)
ANSWERS: dict[str, tuple[Outcome, Site | Said]] = {
    "good.example": (Outcome.FETCHED, Said(body=page("Good"))),
    "empty.example": (Outcome.FETCHED, Said(body=b"")),
    "xhtml.example": (Outcome.FETCHED, Said(body=page("X"), kind="application/xhtml+xml")),
    "sniffed.example": (Outcome.FETCHED, Said(body=page("Sniffed"), kind="application/octet-stream")),
    "plain-as-gzip.example": (Outcome.FETCHED, Said(body=page("Plain"), headers={"Content-Encoding": "gzip"})),
    "gzip.example": (Outcome.FETCHED, Said(body=gzip.compress(page("Zip")), headers={"Content-Encoding": "gzip"})),
    "missing.example": (Outcome.NOT_FOUND, Said(status=404)),
    "gone.example": (Outcome.GONE, Said(status=410)),
    "unauthorised.example": (Outcome.FORBIDDEN, Said(status=401)),
    "forbidden.example": (Outcome.FORBIDDEN, Said(status=403, body=page("Forbidden"))),
    "precondition.example": (Outcome.BLOCKED, Said(status=412, body=JSL)),
    "webserver-down.example": (Outcome.BLOCKED, Said(status=521)),
    "block-page.example": (
        Outcome.BLOCKED,
        Said(body=page("Sorry", "Access denied: automated access is not allowed.")),
    ),
    "cloudflare.example": (Outcome.JS_CHALLENGE, Said(status=403, body=CLOUDFLARE)),
    "cookie-script.example": (Outcome.JS_CHALLENGE, Said(body=JSL)),
    "noscript.example": (Outcome.JS_CHALLENGE, Said(body=NOSCRIPT)),
    "challenge-header.example": (Outcome.JS_CHALLENGE, Said(status=202, headers={"x-amzn-waf-action": "challenge"})),
    "busy.example": (Outcome.RATE_LIMITED, Said(status=429, headers={"Retry-After": "0"})),
    "unavailable.example": (Outcome.RATE_LIMITED, Said(status=503)),
    "broken.example": (Outcome.SERVER_ERROR, Said(status=500)),
    "short.example": (Outcome.SERVER_ERROR, Said(body=b"<p>cut", claims=5000)),
    "half-gzip.example": (
        Outcome.SERVER_ERROR,
        Said(body=gzip.compress(page("Z"))[:-30], headers={"Content-Encoding": "gzip"}),
    ),
    "odd-encoding.example": (Outcome.SERVER_ERROR, Said(body=b"xx", headers={"Content-Encoding": "snappy"})),
    "no-http.example": (Outcome.SERVER_ERROR, Said(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n")),
    "hangs-up.example": (Outcome.SERVER_ERROR, Said(raw=b"")),
    "bad-location.example": (Outcome.SERVER_ERROR, Said(status=302, headers={"Location": "javascript:alert(1)"})),
    "silent.example": (Outcome.TIMED_OUT, Said(wait_s=60.0)),
    "loris.example": (Outcome.TIMED_OUT, Said(chunks=loris(), pause_s=0.05)),
    "huge.example": (Outcome.TOO_LARGE, Said(chunks=endless(2 * GIGABYTE))),
    "claims-huge.example": (Outcome.TOO_LARGE, Said(body=b"<p>", claims=2 * GIGABYTE)),
    "bomb.example": (Outcome.TOO_LARGE, Said(body=BOMB, headers={"Content-Encoding": "gzip"})),
    "large-zip.example": (
        Outcome.TOO_LARGE,
        Said(body=b"\x1f\x8b" + bytes(700_000), headers={"Content-Encoding": "gzip"}),
    ),
    "picture.example": (Outcome.NOT_HTML, Said(body=b"\x89PNG\r\n\x1a\n", kind="image/png")),
    "text.example": (Outcome.NOT_HTML, Said(body=b"a,b,c\n1,2,3\n", kind="text/csv")),
    "loop.example": (Outcome.REDIRECT_LOOP, Said(status=302, headers={"Location": "/a"})),
    "long-loop.example": (Outcome.REDIRECT_LOOP, redirecting),
    "cookie-loop.example": (Outcome.COOKIE_LOOP, asks_for_a_cookie),
    "inside.example": (Outcome.PRIVATE_ADDRESS, Said(status=302, headers={"Location": "http://169.254.169.254/meta"})),
    "loopback.example": (Outcome.PRIVATE_ADDRESS, Said(status=301, headers={"Location": "http://[::1]/"})),
    "localhost.example": (Outcome.PRIVATE_ADDRESS, Said(status=302, headers={"Location": "http://localhost:8080/"})),
    "odd-literal.example": (Outcome.PRIVATE_ADDRESS, Said(status=302, headers={"Location": "http://0x7f.1/"})),
    "other-port.example": (
        Outcome.PRIVATE_ADDRESS,
        Said(status=302, headers={"Location": "http://other-port.example:25/"}),
    ),
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawling, WebServer]]:
    """One crawl of all of them."""
    with WebServer({host: _only_at_a(answer) for host, (_, answer) in ANSWERS.items()}) as web:
        made = crawling(
            tmp_path_factory.mktemp("outcomes"),
            proxy=web.url,
            sources=[a_source("good.example"), a_source("robot.example", needs_browser=True)],
            timeout_s=2.0,
            max_body_bytes=8 * MEGABYTE,
            max_compressed_bytes=MEGABYTE // 2,
        )
        made.note(*(f"https://{host}/a" for host in ANSWERS))
        made.note("https://robot.example/a", source="robot-example")
        made.run(steps=["fetch"])
        yield made, web
        made.store.close()


@pytest.mark.parametrize("host", ANSWERS)
def test_each_way_to_misbehave_has_its_outcome(crawled: tuple[Crawling, WebServer], host: str) -> None:
    made, _ = crawled
    url = f"https://{host}/a"
    assert made.outcomes()[url] == str(ANSWERS[host][0]), made.details()[url]


def test_a_source_that_needs_a_browser_is_not_asked(crawled: tuple[Crawling, WebServer]) -> None:
    made, web = crawled
    assert made.outcomes()["https://robot.example/a"] == "needs_browser"
    assert "/a" not in web.paths("robot.example")


def test_what_may_pass_is_tried_four_times_and_a_refusal_once(crawled: tuple[Crawling, WebServer]) -> None:
    _, web = crawled
    tries = {host: web.paths(host).count("/a") for host in ("broken.example", "busy.example", "forbidden.example")}
    assert tries == {"broken.example": 4, "busy.example": 4, "forbidden.example": 1}


def test_an_endless_page_is_cut_off_while_it_streams(crawled: tuple[Crawling, WebServer]) -> None:
    _, web = crawled
    hit = next(hit for hit in web.hits if hit.url == "huge.example/a")
    assert hit.ended_s - hit.began_s < 10


def test_no_private_address_was_asked_through_the_proxy(crawled: tuple[Crawling, WebServer]) -> None:
    _, web = crawled
    assert {hit.host for hit in web.hits} <= {*ANSWERS, "robot.example"}


def test_every_answer_is_archived_whole(crawled: tuple[Crawling, WebServer]) -> None:
    made, _ = crawled
    statuses = {answer.page.url: answer.page.status for answer in Archive(made.archive).answers()}
    assert statuses["https://forbidden.example/a"] == 403
    assert statuses["https://loop.example/a"] == 302
    told = (Outcome.FETCHED, Outcome.GONE)
    extracted = {one.url for one in Archive(made.archive).pages()}
    assert extracted == {f"https://{host}/a" for host, (outcome, _) in ANSWERS.items() if outcome in told}


def test_a_redirect_to_a_private_address_is_refused_without_a_proxy_too(tmp_path: Path) -> None:
    with WebServer() as inside, WebServer() as web:
        web.sites[f"127.0.0.1:{web.port}"] = paths(
            {"/a": Said(status=302, headers={"Location": f"{inside.url}/secret"})}
        )
        made = crawling(
            tmp_path, sources=[a_source("good.example")], allow_private=frozenset({f"127.0.0.1:{web.port}"})
        )
        made.note(f"{web.url}/a", f"{inside.url}/b")
        assert made.run(steps=["fetch"]) == {"fetch": {"private_address": 2}}
        assert inside.hits == []
        made.store.close()


def test_a_name_that_resolves_to_a_private_address_is_refused(tmp_path: Path) -> None:
    with WebServer() as inside:
        names = {"rebound.example": "127.0.0.1", "allowed.example": "127.0.0.1"}
        allowed = f"allowed.example:{inside.port}"
        inside.sites[allowed] = paths({"/a": Said(body=page("Allowed"))})
        made = crawling(tmp_path, sources=[a_source("good.example")], allow_private=frozenset({allowed}))
        refused, good = f"http://rebound.example:{inside.port}/a", f"http://{allowed}/a"
        made.note(refused, good)
        ended(made.start(names=names, steps=["fetch"]))
        assert made.outcomes() == {refused: "private_address", good: "fetched"}
        assert "leads to 127.0.0.1" in (made.details()[refused] or "")
        assert {hit.host for hit in inside.hits} == {allowed}
        made.store.close()


def test_a_host_that_does_not_exist_and_a_closed_port_are_unreachable(tmp_path: Path) -> None:
    with WebServer() as closed:
        address = f"127.0.0.1:{closed.port}"
    made = crawling(tmp_path, sources=[a_source("good.example")], allow_private=frozenset({address}))
    urls = ("http://no-such-host.invalid/a", f"http://{address}/a")
    made.note(*urls)
    made.run(steps=["fetch"])
    assert made.outcomes() == dict.fromkeys(urls, "unreachable")
    made.store.close()


def test_tls_is_refused_for_a_stranger_s_certificate_and_accepted_from_our_own_authority(tmp_path: Path) -> None:
    ours, stranger = Authority(tmp_path / "ours"), Authority(tmp_path / "stranger")
    with WebServer(tls=ours.server("localhost")) as good, WebServer(tls=stranger.server("localhost")) as bad:
        hosts = [f"localhost:{server.port}" for server in (good, bad)]
        good.sites[hosts[0]] = paths({"/a": Said(body=page("Trusted"))})
        made = crawling(
            tmp_path, sources=[a_source("good.example")], allow_private=frozenset(hosts), ca_file=ours.certificate
        )
        made.note(*(f"https://{host}/a" for host in hosts))
        made.run(steps=["fetch"])
        outcomes = made.outcomes()
        with made.store.read() as connection:
            again = list(connection.scalars(select(candidates.c.due_at)))
        made.store.close()
    assert [outcomes[f"https://{host}/a"] for host in hosts] == ["fetched", "tls_refused"]
    assert None not in again


def test_a_proxy_is_asked_for_tunnels_and_the_certificate_behind_is_checked(tmp_path: Path) -> None:
    ours, stranger = Authority(tmp_path / "ours"), Authority(tmp_path / "stranger")
    hosts = ("good.example", "bad.example", "closed.example")
    with (
        WebServer(tls=ours.server(hosts[0])) as good,
        WebServer(tls=stranger.server(hosts[1])) as bad,
        WebServer() as proxy,
    ):
        good.sites[hosts[0]] = paths({"/a": Said(body=page("Through a tunnel"))})
        proxy.tunnels.update({f"{hosts[0]}:443": good.port, f"{hosts[1]}:443": bad.port})
        made = crawling(
            tmp_path,
            proxy=proxy.url.replace("//", "//user:secret@"),
            proxy_connect=True,
            sources=[a_source(hosts[0])],
            ca_file=ours.certificate,
        )
        made.note(*(f"https://{host}/a" for host in hosts))
        made.run(steps=["fetch"])
        outcomes = made.outcomes()
        made.store.close()
    assert [outcomes[f"https://{host}/a"] for host in hosts] == ["fetched", "tls_refused", "unreachable"]
    assert not any(b"secret" in gzip.decompress(path.read_bytes()) for path in made.archive.iterdir())


def test_a_dead_proxy_makes_everything_unreachable(tmp_path: Path) -> None:
    with WebServer() as web:
        proxy = web.url
    made = crawling(tmp_path, proxy=proxy, sources=[a_source("good.example")])
    made.note("https://good.example/a", "http://good.example/b")
    assert made.run(steps=["fetch"]) == {"fetch": {"unreachable": 2}}
    made.store.close()


def _only_at_a(answer: Site | Said) -> Site:
    """The answer at /a and what it redirects to; no robots.txt."""

    def site(asked: Asked) -> Said:
        if not asked.path.startswith("/a") or asked.path == "/ai.txt":
            return Said(status=404)
        return answer if isinstance(answer, Said) else answer(asked)

    return site
