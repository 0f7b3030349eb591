"""Twelve invented houses for the simulated month. In: the moment of the news. Out: their feeds and pages, faults included.

Each house publishes by its own hours of the week, with the holidays of its country; what it publishes is drawn beforehand, from a
fixed seed. Five of them get a fault, each of another kind, on a day that FAULTS names.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from articles import clock
from articles.workdays import is_workday
from tests.crawlers.webserver import Asked, Said, Site

BEGINS = datetime(2026, 10, 4, tzinfo=UTC)  # a Sunday, in the Chinese holidays; make-up workday on the 10th
DAYS = 30  # with the end of summer time on October 25 and the end of a month in between
ENDS = BEGINS + timedelta(days=DAYS)
LISTED = 25
HOUR = timedelta(hours=1)
CHARACTERS = "部门草案委员会程序报告问题答复会议国家经济研究申请办公室审查地区市场企业学校城市农村文化交通能源环境"
WORDS = {
    "de": "Behörde Ausschuss Verfahren Bericht Sitzung Land Wirtschaft Forschung Antrag Prüfung Gemeinde Schule Straße Wasser "
    "Verein Krankenhaus Haushalt Minister Zeitung Bahnhof Ernte Wetter Theater Polizei Gericht Handwerk Messe Brücke Hafen "
    "Museum Verkehr Wohnung Miete Steuer Rente Pflege Technik Maschine Lehrer Studie und oder aber nicht wird wurde hat über",
    "en": "agency committee procedure report session country business research filing review town school street water club "
    "hospital budget minister newspaper station harvest weather theatre police court craft fair bridge harbour museum traffic "
    "flat rent tax pension care engine machine teacher study and or but not will was has over the of to in for with that",
}
ABOUT_AI = {
    "de": "Die Regulierung der künstlichen Intelligenz und die Aufsicht über Hochrisiko-KI standen auf der Tagesordnung.",
    "en": "The regulation of artificial intelligence and the oversight of high-risk AI systems were on the agenda.",
    "zh": "会议讨论了人工智能监管、生成式人工智能服务管理和算法备案要求。",
}
ON_WATCH = {"de": "Auch die Lausitz ist betroffen.", "en": "Lusatia is concerned too.", "zh": "卢萨蒂亚也受到影响。"}
TITLES = {"de": "KI-Gesetz: {}", "en": "AI Act: {}", "zh": "人工智能管理办法：{}"}
OTHER_TITLES = {"de": "Im Blick: {}", "en": "In view: {}", "zh": "观察：{}"}
LINK = {"de": "。", "en": ". ", "zh": "。"}


@dataclass(frozen=True, kw_only=True)
class House:
    """A house of the month; `daily` is how much it publishes on a workday, `weekend` which share of that on other days."""

    id: str
    language: str
    country: str
    zone: str
    kind: str = "news"
    daily: float = 4.0
    weekend: float = 0.25

    @property
    def host(self) -> str:
        return f"www.{self.id}.example"

    @cached_property
    def published(self) -> tuple[datetime, ...]:
        """Every moment at which it publishes, five days before the month included."""
        return tuple(sorted(self._moments()))

    def _moments(self) -> Iterator[datetime]:
        chance = random.Random(self.id)
        zone = ZoneInfo(self.zone)
        for number in range(-5, DAYS):
            day = (BEGINS + timedelta(days=number, hours=12)).astimezone(zone).date()
            usual = self.daily if is_workday(day, self.country) else self.daily * self.weekend
            for hour in range(7, 21):
                weight = 2.0 if hour in (9, 10, 15) else 11 / 14
                if chance.random() < usual * weight / (3 * 2.0 + 11 * 11 / 14):
                    local = datetime(day.year, day.month, day.day, hour, chance.randrange(60), tzinfo=zone)
                    yield local.astimezone(UTC)


HOUSES = {
    house.id: house
    for house in (
        House(id="bundesamt", language="de", country="DE", zone="Europe/Berlin", kind="official", daily=2, weekend=0),
        House(id="tagblatt", language="de", country="DE", zone="Europe/Berlin", daily=8),
        House(id="abendpost", language="de", country="DE", zone="Europe/Berlin", daily=6),
        House(id="netzseite", language="de", country="DE", zone="Europe/Berlin", kind="blog", daily=1, weekend=0),
        House(
            id="commission", language="en", country="BE", zone="Europe/Brussels", kind="official", daily=3, weekend=0
        ),
        House(id="herald", language="en", country="UK", zone="Europe/London", daily=4),
        House(id="wire", language="en", country="US", zone="America/New_York", kind="wire", daily=3, weekend=0.5),
        House(
            id="thinktank", language="en", country="US", zone="America/New_York", kind="research", daily=1, weekend=0
        ),
        House(id="wangban", language="zh", country="CN", zone="Asia/Shanghai", kind="official", daily=2, weekend=0),
        House(id="ribao", language="zh", country="CN", zone="Asia/Shanghai", daily=4, weekend=0.5),
        House(id="caijing", language="zh", country="CN", zone="Asia/Shanghai", daily=3),
        House(id="keji", language="zh", country="CN", zone="Asia/Shanghai", daily=3),
    )
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong at a house, the state that is to be reported, and how soon after the fault began."""

    kind: str
    begins: datetime
    state: str
    within: timedelta
    ends: datetime = ENDS


