"""How far an act has come, told by words or by who did what."""

from datetime import UTC, datetime

from nlp.acts import sayings
from nlp.procedure_steps import step
from nlp.reading import Reading


def stepped(sentence: str, language: str, *, issuer: str | None, kind: str, status: str) -> str | None:
    moment = datetime(2026, 6, 18, 9, tzinfo=UTC)
    found = sayings(Reading(title="-", body=sentence, language=language, source_type="news", published=moment))
    return step(found, main=found[-1], issuer=issuer, kind=kind, status=status)


def test_a_cue_names_the_step() -> None:
    text = "Negotiators reached a provisional agreement on the chips act."
    assert stepped(text, "en", issuer="eu_parliament", kind="regulation", status="adopted") == "trilogue"


def test_without_a_cue_body_and_status_tell_the_step() -> None:
    assert stepped(
        "Die Abgeordneten sagten Ja.", "de", issuer="eu_parliament", kind="regulation", status="adopted"
    ) in {
        "committee",
        "plenary",
    }


def test_an_unknown_body_without_a_cue_is_at_no_step() -> None:
    assert stepped("Es wurde beschlossen.", "de", issuer="Kreistag", kind="standard", status="delayed") is None
