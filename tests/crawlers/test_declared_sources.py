"""The sources that ship: whom we read, and that each file says what the facts allow. In: crawlers/sources. Out: -."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import crawlers
from articles.errors import NotAFeed
from articles.model import Page, Source
from articles.taxonomy import load_taxonomy
from crawlers.discovery import Route, read_route, routes
from crawlers.source_files import load_sources, source_to_toml
from tests.places import shared

FOLDER = Path(crawlers.__file__).parent / "sources"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MEDIA = ("news", "wire", "opinion", "blog", "research")

# Who must be there, in the words of the list of facts, and under which id.
MUST_HAVE = {
    "tagesschau": "tagesschau", "Deutschlandfunk": "deutschlandfunk", "FAZ": "faz", "Süddeutsche": "sueddeutsche",
    "Spiegel": "spiegel", "Zeit": "zeit", "taz": "taz", "Welt": "welt", "Handelsblatt": "handelsblatt",
    "heise": "heise", "netzpolitik.org": "netzpolitik", "Golem": "golem", "Standard (AT)": "derstandard",
    "NZZ (CH)": "nzz", "Bundesregierung": "bundesregierung", "Bundestag, Pressemitteilungen": "bundestag-presse",
    "Bundestag, hib": "bundestag-hib", "Bundestag, Drucksachen": "bundestag-drucksachen", "Bundesrat": "bundesrat",
    "BMDS": "bmds", "BMWE": "bmwe", "BMFTR": "bmftr", "BMJV": "bmjv", "BNetzA": "bnetza", "BSI": "bsi", "BfDI": "bfdi",
    "DSK": "dsk", "Bundeskartellamt": "bundeskartellamt", "BGBl.": "bgbl", "BVerfG": "bverfg", "DIN": "din",
    "DKE": "dke", "Bitkom": "bitkom",
    "新华社": "xinhua", "人民日报": "rmrb", "人民网": "people", "光明日报": "guangming", "科技日报": "stdaily",
    "求是": "qstheory", "中新社": "chinanews", "财新": "caixin", "第一财经": "yicai", "澎湃": "thepaper",
    "36氪": "36kr", "观察者": "guancha", "联合早报": "zaobao", "Hong Kong": "rthk", "Taiwan": "cna-tw",
    "中国政府网": "gov-cn", "网信办": "cac", "工信部": "miit", "科技部": "most", "发改委": "ndrc", "国家数据局": "nda",
    "市场监管总局": "samr", "国家标准委": "sac", "商务部": "mofcom", "外交部": "mfa", "全国人大": "npc",
    "全国人大, 草案": "npc-drafts", "司法部": "moj", "最高法": "spc", "网安标委": "tc260", "信通院": "caict",
    "上海": "shanghai",
    "AP": "ap", "Reuters": "reuters", "Guardian": "guardian", "FT": "ft", "BBC": "bbc", "NYT": "nyt",
    "Washington Post": "washington-post", "Politico Europe": "politico-eu", "Euractiv": "euractiv",
    "TechCrunch": "techcrunch", "The Verge": "the-verge", "Ars Technica": "ars-technica", "SCMP": "scmp",
    "Xinhua English": "xinhua-en", "China Daily": "chinadaily", "Global Times": "global-times",
    "Nikkei Asia": "nikkei-asia", "Commission press corner": "ec-press", "AI Office": "ec-digital",
    "Council": "council-eu", "European Parliament": "ep-press", "Official Journal L": "oj-l",
    "Have Your Say": "have-your-say", "EDPB": "edpb", "EDPS": "edps", "ENISA": "enisa", "CEN-CENELEC": "cencenelec",
    "White House": "white-house", "Federal Register": "federal-register", "BIS": "bis", "Commerce": "commerce",
    "NIST": "nist", "CAISI": "caisi", "FTC": "ftc", "Congress.gov": "congress",
    "California, Legislature": "california-legislature", "California, Governor": "california-governor",
    "DSIT": "dsit", "AI Security Institute": "aisi", "CMA": "cma", "UN": "un-news", "ITU": "itu", "OECD.AI": "oecd-ai",
    "ISO": "iso", "IEC": "iec", "Council of Europe": "coe", "Singapore IMDA": "imda", "Korea MSIT": "msit",
    "Japan Cabinet Office": "cao-jp", "MERICS": "merics", "China Law Translate": "china-law-translate",
    "DigiChina": "digichina",
}  # fmt: skip


@cache
def declared() -> Mapping[str, Source]:
    return load_sources(folders=[FOLDER])


def test_every_file_loads_and_is_what_it_is_after_being_written_again(tmp_path: Path) -> None:
    for source in declared().values():
        (tmp_path / f"{source.id}.toml").write_text(source_to_toml(source), encoding="utf-8")
    assert load_sources(folders=[tmp_path]) == declared()


@pytest.mark.parametrize(
    ("language", "kinds", "at_least"),
    [("de", MEDIA, 25), ("zh", MEDIA, 20), ("en", MEDIA, 25), ("", ("official",), 40)],
)
def test_there_are_enough_of_each(language: str, kinds: tuple[str, ...], at_least: int) -> None:
    found = [one.id for one in declared().values() if one.kind in kinds and one.languages[0].startswith(language)]
    assert len(found) >= at_least


def test_there_are_at_least_150_in_all() -> None:
    assert len(declared()) >= 150


@pytest.mark.parametrize(("name", "source_id"), MUST_HAVE.items(), ids=MUST_HAVE)
def test_nobody_is_missing_whom_a_reader_would_miss(name: str, source_id: str) -> None:
    assert source_id in declared(), name
    assert declared()[source_id].tier <= 2


def test_only_public_bodies_are_official() -> None:
    owners = {source.ownership for source in declared().values() if source.kind == "official"}
    assert owners == {"government"}


def test_media_of_state_and_party_are_named_so() -> None:
    owners = {
        source_id: declared()[source_id].ownership for source_id in ("xinhua", "chinadaily", "people", "qstheory")
    }
    assert owners == {"xinhua": "state", "chinadaily": "state", "people": "party", "qstheory": "party"}


def test_official_sources_are_taken_whole_and_leading_ones_polled_within_the_hour() -> None:
    for source in declared().values():
        if source.kind == "official":
            assert not (source.filter.keep_paths or source.filter.sections or source.filter.keywords), source.id
            assert source.tier > 1 or source.interval_minutes <= 60, source.id


def test_a_leading_general_newspaper_does_not_cost_its_whole_day() -> None:
    for source_id in ("faz", "spiegel", "welt", "guardian", "bbc", "washington-post", "xinhua", "people", "caixin"):
        assert declared()[source_id].filter.keywords, source_id


def test_press_is_quoted_shortly_and_american_federal_texts_are_free() -> None:
    for source in declared().values():
        if source.kind in ("news", "wire", "opinion"):
            assert source.rights.excerpt_chars <= 300, source.id
    assert declared()["federal-register"].rights.tdm_reserved == "no"


def test_every_chinese_authority_has_a_second_way_in_that_is_no_dead_end() -> None:
    for source in declared().values():
        if source.kind == "official" and source.country == "CN":
            assert source.fallback is not None, source.id
            assert routes(declared()[source.fallback]), source.id


def test_no_chain_of_fallbacks_comes_back_to_its_beginning() -> None:
    for source in declared().values():
        seen = [source.id]
        while (following := declared()[seen[-1]].fallback) is not None:
            assert following not in seen, [*seen, following]
            seen.append(following)


def test_a_source_without_any_list_says_that_it_is_unverified() -> None:
    for source in declared().values():
        assert source.unverified or routes(source, back_fill=True), source.id


def test_no_leading_source_is_one_that_nobody_can_ever_see() -> None:
    """Claims of absence count the leading sources that were reached; one without a list would always be missing."""
    assert [one.id for one in declared().values() if one.tier == 1 and not routes(one)] == []


def test_what_speaks_plain_http_says_that_it_is_unverified() -> None:
    for source in declared().values():
        assert source.unverified or all(url.startswith("https://") for url in _addresses(source)), source.id


def test_issuers_are_bodies_of_the_taxonomy_and_every_leading_body_has_a_source() -> None:
    bodies = load_taxonomy().issuing_bodies
    named = {issuer for source in declared().values() for issuer in source.issuers}
    assert named <= bodies
    assert bodies - named == {"g7_g20", "asean_au_brics"}  # groups without one publisher of their own


def test_only_addresses_that_somebody_tested_count_as_verified() -> None:
    confirmed = _confirmed()
    verified = [source for source in declared().values() if not source.unverified]
    unknown = {source.id: [url for url in _addresses(source) if not confirmed(url)] for source in verified}
    assert {source_id: urls for source_id, urls in unknown.items() if urls} == {}
    assert len(verified) >= 80


def test_media_of_the_facts_are_never_official() -> None:
    homes = {
        _key(fact["homepage"])
        for fact in (*_facts("official_sources.jsonl"), *_facts("more_sources.jsonl"))
        if fact["kind"] in ("state media", "party media", "media", "tracker", "news")
    }
    homes |= {_key(fact["homepage"]) for fact in _facts("news_sources.jsonl")}
    assert [one.id for one in declared().values() if one.kind == "official" and _key(one.homepage) in homes] == []


# What the lists of some sources look like, after the descriptions in the facts; the texts are ours.
CAC = """<div id="loadingInfoPage"><ul><li><h5><a href="//www.cac.gov.cn/2026-11/23/c_1.htm">关于智能体管理办法的通知</a></h5>
<div class="times">2026-11-23</div></li></ul></div><ul><li><a href="/about.htm">关于我们</a></li></ul>"""
GOV_CN = [
    {"TITLE": "关于推进数据流通的意见", "URL": "https://www.gov.cn/zhengce/1.htm", "DOCRELPUBTIME": "2026-11-24"},
]
MIIT = {
    "success": True,
    "data": {
        "html": '<ul><li class="empty"></li><li><span class="fr">2026-11-20</span>'
        '<a href="/gzcy/yjzj/art/2026/art_7.html" title="公开征求意见">公开征求意见</a>'
        '<span class="endtime">1792339200000</span></li></ul>'
    },
}
NPC = {"total": 1, "rows": [{"flxxId": 77, "flxxmc": "某法（草案）", "ksrq": "2026-11-01", "jsrq": "2026-11-30"}]}
HAVE_YOUR_SAY = {
    "initiativeResultDtoPage": {
        "content": [
            {"id": 1234, "shortTitle": "Guidelines", "currentStatuses": [{"feedbackStartDate": "2026/11/20 10:00:00"}]}
        ]
    }
}
FEDERAL_REGISTER = {
    "results": [{"title": "Rule", "html_url": "https://www.federalregister.gov/d/1", "publication_date": "2026-11-25"}]
}
CAIXIN = {"data": {"articleList": [{"title": "算力", "url": "https://www.caixin.com/a.html", "time": 1795600000000}]}}


@pytest.mark.parametrize(
    ("source_id", "answer", "url", "day"),
    [
        ("cac", CAC, "https://www.cac.gov.cn/2026-11/23/c_1.htm", "2026-11-22T16:00"),
        ("gov-cn", GOV_CN, "https://www.gov.cn/zhengce/1.htm", "2026-11-23T16:00"),
        ("miit-consultations", MIIT, "https://www.miit.gov.cn/gzcy/yjzj/art/2026/art_7.html", "2026-11-19T16:00"),
        ("npc-drafts", NPC, "http://www.npc.gov.cn/flcaw/userIndex.html?lid=77", "2026-10-31T16:00"),
        (
            "have-your-say",
            HAVE_YOUR_SAY,
            "https://ec.europa.eu/info/law/better-regulation/have-your-say/initiatives/1234_en",
            "2026-11-20T09:00",
        ),
        ("federal-register", FEDERAL_REGISTER, "https://www.federalregister.gov/d/1", "2026-11-25T05:00"),
        ("caixin", CAIXIN, "https://www.caixin.com/a.html", "2026-11-25"),
    ],
)
def test_a_list_is_read_as_its_source_declares_it(source_id: str, answer: Any, url: str, day: str) -> None:
    source = declared()[source_id]
    listed = read_route(routes(source)[0], _page(routes(source)[0], answer), source=source)
    assert [candidate.url for candidate in listed.candidates] == [url]
    published = listed.candidates[0].published
    assert published is not None and published.isoformat().startswith(day)


def test_a_ministry_that_answers_without_a_list_is_told_as_such() -> None:
    source = declared()["miit"]
    refusal = {"success": False, "message": "请求过于频繁"}
    with pytest.raises(NotAFeed, match="nothing at entry = 'li'"):
        read_route(routes(source)[0], _page(routes(source)[0], refusal), source=source)


def _page(route: Route, answer: Any) -> Page:
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    return Page(
        url=route.url,
        final_url=route.url,
        status=200,
        headers={},
        body=text.encode("utf-8"),
        fetched_at=NOW,
        source=None,
    )


def _addresses(source: Source) -> list[str]:
    return [route.url for route in routes(source, back_fill=True)]


def _facts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in shared("sources", name).read_text(encoding="utf-8").splitlines()]


def _key(url: str) -> str:
    """An address without scheme, www, query and closing slash: the facts write it now so, now so."""
    return re.sub(r"^https?://(www\.)?", "", url).partition("?")[0].rstrip("/")


def _confirmed() -> Callable[[str], bool]:
    """Does somebody else's test or working code stand behind an address? From memory or by plain HTTP is not enough."""
    good, doubtful = set(_sound_addresses()), set(_doubtful_addresses())
    keys = {_key(url) for url in good - doubtful}
    return lambda url: url.startswith("https://") and url not in doubtful and _key(url) in keys


def _sound_addresses() -> Iterator[str]:
    for fact in _facts("news_sources.jsonl"):
        yield from () if fact["deprecated"] else _listed(fact, ("feeds", "news_sitemaps", "sitemaps"))
    for fact in _facts("official_sources.jsonl"):
        yield from _listed(fact, ("feeds", "listings"))
    for fact in _facts("more_sources.jsonl"):
        address = fact["address"] or ""
        if address and "HTTP only" not in address:
            yield "https://" + address.partition(" (")[0]


def _doubtful_addresses() -> Iterator[str]:
    for fact in _facts("official_sources.jsonl"):
        remembered = fact["verified_by"] == "memory"
        if remembered or "from memory" in fact["notes"]:
            yield from fact["listings"]
        if remembered or "check before use" in fact["notes"] or "form and listing from memory" in fact["notes"]:
            yield from fact["feeds"]
        yield from (url for url in fact["feeds"] if _file_name(url) in fact["notes"] and "from memory" in fact["notes"])


def _file_name(url: str) -> str:
    return _key(url).rpartition("/")[2]


def _listed(fact: Mapping[str, Any], fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        yield from (url for url in fact[field] if url.startswith("https://"))
