"""Official numbers are found in any language and written in one form."""

import pytest

from nlp.identifiers import identifiers


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Verordnung (EU) 2024/1689", "celex", "32024R1689"),
        ("Regulation (EU) No 910/2014", "celex", "32014R0910"),
        ("Directive (EU) 2024/2831", "celex", "32024L2831"),
        ("CELEX 32024R1689", "celex", "32024R1689"),
        ("COM (2025) 836 final", "com", "COM(2025) 836"),
        ("2025/0359(COD)", "cod", "2025/0359(COD)"),
        ("Bundestagsdrucksache 21/1234", "drucksache", "Drs. 21/1234"),
        ("(Drucksache 21/1234)", "drucksache", "Drs. 21/1234"),
        ("BGBl. 2026 I Nr. 12", "bgbl", "BGBl. I 2026 Nr. 12"),
        ("BGBl. I 2026 Nr. 12", "bgbl", "BGBl. I 2026 Nr. 12"),
        ("RIN 0694-AK12", "rin", "RIN 0694-AK12"),
        ("Docket No. FTC-2026-0012", "docket", "FTC-2026-0012"),
        ("Executive Order 14179", "eo", "EO 14179"),
        ("第14179号行政令", "eo", "EO 14179"),
        ("工信部科〔2026〕12号", "hao", "工信部科〔2026〕12号"),
        ("国办发〔2026〕12号", "hao", "国办发〔2026〕12号"),
        ("根据国办发〔2026〕3号", "hao", "国办发〔2026〕3号"),
        ("国务院令第797号", "ling", "国务院令第797号"),
        ("商务部公告2026年第41号", "gonggao", "公告2026年第41号"),
        ("GB/T 45654—2025", "gb", "GB/T 45654-2025"),
        ("ISO/IEC 42001:2023", "iso", "ISO/IEC 42001:2023"),
        ("DIN EN 1176-12", "din", "DIN EN 1176-12"),
        ("House Bill 2288", "bill", "HB 2288"),
        ("Bill C-41", "bill", "Bill C-41"),
    ],
)
def test_a_number_has_one_form(text: str, kind: str, value: str) -> None:
    found = identifiers(text)
    assert [(one.kind, one.value) for one in found] == [(kind, value)]


def test_a_number_counts_once_however_it_is_written_and_its_evidence_is_verbatim() -> None:
    text = "COM(2025) 836 liegt vor. Zu COM (2025) 836 final nahm der Rat Stellung."
    (one,) = identifiers(text)
    assert text[one.evidence.start : one.evidence.end] == one.evidence.text == "COM(2025) 836"


def test_years_and_amounts_are_no_numbers_of_acts() -> None:
    assert identifiers("Im Jahr 2026 flossen 1.250 Euro je Kopf, 12/2025 waren es 900.") == ()
