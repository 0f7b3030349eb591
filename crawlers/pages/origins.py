"""From which agency or paper was a text taken? In: Head, authors, paragraphs. Out: its usual name, or None.

Chinese pages name the origin beside the date (来源：...), agencies sign in the dateline or at the end of the text.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from articles.text import squash
from crawlers.pages.head import Head

# How agencies sign -> the name we keep. Order matters only where one sign is a part of another.
_AGENCIES = (
    ("dpa", r"dpa(?:-AFX|-infocom)?|Deutsche Presse-Agentur"),
    ("AFP", r"AFP|Agence France-Presse|法新社"),
    ("AP", r"AP|Associated Press|美联社|美聯社"),
    ("Reuters", r"Reuters|rtr|路透(?:社)?"),
    ("epd", r"epd|Evangelischer Pressedienst"),
    ("KNA", r"KNA|Katholische Nachrichten-Agentur"),
    ("sid", r"sid|Sport-Informations-Dienst"),
    ("APA", r"APA(?:-OTS)?|Austria Presse Agentur"),
    ("Keystone-SDA", r"(?:Keystone-)?SDA|sda"),
    ("ots", r"ots|news aktuell"),
    ("Bloomberg", r"Bloomberg(?: News)?|彭博(?:社)?"),
    ("PA", r"PA Media|Press Association"),
    ("ANI", r"ANI"),
    ("PTI", r"PTI|Press Trust of India"),
    ("IANS", r"IANS"),
    ("新华社", r"新华社|新華社|新华网|新华通讯社|Xinhua"),
    ("中新社", r"中新社|中新网|中国新闻网|中国新闻社|China News Service"),
    ("中央社", r"中央社"),
)
_ONE = "|".join(f"(?:{sign})" for _, sign in _AGENCIES)
_IN_BRACKETS = re.compile(rf"[(（【]\s*(?P<sign>{_ONE})\s*(?:[/,，、|][^)）】]{{0,40}})?[)）】]")
_FROM = r"(?:Quellen?|Sources?|[Mm]it Material (?:von|der|des)|[Ww]ith (?:material|files) from)\s*:?\s*"
_AT_END = re.compile(
    rf"(?:^|[.!?。”\"»]\s*|[–—-]\s*|©\s*|{_FROM}(?:[\w.-]{{2,20}}\s*[,/]\s*){{0,2}})(?P<sign>{_ONE})"
    r"(?:\s*[/,]\s*[\w-]{1,10}){0,3}\s*[.)]?$"
)
_DATELINE = re.compile(
    rf"^(?:[（(【]?[^。！？]{{0,12}}?)?(?P<sign>{_ONE})[^。，,]{{0,14}}?\d{{1,2}}月?\d{{0,2}}日[^。，]{{0,6}}?(?:电|電|讯|訊)"
)
_ENGLISH_DATELINE = re.compile(
    rf"^[A-Z][\w .,'/-]{{1,40}}\((?P<sign>{_ONE})\)\s*[-–—]"
    rf"|^(?:[A-Z][\w .,'-]{{1,40}}?,\s)?\w{{3,9}}\.? \d{{1,2}} \((?P<other>{_ONE})\)"
)
_LABELLED = re.compile(
    r"(?<![图圖照]片)(?<!资料)(?<!数据)(?<!資料)(?:来源|來源|稿源|出处)\s*[:：]\s*(?P<name>[^\s|｜:：()（）]{2,24})(?:\s|$|[|｜(（])"
)
_LABEL_ONLY = re.compile(r"(?<![图圖照]片)(?:来源|來源|稿源)\s*[:：]\s*$")
_METAS = ("source", "contentsource", "article:source", "mediaid", "copyright-source")
_QUOTED = re.compile(r"^(?:据|據)(?P<sign>" + _ONE + r")")
_CAPTION = re.compile(r"caption|figure|\bimg|photo|图注", re.IGNORECASE)
_NEAR_START = 90


def find_origin(head: Head, *, authors: Sequence[str], paragraphs: Sequence[str], site: Collection[str]) -> str | None:
    """The agency that signs the text or the byline, else what the page names as its source."""
    signed = _signed(paragraphs) or next((name for name in map(agency, authors) if name), None)
    if signed:
        return signed
    labelled = next(_labelled(head, paragraphs), None)
    if labelled is None or squash(labelled) in site:
        return None
    return agency(labelled) or labelled


def agency(text: str) -> str | None:
    """The agency that this name stands for, where it is one."""
    return next((name for name, sign in _AGENCIES if re.fullmatch(sign, text.strip(), re.IGNORECASE)), None)


def _signed(paragraphs: Sequence[str]) -> str | None:
    for text in paragraphs[:3]:
        start = text[:_NEAR_START]
        found = (
            _DATELINE.match(start)
            or _ENGLISH_DATELINE.match(start)
            or _QUOTED.match(start)
            or _IN_BRACKETS.search(start)
        )
        if found:
            return agency(next(sign for sign in found.groups() if sign))
    for text in reversed(paragraphs[-2:]):
        found = _AT_END.search(text[-60:]) or _IN_BRACKETS.search(text[-40:])
        if found:
            return agency(found["sign"])
    return None


def _labelled(head: Head, paragraphs: Sequence[str]) -> Iterator[str]:
    lines = [line for line in head.lines if not line.elsewhere and not _CAPTION.search(f"{line.tag} {line.marks}")]
    for here, following in zip(lines, [*lines[1:], None], strict=False):
        if _LABEL_ONLY.search(here.text) and following is not None and len(following.text) <= 24:
            yield following.text
        yield from _names(here.text)
    for text in _ends(paragraphs):
        yield from _names(text)
    yield from (value for name in _METAS for value in head.metas.get(name, ()) if 1 < len(value) <= 24)


def _names(text: str) -> Iterator[str]:
    for match in _LABELLED.finditer(text):
        yield match["name"].strip("《》【】[]“”")


def _ends(paragraphs: Sequence[str]) -> Iterable[str]:
    return (*(text[:_NEAR_START] for text in paragraphs[:2]), *(text[-_NEAR_START:] for text in paragraphs[-2:]))
