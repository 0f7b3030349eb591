"""Which bodies act. In: a passage and its language. Out: Actors in order: bodies we know by id, others by name as written.

Known bodies come from entities.yaml; others are found by how bodies are named: a head noun (ministry, Gericht, 委员会) with what
belongs to it. A country stands for its government only where no body is named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from articles.taxonomy.entities import BODIES, issuer_of, load_entities
from nlp.entities import Mention, entities

OFFICIAL = BODIES | {"organisation"}
PLACES = frozenset(("country", "state"))
# Who acts where only the country, or the city that stands for it, is named; as the taxonomy's aliases have it.
GOVERNMENTS = {
    "cn": "cn_state_council",
    "de": "de_government",
    "eu": "eu_commission",
    "uk": "uk_dsit",
    "us": "us_white_house",
}
_BRUSSELS = frozenset(("Brussels", "Brüssel", "布鲁塞尔", "布魯塞爾"))
# Whose bodies a text means that names a ministry without its country.
HOMES = {"de": "DE", "zh": "CN", "en": "US"}
_UPPER = r"[A-ZÄÖÜ][\wäöüßÄÖÜ’'-]*"
_GERMAN_HEAD = (
    r"(?:ministerium|behörde|amt|rat|regierung|kommission|parlament|gericht|gerichtshof|senat|kabinett|agentur|aufsicht"
    r"|beauftragter?n?|konferenz|versammlung|kongress|landtag|bundestag|bürgerschaft|kammer|ausschuss|verwaltung"
    r"|bank|union|büro|direktion"
    r"|datenschützer|departement|gemeinschaft|direktorium|präsidium)"
)
_GERMAN_TAIL = (
    rf"(?:\s+(?:für|von|in|der|des|zur|zum|beim)\s+(?:(?:den|die|das|der|des|dem)\s+)?(?:[a-zäöü]+[en][rsmn]?\s+)?{_UPPER}"
    rf"(?:(?:,\s{_UPPER})*\s+und\s+(?:(?:die|den|der)\s+)?{_UPPER})?){{0,2}}"
)
_ENGLISH_HEAD = (
    r"(?:Ministry|Department|Office|Bureau|Board|Court|Government|Parliament|Commission|Authority|Agency|House"
    r"|Chamber|Council|Bank|Senate"
    r"|Assembly|Legislature|Cabinet|Administration|Commissioner|Committee|Treasury|Institute|Organi[sz]ation"
    r"|Service|Union|Inspectorate"
    r"|Conference|Tribunal|Federation|Congress|Executive|Regulator|Ombudsman|Secretariat|Center|Centre"
    r"|Commissioners|Directorate|Association|Alliance)"
)
_ENGLISH_SMALL = (
    r"(?:(?:data|privacy|protection|antitrust|competition|internet|cyberspace|media|telecoms?|financial|securities"
    r"|market|cartel|lower|upper|central|"
    r"top|supreme|high|federal|state|city|town|county|regional|constitutional|justice|interior|foreign|digital"
    r"|industry|commerce|health|education|"
    r"science|technology|transport|labou?r|economy|finance|defen[cs]e|trade|and|planning|standards|local|national"
    r"|district|provincial|communications)\s+)*"
    r"(?:authority|regulator|watchdog|government|cabinet|parliament|house|senate|legislature|ministry|agency|court"
    r"|council|commission|office|governor"
    r"|president|ministers|lawmakers|board|bank|department|prosecutors|commissioners|judge|mayor|assembly|body|minister)"
)
_UNKNOWN = {
    "de": re.compile(
        rf"(?:\b[A-ZÄÖÜ][\wäöüß]+(?:s|’s)\s+|\b(?:[A-ZÄÖÜa-zäöü][a-zäöüß]+(?:isch|lich|er|eidgenössisch|ständig"
            rf"|oberst)e?[nrms]?\s+))?"
        rf"\b(?:(?=[A-ZÄÖÜ])[\wäöüß]*-?(?i:{_GERMAN_HEAD})(?:[sne]|es|en|in)?|OVG|BGH|EuGH|LVG|(?:Landkreis|Stadt"
            rf"|Gemeinde|Kanton|Freistaat|Land)\s{_UPPER})\b(?:\s+(?:{_UPPER})(?=\s+(?:hat|haben|wird|will|ist"
            rf"|am|zu|als|\()))?{_GERMAN_TAIL}"
    ),
    "en": re.compile(
        rf"\b(?:{_UPPER}\s+(?:(?:of|for|and|the|on)\s+)?){{0,5}}{_ENGLISH_HEAD}\b(?:\s+(?:of|for|on"
            rf"|in)\s+(?:the\s+)?(?!\w+day\b)(?:{_UPPER})(?:(?:,|\s+and|\s+of|\s+for)?\s+(?:the\s+)?{_UPPER}){{0,5}})?"
        rf"|\b{_UPPER}(?:\s+{_UPPER}){{0,2}}(?:[’']s)?\s+{_ENGLISH_SMALL}\b"
        rf"|\b{_UPPER}(?:\s{_UPPER})?[’']s\s(?:[a-z-]+\s){{0,3}}{_ENGLISH_SMALL}\b"
        rf"|\b(?:City|Town|County|State|Province|Government|Parliament) of {_UPPER}(?:\s{_UPPER})?"
            rf"|\b(?:{_UPPER}\s){{1,3}}(?:City|County|Town|councillors)\b"
        rf"|\b(?:Gov\.|Governor|President|Mayor|Prime Minister)\s+{_UPPER}(?:\s+{_UPPER})?"
    ),
    "zh": re.compile(
        r"(?:(?<=^)|(?<=[，。；：、\s）)】〕」”讯訊电電日天从從由据據和与與及悉时間间消息晚的请請]))"
        r"(?!各|昨|今|首次|提请|提請|闭幕|閉幕|记者|我|本|该|該|新华社|路透|由|从|據|据|对|對|多|两|三|四|五|近)[\u4e00-\u9fff]{1,22}?(?:部|委员会|委員會|委"
            r"|总局|總局|局|署|厅|廳|法院|院|联合会|理事会|大会|議會|议会|协会|協會|学会|會|会|办公室|办公厅|办|政府|公署|银行|"
        r"组织|組織|中心|内阁|內閣|总统|總統|州长|市场监督管理局|联盟|当局|當局|监管机构|检察院|公安局)"
        r"(?=$|[（(，、\s\d０-９「《】：]|今|昨|近日|日前|当地|當地|[周週星]|就|在|于|於|对|對|宣|发|發|公|印|批|决|決|通[过過报報知]|表[示决決]|会同|會同|联合|聯合|和|与"
            r"|與|及|等|正式|已|将|將|审|審|依|向|有关|有關|"
        r"负责人|負責人|发言人|發言人|主任|出台|推出|启动|啟動|约谈|約談|责令|責令|处罚|罚|裁|拟|擬|要求|签署|簽署|叫停|下发|下發|修订|修訂|推迟|推遲|撤|废|廢|制定|会议|會議|获悉|獲悉"
            r"|消息|关于|關於|昨|办公|常务|认定|作出|提[请請出]|立案|撤|取消|調|调|接|颁|頒)"
    ),
}  # fmt: skip
# Heads that stand alone refer to a body named before.
_BARE = {
    "de": re.compile(r"(?:Behörde|Amt|Ministerium|Gericht|Rat|Verwaltung|Kammer|Agentur|Kommission|Bank|Union"
        r"|Regierung|Ausschuss|Senat|Parlament|Büro|Direktion|Konferenz|Versammlung)(?:s|es|n|e)?"),
    "en": re.compile(r"(?:[Mm]inistry|[Cc]ommission|[Aa]uthority|[Aa]gency|[Cc]ourt|[Oo]ffice|[Bb]oard|[Bb]ank"
        r"|[Uu]nion|House|Executive|[Rr]egulator|[Ww]atchdog|[Gg]overnment|[Dd]epartment|[Cc]ouncil|[Jj]udge"
        r"|[Bb]ody|[Mm]inister|Senate|Parliament|Assembly|Chamber|Committee|Organi[sz]ation|Service|Conference"
        r"|Commissioner|Administration|Technical Committee)"),
    "zh": re.compile(
        r"(?:全|本|该|該|社|大|一|机|董事|有关|相关|多|各|内|外|全体|记者|年|两|三|四|五|六|七|八|中|市民|业)?"
        r"(?:部|委|局|会|會|院|办|中心|组织|组織"
        r"|大会|部门|署|厅|协会|联盟)|.*(?:发布会|發布會|會見|记者会|記者會|机会|社会|社會|记者|董事会|展览会|博览会|座谈会|论坛|峰会)"),
}  # fmt: skip
_ARTICLE = re.compile(
    r"^(?:The|A|An|Die|Der|Das|Den|Dem|Des|Ein|Eine|Im|Vom|Beim|When|On|In|As|But|And|Und|Wie|Nach|Laut)\s+(?=\S)"
)
_JOIN = {
    "de": re.compile(r"\s*(?:,|und|sowie|gemeinsam mit|mit)\s*(?:(?:dem|der|das|die|den)\s+)?"),
    "en": re.compile(r"\s*(?:,|and|, and|together with|with)\s*(?:the\s+|its\s+)?"),
    "zh": re.compile(r"\s*(?:、|和|与|與|及|会同|會同|联合|聯合|，会同)\s*"),
}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """text[start:end] names a body; `id` is an issuing body of the taxonomy or None, `place` a country or state."""

    name: str
    id: str | None
    start: int
    end: int
    place: bool = False

    @property
    def issuer(self) -> str:
        """The id, else the name as written."""
        return self.id or self.name


def actors(text: str, *, language: str, mentions: Sequence[Mention] | None = None) -> tuple[Actor, ...]:
    """Every body in a passage, in order; of overlapping ones a known body wins, then the longer name."""
    named = entities(text, language=language) if mentions is None else mentions
    known = [actor for mention in named if (actor := _known(mention, text)) is not None]
    every = list(_unknown(text, language))
    bodies = [actor for actor in known if not actor.place and not _is_part(actor, every)]
    unknown = [actor for actor in every if not _overlaps(actor, bodies) and not _named_next(actor, bodies)]
    places = [actor for actor in known if actor.place and not _overlaps(actor, unknown)]
    return tuple(sorted((*bodies, *unknown, *places), key=lambda actor: actor.start))


def joint(found: Sequence[Actor], first: Actor, text: str, *, language: str) -> tuple[Actor, ...]:
    """The first actor and those joined to it by "and" and its like, in order; none twice."""
    together = [first]
    for actor in found:
        between = text[together[-1].end : actor.start]
        joined = actor.start > first.start and not actor.place and _JOIN[language].fullmatch(between)
        if joined and actor.issuer not in {one.issuer for one in together}:
            together.append(actor)
    return tuple(together)


def _known(mention: Mention, text: str) -> Actor | None:
    entity = load_entities().get(mention.id)
    official = entity is not None and (entity.kind in OFFICIAL | PLACES or issuer_of().get(entity.id))
    if entity is None or not official:
        return None
    return Actor(
        name=text[mention.start : mention.end],
        id=_government(entity.id, text[mention.start : mention.end]) or issuer_of().get(entity.id),
        start=mention.start,
        end=mention.end,
        place=entity.kind in PLACES,
    )


def _government(entity_id: str, name: str) -> str | None:
    """Brussels is its Commission; what "the EU" does may be any institution's."""
    return GOVERNMENTS.get(entity_id) if entity_id != "eu" or name in _BRUSSELS else None


