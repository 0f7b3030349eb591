"""The demo newsroom. In: its articles, hosts and clock. Out: whether it is what crawlers and `make run` need it to be."""

import gzip
import http.client
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from click.testing import CliRunner
from lxml import html

from articles.errors import BadInput
from articles.model import Page, Source
from articles.taxonomy import load_taxonomy
from crawlers.discovery import Listed, read_route, routes
from crawlers.source_files import load_sources
from dreiklang.cli.demo import demo
from dreiklang.demo import Newsroom, moments
from dreiklang.demo.answer import Answer
from dreiklang.demo.edition import edition
from dreiklang.demo.outlets import Outlet, load_outlets
from dreiklang.demo.pieces import Piece, load_pieces
from dreiklang.demo.site import Site
from dreiklang.desk import DEMO_SOURCES

OUTLETS = load_outlets()
PIECES = load_pieces()
LAST = moments()[-1]
Asking = Callable[..., tuple[int, dict[str, str], bytes]]


def at(url: str, now: datetime = LAST, site: Site | None = None) -> Answer:
    parts = urlsplit(url)
    return (site or Site()).answer(parts.netloc, parts.path, now=now)


def the(outlet: str, slug: str) -> Piece:
    return next(piece for piece in PIECES if (piece.outlet, piece.slug) == (outlet, slug))


def address(piece: Piece) -> str:
    return OUTLETS[piece.outlet].url_of(piece)


def shown(answer: Answer, charset: str = "utf-8") -> str:
    return str(html.fromstring(answer.body.decode(charset)).text_content())


# what is in it


def test_at_least_four_outlets_a_language_play_and_four_of_all_are_official() -> None:
    languages = Counter(outlet.language[:2] for outlet in OUTLETS.values())
    assert len(OUTLETS) >= 12 and set(languages) == {"de", "zh", "en"} and min(languages.values()) >= 4
    assert sum(outlet.official for outlet in OUTLETS.values()) >= 4


def test_at_least_84_articles_of_which_two_thirds_are_about_governing_ai() -> None:
    assert len(PIECES) >= 84
    assert 0.6 <= sum(piece.relevant for piece in PIECES) / len(PIECES) <= 0.75
    for language in ("de", "zh", "en"):
        kinds = Counter(piece.relevant for piece in PIECES if OUTLETS[piece.outlet].language.startswith(language))
        assert min(kinds[True], kinds[False]) >= 8, language


def test_articles_have_a_decent_length_and_unique_addresses() -> None:
    assert len({address(piece) for piece in PIECES}) == len(PIECES)
    for piece in PIECES:
        text = " ".join(piece.paragraphs)
        chinese = OUTLETS[piece.outlet].language.startswith("zh")
        assert (len(text) >= 220) if chinese else (len(text.split()) >= 100), piece.slug


def test_five_events_are_told_in_all_three_languages() -> None:
    told: dict[str, set[str]] = {}
    for piece in PIECES:
        if piece.relevant:
            told.setdefault(piece.event, set()).add(OUTLETS[piece.outlet].language[:2])
    assert sum(languages == {"de", "zh", "en"} for languages in told.values()) >= 5


def test_syndicated_copies_name_their_agency_and_some_share_their_text_word_by_word() -> None:
    copies = [piece for piece in PIECES if piece.origin]
    assert {"dpa", "Reuters", "新华社", "AP"} <= {piece.origin for piece in copies}
    repeated = Counter(piece.paragraphs[1] for piece in copies)
    assert sum(count > 1 for count in repeated.values()) >= 3


def test_every_outlet_has_its_source_with_the_same_language_and_known_issuers() -> None:
    sources = load_sources(folders=[DEMO_SOURCES])
    assert set(sources) == set(OUTLETS)
    for source in sources.values():
        outlet = OUTLETS[source.id]
        assert (source.name, source.homepage) == (outlet.name, outlet.home)
        assert source.languages == (outlet.language,) and source.time_zone == outlet.time_zone
        assert (source.kind == "official") == outlet.official == bool(source.issuers)
        assert set(source.issuers) <= load_taxonomy().issuing_bodies


def test_every_host_is_a_name_that_nobody_can_own() -> None:
    hosts = {host for outlet in OUTLETS.values() for host in (outlet.host, outlet.old_host) if host}
    assert all(host.endswith(".example") for host in hosts)


