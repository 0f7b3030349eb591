"""German names that begin with adjectives, in every case. In: a name. Out: its spellings.

Europäischer Gerichtshof -> Europäische, Europäischen, Europäischem, Europäisches Gerichtshof.
"""

import re

_ENDINGS = ("e", "er", "es", "en", "em")
# What German adjectives in the names of bodies and acts end in, before the ending of the case.
_ADJECTIVE = re.compile(
    r"(\w+(?:sch|lich|nal|bal|ral|tal|ig|igt|int|ein)|Oberst|Weiß|Neu|Gemeinsam)e[rsnm]?", re.IGNORECASE
)


def spellings(name: str) -> tuple[str, ...]:
    """The name as it is given, then with its leading adjectives in the other cases."""
    words = name.split(" ")
    leading = _leading(words)
    stems = [_stem(word) for word in words[:leading]]
    declined = (" ".join([*(stem + ending for stem in stems), *words[leading:]]) for ending in _ENDINGS)
    return tuple(dict.fromkeys((name, *declined))) if leading else (name,)


def _leading(words: list[str]) -> int:
    """How many adjectives stand before the first noun; none where no noun follows."""
    for number, word in enumerate(words):
        if not _ADJECTIVE.fullmatch(word):
            return number
    return 0


def _stem(word: str) -> str:
    match = _ADJECTIVE.fullmatch(word)
    return match.group(1) if match else word
