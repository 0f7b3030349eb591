"""Values that should hold people -> names. In: raw strings of any page. Out: clean names, each once, in order."""

import re
from collections.abc import Iterable, Iterator

from articles.text import clean, squash

LEAD = re.compile(
    r"^\s*(?:(?:zeige )?alle beiträge von|(?:view )?all posts by|posts by|more (?:from|by)|mehr von"
    r"|(?:(?:ein\s+)?(?:gast)?(?:beitrag|kommentar|artikel|text|bericht|interview|analyse)\s+)?von"
    r"|geschrieben von|verfasst von|(?:written |story |words |reported |posted |published )?by|par"
    r"|autor(?:in|en)?\b\s*:?|author\(?s?\)?\s*:|text\s*:)\s+",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?:|www\.|^/|^@|\.(?:php|html?)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SPLIT = re.compile(r"\s*(?:;|；|,|，|、|\||/|／|\s(?:und|and)\s|\s&\s|\s[–—-]\s)\s*")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|md|ph\.?d|m\.d|dr|mba|msc|m\.?a|b\.?a)\.?$", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:\(.*?\)|（.*?）|\bin\s+[A-ZÄÖÜ]\w+|\bfür\s.*|\bfor\s+(?:the\s)?[A-Z].*|\b(?:am|on|at|um)\s\d.*"
    r"|\b(?:staff|senior|chief|political)?\s*(?:reporter|correspondent|writer|redakteurin|redakteur|korrespondent)\b.*)$",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"[@<>{}=©?!]|^\W*$|\d{3}|\d[./:]\d|^\d"
    r"|\b(?:comments?|kommentare?|mehr|alle|beiträge|posts|view all|share|read|follow|aktualisiert|updated|uhr|min(?:uten)?"
    r"|admin|administrator|webmaster|editor|autor(?:in|en)?|authors?|texte?|fotos?|bild(?:er)?|photos?"
    r"|unknown|null|undefined|none|n/a|comsenz|discuz|dedecms|phpcms|wordpress)\b",
    re.IGNORECASE,
)
# "Jane Doe, AP National Political Writer": behind a name, the agency is her employer.
_EMPLOYER = re.compile(r"^(?:The\s)?(?:AP|AFP|dpa|Associated Press|Reuters|Bloomberg)\b")
_LONGEST = 60
_CUT_AT = 1000
_MOST = 10


def split_names(raw: Iterable[str]) -> tuple[str, ...]:
    """Every name in these values."""
    found: dict[str, str] = {}
    for name in (name for value in raw for name in _split(value)):
        found.setdefault(squash(name), name)
    return tuple(list(found.values())[:_MOST])


def _split(value: str) -> Iterator[str]:
    value = clean(_TAG.sub(" ", value[:_CUT_AT]))
    if _LINK.search(value):
        return
    for number, part in enumerate(_SPLIT.split(LEAD.sub("", value))):
        if number and _EMPLOYER.match(part):
            continue
        name = _TAIL.sub("", LEAD.sub("", part)).strip(" .,:;|-–·*\"'")
        if squash(name) and len(name) < _LONGEST and not _SUFFIX.match(name) and not _NOT_A_NAME.search(name):
            yield name