def _unknown(text: str, language: str) -> Iterator[Actor]:
    for match in _UNKNOWN[language].finditer(text):
        start, name = match.start(), match.group()
        article = _ARTICLE.match(name)
        if article is not None:
            start, name = start + article.end(), name[article.end() :]
        if not _BARE[language].fullmatch(name):
            yield Actor(name=name, id=None, start=start, end=match.end())


def _is_part(actor: Actor, others: Sequence[Actor]) -> bool:
    """Is it only a piece of another body's name: 省|网信办, 国务院|关税税则委员会?"""
    for other in others:
        if other.start <= actor.start and actor.end <= other.end:
            ahead, behind = other.name[: actor.start - other.start], other.name[actor.end - other.start :]
            if ahead.endswith(tuple("省市县區区州")) or (actor.name == "国务院" and behind):
                return True
    return False


def _named_next(actor: Actor, bodies: Sequence[Actor]) -> bool:
    """Does its proper name follow: "Internetaufsicht CAC", "the market regulator (SAMR)"?"""
    return any(actor.end < body.start <= actor.end + len(" (") for body in bodies)


def _overlaps(actor: Actor, others: Sequence[Actor]) -> bool:
    return any(actor.start < other.end and other.start < actor.end for other in others)


def acting(found: Sequence[Actor], text: str, *, language: str, place: bool) -> tuple[Actor, ...]:
    """The first body that is no object of the act, with those joined to it; with `place`, the first country or state."""
    for actor in found:
        before = text[: actor.start]
        if actor.place == place and (_MEMBERS.search(before) or not _OBJECT[language].search(before)):
            return joint(found, actor, text, language=language)
    return ()


