"""What a name or a title says of itself. In: a text. Out: the numbers of the standards it names, and the names it quotes."""

import re
from functools import lru_cache

KNOWN_TEXTS = 4096
# Standards are known by who keeps them and a number: YD/T 6711-2026, T/CESA 1169, DIN EN ISO/IEC 42001, IEEE P7001, ITU-T Y.3172.
# One that others adopt keeps its number, so that number and part alone say whether two are one; the year is that of an edition.
_KEEPERS = r"prEN|EN|ISO|IEC|IEEE|DIN|VDE|CEN|CENELEC|CLC|ETSI|ITU-T|NIST|ANSI|BS|JIS|GB"
_STANDARD = re.compile(
    rf"(?<![A-Za-z\d])(?:[A-Z]{{2}}\d{{0,2}}/[TZ]|T/[A-Z]{{2,8}}|(?:{_KEEPERS})(?:[ /-](?:{_KEEPERS}))*)"
    r"(?:[ /](?:TS|TR|SP|AI|DIS|FDIS|CD|PAS))?[ -]?[A-Z]{0,2}\.?\s?(\d{3,}(?:[.-]\d{1,2}(?!\d))?)(?:[-—–:]\d{4}(?!\d))?"
)
_QUOTED = re.compile(r"《([^《》]+)》")


@lru_cache(maxsize=KNOWN_TEXTS)
def standards_in(text: str) -> frozenset[str]:
    """The numbers of the standards that it names."""
    return frozenset(_STANDARD.findall(text))


@lru_cache(maxsize=KNOWN_TEXTS)
def unnumbered(name: str) -> str:
    """A name without the numbers of standards in it."""
    return _STANDARD.sub(" ", name)


@lru_cache(maxsize=KNOWN_TEXTS)
def quoted_in(text: str) -> tuple[str, ...]:
    """The names between Chinese title marks."""
    return tuple(_QUOTED.findall(text))