@pytest.mark.parametrize("outlet", OUTLETS.values(), ids=OUTLETS)
def test_every_page_says_that_it_is_invented(outlet: Outlet) -> None:
    words = {"de": "Erfunden", "zh-Hans": "虚构", "zh-Hant": "虛構", "en": "Invented"}
    for piece in edition(outlet, now=LAST).listed:
        answer = at(outlet.url_of(piece), site=visited(piece))
        assert words[outlet.language] in shown(answer, outlet.charset)


def visited(piece: Piece) -> Site:
    """A site that has refused this piece's first visitor already."""
    site = Site()
    if piece.busy:
        at(address(piece), site=site)
    return site


# what happens between the moments


def test_the_moments_are_ordered_start_on_consecutive_days_and_stay_within_the_age_that_is_fetched() -> None:
    gaps = [later - earlier for earlier, later in zip(moments(), moments()[1:], strict=False)]
    assert len(moments()) >= 6 and gaps[0] == gaps[1] == timedelta(days=1)
    assert all(timedelta(0) < gap < timedelta(days=30) for gap in gaps)
    assert PIECES[-1].published < LAST


def test_nothing_is_there_before_it_is_published() -> None:
    adopted = the("wangban", "zhinengti-zanxing-banfa")
    early, late = (at(address(adopted), now=now) for now in (moments()[-2], LAST))
    assert (early.status, late.status) == (404, 200)
    feed = OUTLETS["wangban"].home + OUTLETS["wangban"].lists["channel_list"]
    assert adopted.title not in at(feed, now=moments()[-2]).body.decode()
    assert adopted.title in at(feed).body.decode()


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.edited], ids=lambda piece: piece.slug)
def test_an_edited_article_reads_differently_at_a_later_moment(piece: Piece) -> None:
    assert piece.edited is not None
    charset = OUTLETS[piece.outlet].charset
    first = next(moment for moment in moments() if moment > piece.published)
    before, after = at(address(piece), now=first), at(address(piece))
    changed = [paragraph for paragraph in piece.edited_paragraphs if paragraph not in piece.paragraphs]
    assert piece.published < first < piece.edited
    assert all(one in shown(after, charset) and one not in shown(before, charset) for one in changed)
    assert before.modified and after.modified and before.modified < after.modified and before.etag != after.etag


def test_a_page_stays_the_same_while_its_text_does() -> None:
    for piece in PIECES:
        after = [moment for moment in moments() if moment > max(piece.published, piece.edited or piece.published)]
        tags = {at(address(piece), now=moment, site=visited(piece)).etag for moment in after if not piece.removed}
        assert len(tags) <= 1, piece.slug


@pytest.mark.parametrize("piece", [piece for piece in PIECES if piece.removed], ids=lambda piece: piece.slug)
def test_a_removed_article_is_seen_once_and_gone_from_page_and_list_later(piece: Piece) -> None:
    assert piece.removed is not None and piece.removed < LAST
    first = next(moment for moment in moments() if moment > piece.published)
    assert first < piece.removed and first - piece.published < timedelta(days=7)  # else it counts as old, see revisits
    assert at(address(piece), now=first).status == 200
    assert at(address(piece)).status == piece.gone
    assert piece not in edition(OUTLETS[piece.outlet], now=LAST).listed


def test_articles_are_edited_and_removed_by_410_and_by_404() -> None:
    assert sum(bool(piece.edited) for piece in PIECES) >= 2
    assert {piece.gone for piece in PIECES if piece.removed} == {404, 410}


def test_every_list_has_something_from_the_first_moment_on() -> None:
    for outlet in OUTLETS.values():
        assert edition(outlet, now=moments()[0]).listed, outlet.id


def test_the_consultation_has_a_readable_pdf_with_its_deadline_and_is_adopted_weeks_later() -> None:
    draft, adopted = the("wangban", "zhinengti-zhengqiu-yijian"), the("wangban", "zhinengti-zanxing-banfa")
    assert adopted.published - draft.published > timedelta(weeks=4)
    assert "意见反馈截止时间为2026年4月1日" in pdf_text(draft)
    assert "自2026年7月15日起施行" in pdf_text(adopted)


def pdf_text(piece: Piece) -> str:
    page = html.fromstring(at(address(piece)).body.decode())
    (link,) = page.xpath("//a[contains(@href, '/dokumente/')]/@href")
    answer = at(OUTLETS[piece.outlet].home + link)
    assert answer.content_type == "application/pdf"
    with pypdfium2.PdfDocument(answer.body) as document:
        return "".join(sheet.get_textpage().get_text_range() for sheet in document).replace("\r\n", "")


def test_a_german_pdf_keeps_its_umlauts() -> None:
    assert "künstlichen Intelligenz" in pdf_text(the("digitalministerium", "referentenentwurf-vkitg"))


