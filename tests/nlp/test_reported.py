"""Whose words a sentence reports."""

import pytest

from nlp.reported import attribution, holder


@pytest.mark.parametrize(
    ("sentence", "language", "who"),
    [
        ("Der Digitalverband Netzwirtschaft nannte das Modell schlank.", "de", "Der Digitalverband Netzwirtschaft"),
        ("„Das ist falsch“, sagte Miriam Kessler am Montag.", "de", "Miriam Kessler"),
        ("Climate group Lasair said six years of gas was strange.", "en", "Climate group Lasair"),
        ("Fintan Molloy, however, warned against it.", "en", "Fintan Molloy"),
        ("新加坡代表认为，互认可以节省费用。", "zh", "新加坡代表"),
        ("物业协会人士则认为人脸识别提升了安全。", "zh", "物业协会人士"),
    ],
)
def test_the_holder_is_who_stands_beside_the_verb_of_saying(sentence: str, language: str, who: str) -> None:
    found = holder(sentence, language=language)
    assert found is not None
    assert found.startswith(who) or who.startswith(found)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("Die Regeln gelten ab August.", "de"), ("The rules apply from August.", "en"), ("规定自八月起施行。", "zh")],
)
def test_a_sentence_that_reports_nobody_has_no_holder(sentence: str, language: str) -> None:
    assert holder(sentence, language=language) is None


def test_signs_of_attribution_are_stronger_where_somebody_speaks() -> None:
    spoken = attribution("Der Minister sagte, das Gesetz sei gut und habe Erfolg.", language="de")
    plain = attribution("Das Gesetz gilt ab August.", language="de")
    assert (spoken >= plain).all()
    assert spoken.sum() > plain.sum()
    assert spoken[-1] == 1


def test_the_subjunctive_counts_in_german_only() -> None:
    assert attribution("sei habe werde", language="de")[2] > 0
    assert attribution("sei habe werde", language="en")[2] == 0
