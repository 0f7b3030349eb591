"""Who is quoted where. In: a text and its language. Out: Quotes with offsets: direct and indirect speech, and its holder.

Marks of three languages; titles in 《》 are no speech, and neither is a short name in quotation marks. A quote is read within
one paragraph: a mark that is never closed ends with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# What stands in marks is speech if it is at least so long and punctuated or introduced like a sentence, or longer than any
# title of a law; else it is a name, a slogan, a word held at a distance.
LEAST_CHARS = {"zh": 6}
DEFAULT_LEAST_CHARS = 12
LONGEST_NAME = {"zh": 36}
DEFAULT_LONGEST_NAME = 80
# How far from its quote a speaker may stand.
AROUND = {"zh": 40}
DEFAULT_AROUND = 110
BESIDE = 24
_PUNCTUATED = re.compile(r"[.!?,]\s|[.!?,]$|[，。！？；]")
_MARKS = re.compile(r"„[^“”\"\n]*[“”\"]?|“[^”\n]*”?|»[^«\n]*«|«[^»\n]*»|\"[^\"\n]*\"|「[^」\n]*」?|『[^』\n]*』?")
_NAME = {
    "de": r"(?:[A-ZÄÖÜ][\wäöüß-]+(?:\s+(?:von|van|de|zu|der|Al-)?\s*[A-ZÄÖÜ][\wäöüß-]+){0,4})",
    "en": r"(?:[A-Z][\w'’-]+(?:\s+(?:of|for|the|and|de|van|von|al-)?\s*(?:[A-Z]\.\s)?[A-Z][\w'’-]+){0,4})",
}
_SPEAKING = {
    "de": r"(?:sagt|sagte|sagten|erklärt|erklärte|meint|meinte|betont|betonte|nannte|nennt|kritisierte|kritisiert"
        r"|warnte|warnt"
    r"|fordert|forderte|verlangt|verlangte|lobte|lobt|klagte|klagt|schreibt|schrieb|ruft|rief|spricht|sprach"
        r"|teilte|findet|fand"
    r"|hält|hielt|heißt es (?:bei|aus|in)|hieß es (?:bei|aus|in)|begrüßte|begrüßt|räumte|entgegnete|sieht"
        r"|antwortete|spottete)",
    "en": r"(?:said|says|told|argued|argues|warned|warns|added|adds|called|calls|wrote|writes|insisted|insists|claimed|claims"
    r"|criticised|criticized|praised|welcomed|complained|asked|replied|noted|demanded|urged|denounced|described)",
    "zh": r"(?:表示|认为|認為|指出|强调|強調|坦言|直言|称|稱|说|說|回应|回應|呼吁|呼籲|批评|批評"
    r"|写道|寫道|提醒|透露|反驳|反駁|质疑|質疑|指(?=[，：「“])|道(?=[：，]))",
}  # fmt: skip
_SPEAKS = {language: re.compile(words) for language, words in _SPEAKING.items()}
_INDIRECT = {
    "de": re.compile(
        rf"(?:(?:Laut|Nach Ansicht|Nach Angaben|Aus Sicht|Nach Einschätzung)\s+(?:von\s+|des\s+|der\s+"
            rf"|dem\s+)?(?P<source>{_NAME['de']})"
        rf"|(?P<first>{_NAME['de']})\s+(?:\([^)]*\)\s*)?{_SPEAKING['de']}\b|\b{_SPEAKING['de']}\s+(?:der\s+|die\s+"
            rf"|das\s+)?(?P<last>{_NAME['de']}))"
    ),
    "en": re.compile(
        rf"(?:[Aa]ccording to\s+(?:the\s+)?(?P<source>{_NAME['en']})"
            rf"|(?P<first>{_NAME['en']})(?:,[^,]{{2,60}},)?\s+{_SPEAKING['en']}\b"
        rf"|\b{_SPEAKING['en']}\s+(?:the\s+)?(?P<last>{_NAME['en']}))"
    ),
    "zh": re.compile(
        rf"(?:据|據|按照)?(?P<first>[\u4e00-\u9fff·A-Za-z]{{2,24}}?)(?:[（(][^）)]*[）)])?(?:\d+日)?(?:则|則|也|还|還"
            rf"|在[^，。]{{1,14}})?{_SPEAKING['zh']}"
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Quote:
    """text[start:end] is what `holder` (as written; None where nobody is named) says, in their own words if `direct`."""

    start: int
    end: int
    direct: bool
    holder: str | None


def quotes(text: str, *, language: str) -> tuple[Quote, ...]:
    """Everything that somebody is quoted with, in order; indirect speech is the sentence that reports it."""
    direct = [
        Quote(start=start, end=end, direct=True, holder=_holder_around(text, start, end, language))
        for start, end in spoken(text, language=language)
    ]
    taken = [(quote.start, quote.end) for quote in direct]
    indirect = [quote for quote in _indirect(text, language) if not any(a <= quote.start < b for a, b in taken)]
    return tuple(sorted((*direct, *indirect), key=lambda quote: (quote.start, not quote.direct)))


def spoken(text: str, *, language: str) -> tuple[tuple[int, int], ...]:
    """Where direct speech stands, marks included, in order."""
    return tuple(match.span() for match in _MARKS.finditer(text) if _is_speech(match, text, language))


def _is_speech(match: re.Match[str], text: str, language: str) -> bool:
    start, end = match.span()
    if end - start < LEAST_CHARS.get(language, DEFAULT_LEAST_CHARS):
        return False
    if end - start > LONGEST_NAME.get(language, DEFAULT_LONGEST_NAME):
        return True
    within = match.group()[1:-1]
    if _PUNCTUATED.search(within) or text[max(0, start - 2) : start].rstrip()[-1:] in (":", "："):
        return True
    beside = text[max(0, start - BESIDE) : start] if language == "zh" else text[end : end + BESIDE]
    return _SPEAKS[language].search(beside) is not None


def unspoken(text: str, *, language: str) -> str:
    """The text with all direct speech blanked, as long as before."""
    kept = text
    for start, end in spoken(text, language=language):
        kept = kept[:start] + " " * (end - start) + kept[end:]
    return kept


def _holder_around(text: str, start: int, end: int, language: str) -> str | None:
    """Who is named with a verb of speaking: behind the quote in German and English first, in Chinese before it."""
    around = AROUND.get(language, DEFAULT_AROUND)
    before = text[max(0, start - around) : start].rpartition("\n")[2]
    after = text[end : end + around].partition("\n")[0]
    for passage in (before, after) if language == "zh" else (after, before):
        found = [_name(match) for match in _INDIRECT[language].finditer(passage)]
        if found:
            return found[-1] if passage is before else found[0]
    return None


def _indirect(text: str, language: str) -> Iterator[Quote]:
    from nlp.sentences import split

    for sentence in split(text, language=language):
        match = _INDIRECT[language].search(sentence.text)
        if match is not None:
            yield Quote(start=sentence.start, end=sentence.end, direct=False, holder=_name(match))


def _name(match: re.Match[str]) -> str:
    named = match.groupdict()
    return (named.get("source") or named.get("first") or named.get("last") or "").strip()