def test_an_attachment_is_there_as_word_document_too() -> None:
    answer = at("https://www.gongxin.example/dokumente/zhinengti-biaoshi-biaozhun.docx")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert "截止日期：2026年4月3日" in archive.read("word/document.xml").decode()


def test_an_attachment_does_not_exist_before_its_article() -> None:
    url = "https://www.wangban.example/dokumente/zhinengti-zanxing-banfa.pdf"
    assert at(url, now=moments()[0]).status == 404


def test_the_german_bill_and_the_european_act_go_through_their_stages_in_order() -> None:
    for events in (
        ("de-vkitg-draft", "de-vkitg-cabinet", "de-vkitg-bundestag"),
        ("eu-provenance-committee", "eu-provenance-plenary", "eu-provenance-council", "eu-provenance-oj"),
    ):
        firsts = [
            min(piece.published for piece in PIECES if piece.event == event and OUTLETS[piece.outlet].official)
            for event in events
        ]
        assert firsts == sorted(firsts)


# how the hosts behave


@pytest.mark.parametrize(("name", "charset"), [("chenguang", "gbk"), ("weiwan", "big5"), ("netzwarte", "cp1252")])
def test_a_page_in_an_old_charset_is_really_served_in_it(name: str, charset: str) -> None:
    piece = edition(OUTLETS[name], now=LAST).listed[0]
    body = at(address(piece)).body
    assert piece.lead in body.decode(charset)
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")


def test_one_charset_is_in_the_header_one_only_in_the_page_and_one_nowhere() -> None:
    def declared(name: str) -> tuple[bool, bool]:
        answer = at(OUTLETS[name].home + "/")
        return "charset" in answer.content_type, b"<meta charset" in answer.body

    assert declared("weiwan") == (True, True)
    assert declared("chenguang") == (False, True)
    assert declared("netzwarte") == (False, False)


def test_robots_close_a_path_that_a_feed_lists_and_ask_for_a_delay() -> None:
    closed = the("morgenblatt", "anzeige-kaffeemaschinen")
    assert b"Disallow: /anzeige/" in at("https://www.morgenblatt.example/robots.txt").body
    assert urlsplit(address(closed)).path.startswith("/anzeige/")
    assert b"Crawl-delay: 1" in at("https://www.gazette.example/robots.txt").body


def test_a_reservation_stands_in_a_file_and_in_a_header() -> None:
    told = json.loads(at("https://www.morgenblatt.example/.well-known/tdmrep.json").body)
    assert told[0]["tdm-reservation"] == 1
    assert at("https://www.caijian.example/").headers["tdm-reservation"] == "1"


def test_an_old_host_redirects_and_its_feed_names_it() -> None:
    piece = the("funkhaus", "china-ki-agenten")
    old = OUTLETS["funkhaus"].listed_url_of(piece)
    assert old in at("https://funkhaus-nord.example/nachrichten/atom.xml").body.decode()
    answer = at(old)
    assert answer.status == 301 and answer.headers["Location"] == address(piece)


def test_a_busy_page_refuses_its_first_visitor_only() -> None:
    site, url = Site(), address(next(piece for piece in PIECES if piece.busy))
    first, second = at(url, site=site), at(url, site=site)
    assert first.status == 429 and first.headers["Retry-After"] == "1"
    assert second.status == 200


def test_a_paywalled_page_shows_its_first_paragraph_and_says_so() -> None:
    piece = next(piece for piece in PIECES if piece.wall == "paywall")
    answer = at(address(piece))
    assert piece.lead in shown(answer) and piece.paragraphs[1] not in shown(answer)
    assert b'"isAccessibleForFree": false' in answer.body


def test_a_consent_wall_hides_the_whole_text() -> None:
    piece = next(piece for piece in PIECES if piece.wall == "consent")
    assert piece.title not in shown(at(address(piece))) and "cookies" in shown(at(address(piece)))


def test_a_feed_lists_a_page_that_is_only_an_index() -> None:
    outlet = OUTLETS["morgenblatt"]
    assert outlet.hub and f"{outlet.home}{outlet.hub}" in at(outlet.home + outlet.lists["rss"]).body.decode()
    links = html.fromstring(at(outlet.home + outlet.hub).body.decode()).xpath("//h2/a")
    assert len(links) == sum(piece.relevant for piece in edition(outlet, now=LAST).listed) > 5


def test_what_is_unknown_says_what_is_known() -> None:
    assert at("https://nobody.example/").status == 502
    assert b"www.morgenblatt.example" in at("https://nobody.example/").body
    assert at("https://www.morgenblatt.example/politik/2026/nirgends-1.html").status == 404
    assert at("https://www.harbourpost.example/sitemaps/1999-01.xml.gz").status == 404


