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
    text = "Alle sagten Ja."
    assert stepped(text, "de", issuer="eu_parliament", kind="regulation", status="adopted") == "plenary"
    assert stepped(text, "de", issuer="eu_parliament", kind="regulation", status="proposed") == "committee"
    assert stepped(text, "de", issuer="eu_council", kind="regulation", status="adopted") == "council_adoption"
    assert stepped(text, "de", issuer="eu_council", kind="regulation", status="proposed") == "council_position"
    assert stepped(text, "de", issuer="de_government", kind="law", status="adopted") == "cabinet"
    assert stepped(text, "de", issuer="un", kind="treaty", status="adopted") == "adoption"


def test_the_commission_adopts_alone_what_is_no_deal_between_the_houses() -> None:
    text = "Die Kommission hat am Dienstag eine Delegierte Verordnung angenommen."
    assert stepped(text, "de", issuer="eu_commission", kind="regulation", status="adopted") == "adoption"


def test_the_bundesrat_s_steps_are_found_though_it_counts_as_the_bundestag() -> None:
    text = "Der Bundesrat stimmt zu."
    assert stepped(text, "de", issuer="de_bundestag", kind="law", status="adopted") == "bundesrat"


def test_a_body_outside_the_procedure_is_at_a_step_of_any_act() -> None:
    text = "Die Stellungnahmen sind erbeten."
    assert stepped(text, "de", issuer="de_bnetza", kind="consultation_draft", status="consultation") == "consultation"


def test_an_unknown_body_without_a_cue_is_at_no_step() -> None:
    assert stepped("Es wurde beschlossen.", "de", issuer="Kreistag", kind="standard", status="delayed") is None