_MEMBERS = re.compile(
    r"(?i)\b(?:members|leaders|ministers|delegates|lawmakers|governments|heads|abgeordneten?|mitglieder)\s(?:of|aus)\s(?:the\s)?$"
)
# What stands before a body that is acted on, asked or only cited.
_OBJECT = {
    "de": re.compile(
        r"(?i)\b(?:gegen|beim?|vor|an|nach|fordert|fordern|aus|in|ins|vom|zwischen)\s+(?:de[nmrs]\s+|das\s+"
        r"|die\s+)?(?:\w+en\s+)?$"
    ),
    "en": re.compile(
        r"(?i)\b(?:against|to|from|at|in|into|before|urged|told|asked|near|between|with|of|under)\s+(?:the\s+|an?\s+)?$"
    ),
    "zh": re.compile(r"(?:对|對|向|针对|針對|与|據|据报|要求|呼吁)$"),
}


def at_home(actor: Actor, countries: frozenset[str], *, language: str) -> Actor:
    """A body that is named as only its own country's papers name it ("Digitalministerium", "Commerce Department").

    `countries` are all that the text names: if it names others and not this one, it is not meant.
    """
    home = HOMES[language]
    entity_id = _short_names(language).get(actor.name.casefold())
    abroad = home not in countries and bool(countries - {"EU", "INT"})
    if actor.id is not None or entity_id is None or abroad or load_entities()[entity_id].country != home:
        return actor
    return replace(actor, id=issuer_of().get(entity_id))