# what the crawler's readers make of its lists


def listed(source: Source, *, back_fill: bool = False) -> Iterator[Listed]:
    waiting = routes(source, back_fill=back_fill)
    while waiting:
        route = waiting.pop()
        answer = at(route.url)
        page = Page(
            url=route.url,
            final_url=route.url,
            status=answer.status,
            headers={"content-type": answer.content_type},
            body=answer.body,
            fetched_at=LAST,
            source=source.id,
        )
        found = read_route(route, page, source=source)
        waiting += found.more
        yield found


@pytest.mark.parametrize("source", load_sources(folders=[DEMO_SOURCES]).values(), ids=lambda source: source.id)
def test_every_article_is_found_with_its_day_on_the_routes_of_its_source(source: Source) -> None:
    outlet = OUTLETS[source.id]
    found = {candidate.url.partition("?")[0]: candidate for one in listed(source) for candidate in one.candidates}
    for piece in edition(outlet, now=LAST).listed:
        candidate = found[outlet.listed_url_of(piece)]
        assert candidate.published is not None, piece.slug
        assert candidate.published.astimezone(outlet.zone).date() == piece.published.astimezone(outlet.zone).date()


def test_all_kinds_of_lists_are_there() -> None:
    kinds = {kind for outlet in OUTLETS.values() for kind in outlet.lists}
    assert kinds == {
        "rss", "atom", "json_feed", "news_sitemap", "sitemap_index", "listing", "channel_list", "register",
    }  # fmt: skip


def test_a_sitemap_index_leads_to_one_gzipped_sitemap_a_month() -> None:
    (source,) = [one for one in load_sources(folders=[DEMO_SOURCES]).values() if one.sitemaps]
    urls = {candidate.url for one in listed(source, back_fill=True) for candidate in one.candidates}
    assert {address(piece) for piece in edition(OUTLETS[source.id], now=LAST).listed} <= urls
    body = at("https://www.harbourpost.example/sitemaps/2026-04.xml.gz").body
    assert b"2026/04" in gzip.decompress(body) and b"2026/03" not in gzip.decompress(body)


# the server