FAULTS = {
    "herald": Fault(
        kind="403",
        begins=datetime(2026, 10, 13, 10, 30, tzinfo=UTC),
        state="blocked",
        within=timedelta(hours=5),
        ends=datetime(2026, 10, 16, 10, 30, tzinfo=UTC),
    ),
    "caijing": Fault(
        kind="challenge",
        begins=datetime(2026, 10, 20, 3, 30, tzinfo=UTC),
        state="blocked",
        within=timedelta(hours=5),
    ),
    "keji": Fault(
        kind="no feed",
        begins=datetime(2026, 10, 26, 6, 30, tzinfo=UTC),
        state="feed_error",
        within=timedelta(hours=5),
    ),
    "abendpost": Fault(
        kind="layout",
        begins=datetime(2026, 10, 21, 5, 30, tzinfo=UTC),
        state="drift",
        within=timedelta(days=2),
    ),
    "tagblatt": Fault(
        kind="silent",
        begins=datetime(2026, 10, 22, 5, 30, tzinfo=UTC),
        state="silent",
        within=timedelta(days=6),
    ),
}
CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head>"
    b"<body><script src='/cdn-cgi/challenge-platform/x'></script></body></html>"
)
EMPTY = b"<html><head><title>x</title></head><body><div id='app'></div><script>boot()</script></body></html>"


def sites() -> Mapping[str, Site]:
    """The houses by host name."""
    return {house.host: _site(house) for house in HOUSES.values()}


def source_file(house: House) -> str:
    """How it is declared."""
    return (
        f'id = "{house.id}"\nname = "{house.id.title()}"\nhomepage = "https://{house.host}"\ncountry = "{house.country}"\n'
        f'languages = ["{"zh-Hans" if house.language == "zh" else house.language}"]\nkind = "{house.kind}"\n'
        f'ownership = "{"government" if house.kind == "official" else "commercial"}"\ntier = 1\ntime_zone = "{house.zone}"\n'
        f'interval_minutes = 60\ndelay_s = 0\nfeeds = ["https://{house.host}/feed.xml"]\n'
    )


def _site(house: House) -> Site:
    def site(asked: Asked) -> Said:
        now = clock.now()
        fault = FAULTS.get(house.id)
        kind = fault.kind if fault is not None and fault.begins <= now < fault.ends else ""
        if kind == "403":
            return Said(status=403, body=b"<p>forbidden</p>")
        if kind == "challenge":
            return Said(status=503, body=CHALLENGE, headers={"cf-mitigated": "challenge"})
        if asked.path == "/feed.xml":
            until = min(now, fault.begins) if fault is not None and kind == "silent" else now
            return Said(body=EMPTY) if kind == "no feed" else _tagged(asked, _feed(house, until), "application/rss+xml")
        number = asked.path.removeprefix("/news/").removesuffix(".html")
        if not number.isdigit():
            return Said(status=404)
        return _tagged(asked, _page(house, int(number), broken=kind == "layout"), "text/html; charset=utf-8")

    return site


def _feed(house: House, now: datetime) -> bytes:
    visible = [number for number, moment in enumerate(house.published) if moment <= now][-LISTED:]
    items = "".join(
        f"<item><title>{_title(house, number)}</title><link>https://{house.host}/news/{number}.html</link>"
        f"<pubDate>{format_datetime(house.published[number])}</pubDate></item>"
        for number in reversed(visible)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{house.id}</title>{items}</channel></rss>'.encode()


def _page(house: House, number: int, *, broken: bool) -> bytes:
    if broken and house.published[number] >= FAULTS[house.id].begins:
        return EMPTY
    chance = random.Random(f"{house.id}{number}")
    paragraphs = [LINK[house.language].join(_sentence(house.language, chance) for _ in range(3)) for _ in range(5)]
    if is_on_watch(house, number):
        paragraphs = [ON_WATCH[house.language], *paragraphs]
    if _is_about_ai(house, number):
        paragraphs = [ABOUT_AI[house.language], *paragraphs]
    body = "".join(f"<p>{paragraph}.</p>" for paragraph in paragraphs)
    moment = house.published[number].isoformat()
    return (
        f'<!doctype html><html lang="{house.language}"><head><title>{_title(house, number)}</title>'
        f'<meta property="article:published_time" content="{moment}"></head>'
        f"<body><article><h1>{_title(house, number)}</h1><time datetime={moment!r}>{moment}</time>{body}</article></body></html>"
    ).encode()


def _sentence(language: str, chance: random.Random) -> str:
    """Words as they come, so that no two texts are taken for copies of each other, nor for one story."""
    if language == "zh":
        return "".join(chance.choices(CHARACTERS, k=30))
    return " ".join(chance.choices(WORDS[language].split(), k=16))


def is_on_watch(house: House, number: int) -> bool:
    """Whether a text names the term of the watch list."""
    return number % 12 == 5


def _is_about_ai(house: House, number: int) -> bool:
    return random.Random(f"{house.id}/{number}").random() < 0.4


def _title(house: House, number: int) -> str:
    chance = random.Random(f"{house.id}-{number}")
    titles = TITLES if _is_about_ai(house, number) else OTHER_TITLES
    words = "".join(chance.choices(CHARACTERS, k=9)) if house.language == "zh" else _sentence(house.language, chance)
    return titles[house.language].format(words)


def _tagged(asked: Asked, body: bytes, kind: str) -> Said:
    tag = f'"{hash(body) & 0xFFFFFFFF:x}"'
    if asked.headers.get("if-none-match") == tag:
        return Said(status=304, headers={"ETag": tag}, kind="")
    return Said(body=body, kind=kind, headers={"ETag": tag})