@cache
def _short_names(language: str) -> dict[str, str]:
    return {
        name.casefold(): entity.id
        for entity in load_entities().values()
        for name in entity.weak.get(language, ())
        if entity.kind in OFFICIAL
    }


def of_country(actor: Actor, places: Sequence[Mention], *, language: str) -> Actor:
    """The body that "Germany's parliament" is; of a country whose bodies we do not list, its plain name."""
    role = next((kind for kind, words in _ROLES.items() if words.search(actor.name)), None)
    place = next((one for one in places if one.end >= actor.start - BESIDE and one.start < actor.end), None)
    if role is None or place is None or actor.id is not None:
        return actor
    country = load_entities()[place.id]
    if country.kind == "state":
        return replace(actor, id=issuer_of().get(country.id))
    ids = {
        issuer_of()[one.id]
        for one in load_entities().values()
        if one.kind == role and one.country == country.country and one.id in issuer_of()
    }
    if len(ids) == 1:
        return replace(actor, id=ids.pop())
    return replace(actor, name=f"{role.capitalize()} of {country.name('en')}") if language == "en" else actor


BESIDE = 1  # "California Gov. X"
_ROLES = {
    "governor": re.compile(r"Gouverneur|Gov\.|[Gg]overnor|州长$|州長$"),
    "government": re.compile(
        r"(?:[’']s\s(?:cabinet|government)|^Regierung|^(?:\w+sche|\w+er)[rn]?\s(?:Regierung|Kabinett)|政府$|内阁$|內閣$)"
    ),
    "parliament": re.compile(
        r"(?:[’']s\s(?:parliament|legislature|lower house|upper house|senate|assembly)|^(?:\w+sche"
        r"|\w+er)[sn]?\s(?:Parlament|Kongress)|国会$|國會$|议会$|議會$)"
    ),
}


def subject(text: str, *, language: str) -> Actor | None:
    """A name in capitals that does something at the beginning: "Ofgem has ...", "Das Folketing hat ..."."""
    match = _SUBJECT[language].match(text) if language in _SUBJECT else None
    if match is None:
        return None
    return Actor(name=match["name"], id=None, start=match.start("name"), end=match.end("name"))


_DATELINE = r"(?:[^—–\n]{2,60}?\s[—–-]+\s|[A-ZÄÖÜ][\w/ ]{2,40}?\.\s|[A-ZÄÖÜ ]{3,30}:\s)?"
_SUBJECT = {
    "de": re.compile(
        rf"{_DATELINE}(?:Der|Die|Das)\s+(?P<name>[A-ZÄÖÜ][\w-]+(?:\s[A-ZÄÖÜ][\w-]+){{0,2}})\s+(?:hat|haben|erlässt"
        rf"|erließ|untersagt|beschloss|verabschiedete|veröffentlichte)\b"
    ),
    "en": re.compile(
        rf"{_DATELINE}(?:The\s+)?(?P<name>(?!(?:We|It|He|She|They|This|That|There|In|On|At|When|As|But|You|Its|If"
        rf"|What|Who)\b)[A-Z][\w&’'-]+(?:\s[A-Z][\w&-]+){{0,4}})\s+(?:has|have|on\s\w+day|said|today"
        rf"|(?:publish|adopt|issu|propos|amend|fin|order|approv|scrap|ban|open|launch|confirm|recommend"
        rf"|extend)(?:s|es|ed)|fines|fined)\b"
    ),
}