@pytest.fixture
def ask(moved_clock: Callable[[datetime], None]) -> Iterator[Asking]:
    """Ask the newsroom as its proxy, at its last moment."""
    moved_clock(LAST)
    with Newsroom() as newsroom:

        def asked(url: str, *, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
            connection = http.client.HTTPConnection("127.0.0.1", urlsplit(newsroom.proxy_url).port, timeout=10)
            try:
                connection.request(method, url, headers={name.replace("_", "-"): one for name, one in headers.items()})
                answer = connection.getresponse()
                return answer.status, dict(answer.headers), answer.read()
            finally:
                connection.close()

        yield asked


@pytest.mark.slow
def test_the_proxy_answers_https_and_http_addresses_and_hosts_asked_directly(ask: Asking) -> None:
    piece = the("harbourpost", "china-adopts-ai-agent-rules")
    by_https = ask(address(piece))
    assert by_https[0] == 200 and piece.title in by_https[2].decode()
    assert ask(address(piece).replace("https:", "http:"))[2] == by_https[2]
    assert ask(urlsplit(address(piece)).path, Host="www.harbourpost.example:80")[2] == by_https[2]


@pytest.mark.slow
def test_a_known_page_is_not_sent_again(ask: Asking) -> None:
    url = address(the("caijian", "zhengshi-banfa"))
    _, headers, _ = ask(url)
    assert ask(url, If_None_Match=headers["ETag"])[0] == 304
    assert ask(url, If_None_Match='"old"', If_Modified_Since=headers["Last-Modified"])[0] == 200
    status, again, body = ask(url, If_Modified_Since=headers["Last-Modified"])
    assert (status, body) == (304, b"") and "Content-Length" not in again
    assert ask(url, If_Modified_Since="Mon, 02 Mar 2026 00:00:00 GMT")[0] == 200
    assert ask(url, If_Modified_Since="yesterday")[0] == 200


@pytest.mark.slow
def test_the_clock_decides_what_the_server_shows(ask: Asking, moved_clock: Callable[[datetime], None]) -> None:
    url = address(the("netzwarte", "gesichtserkennung-bahnhof-test"))
    assert ask(url)[0] == 410
    moved_clock(moments()[3])
    assert ask(url)[0] == 200
    moved_clock(moments()[0])
    assert ask(url)[0] == 404


@pytest.mark.slow
def test_a_head_request_gets_the_length_and_no_body(ask: Asking) -> None:
    status, headers, body = ask("https://www.morgenblatt.example/", method="HEAD")
    assert status == 200 and int(headers["Content-Length"]) > 1000 and body == b""


@pytest.mark.slow
def test_a_tunnel_is_refused_with_the_setting_that_helps(ask: Asking) -> None:
    status, _, body = ask("www.morgenblatt.example:443", method="CONNECT")
    assert status == 405 and b"crawl.proxy_connect = false" in body


@pytest.mark.slow
def test_a_slow_page_takes_a_second_and_does_not_hold_up_the_others(ask: Asking) -> None:
    arrived: list[str] = []

    def get(outlet: str, slug: str) -> None:
        assert ask(address(the(outlet, slug)))[0] == 200
        arrived.append(slug)

    slow = threading.Thread(target=get, args=("gongxin", "biaozhun-gongshi"))
    slow.start()
    get("gongxin", "guobiao-fabu")
    slow.join()
    assert arrived == ["guobiao-fabu", "biaozhun-gongshi"]


@pytest.mark.slow
def test_it_stops_at_once_though_a_connection_idles_and_a_slow_page_is_on_its_way(
    moved_clock: Callable[[datetime], None],
) -> None:
    moved_clock(LAST)
    newsroom = Newsroom()
    newsroom.start()
    port = urlsplit(newsroom.proxy_url).port
    idle = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    idle.request("GET", "https://www.morgenblatt.example/")
    idle.getresponse().read()
    waiting = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    waiting.request("GET", address(the("gongxin", "biaozhun-gongshi")))
    newsroom.stop()
    newsroom.stop()
    idle.close()
    waiting.close()
    assert not [thread for thread in threading.enumerate() if "process_request" in thread.name]
    with pytest.raises(RuntimeError, match="call start"):
        _ = newsroom.proxy_url


@pytest.mark.slow
def test_a_taken_port_is_told_in_a_sentence(moved_clock: Callable[[datetime], None]) -> None:
    with Newsroom() as newsroom:
        port = urlsplit(newsroom.proxy_url).port
        ran = CliRunner().invoke(demo, ["--port", str(port)])
    assert isinstance(ran.exception, BadInput) and f"port {port}" in str(ran.exception)


@pytest.mark.slow
@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGTERM])
def test_the_command_serves_until_it_is_told_to_stop(signal_: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-m", "dreiklang", "demo"], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        first = running.stdout.readline()
        port = int(first.split("http://127.0.0.1:")[1].partition(":")[0])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "https://www.morgenblatt.example/robots.txt")
        assert connection.getresponse().status == 200
        connection.close()
        running.send_signal(signal_)
        assert running.wait(timeout=30) == 0
        assert f"DREIKLANG_CRAWL__PROXY=http://127.0.0.1:{port}" in running.stdout.read()


@pytest.mark.slow
def test_playing_lets_its_weeks_pass_from_the_first_moment_to_the_last(tmp_path: Path) -> None:
    clock_file = tmp_path / "clock"
    command = [sys.executable, "-m", "dreiklang", "demo", "--host", "127.0.0.1", "--play", "0.001"]
    environment = os.environ | {"DREIKLANG_CLOCK": str(clock_file)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as running:
        assert running.stdout and running.stdout.readline()
        assert moments()[0] <= datetime.fromisoformat(clock_file.read_text()) <= moments()[-1]
        until = time.monotonic() + 30
        while clock_file.read_text() != moments()[-1].isoformat() and time.monotonic() < until:
            time.sleep(0.05)
        running.terminate()
        assert running.wait(timeout=30) == 0
    assert clock_file.read_text() == moments()[-1].isoformat()


def test_playing_needs_a_clock_to_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DREIKLANG_CLOCK", raising=False)
    ran = CliRunner().invoke(demo, ["--play", "1"])
    assert isinstance(ran.exception, BadInput) and "DREIKLANG_CLOCK" in str(ran.exception)


def test_a_moment_of_real_time_shows_everything() -> None:
    assert len(edition(OUTLETS["morgenblatt"], now=datetime(2030, 1, 1, tzinfo=UTC)).pieces) == sum(
        piece.outlet == "morgenblatt" for piece in PIECES
    )


def test_every_attachment_has_its_text() -> None:
    texts = {path.stem for path in (DEMO_SOURCES.parent / "attachments").glob("*.md")}
    assert texts == {Path(name).stem for piece in PIECES for name in piece.attachments}
