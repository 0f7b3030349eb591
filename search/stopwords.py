"""Words that say nothing in a query. In: a word. Out: whether it may be left out beside others.

The index holds every word, so that quotes find them; only plain words of a query are passed over, and only if others remain.
Words in capitals (WHO, IT, US) are names. Short on purpose: a word that is left out by mistake cannot be asked for.
"""

_ENGLISH = """a about an and are as at be been but by did do does for from had has have how if in into is it its of on or that
the their them there these they this those to was were what when where which who whom whose why with"""
_GERMAN = """aber als am an auch auf aus bei das dass dem den der des die ein eine einem einen einer eines er es für hat haben
ihr im in ist mit nach nicht oder sich sie sind so über um und von vor war waren warum was wegen welche welchem welchen welcher
welches wem wen wer werden wie wird wo zu zum zur zwischen"""
STOPWORDS = frozenset(f"{_ENGLISH} {_GERMAN}".split())


def is_stopword(word: str) -> bool:
    """Whether a word of a query may be passed over; a mark behind it does not matter."""
    bare = word.strip(".,;?!")
    return bare.lower() in STOPWORDS and not (bare.isupper() and len(bare) > 1)
