"""What a translation model reads and writes. In: its folder and name. Out: our names of its languages, and its names of ours."""

import re
from pathlib import Path

from articles.errors import BadInput, ModelMissing
from nlp.naming import read_json

# Our name of a language, and what models of one language call it: ISO 639-1 and 639-3.
NAMES = {"de": ("de", "deu", "ger"), "zh": ("zh", "zho", "cmn", "chi"), "en": ("en", "eng")}
# What models of many languages (M2M100, mBART-50, NLLB) call it, and their token for it.
CODES = {
    "de": (("de", "__de__"), ("de_DE", "de_DE"), ("deu_Latn", "deu_Latn")),
    "zh": (("zh", "__zh__"), ("zh_CN", "zh_CN"), ("zho_Hans", "zho_Hans")),
    "en": (("en", "__en__"), ("en_XX", "en_XX"), ("eng_Latn", "eng_Latn")),
}
READ = ("de", "zh")
MANY = "mul"  # opus-mt's word for models that read many
MULTILINGUAL = ("m2m_100", "mbart", "nllb-moe")  # architectures whose tokenizers are told the language
IN_NAME = re.compile(r"(?:^|-)([a-z]{2,3})-(?:en|eng)(?:[@_-]|$)")


def languages_read(place: Path, name: str) -> tuple[str, ...]:
    """Which of our languages the model translates into English.

    Raises: ModelMissing where neither its files nor its name say that it does.
    """
    if read_json(place / "config.json").get("model_type") in MULTILINGUAL:
        return READ
    settings = read_json(place / "tokenizer_config.json")
    named = IN_NAME.search(Path(name).name.lower())
    source, target = settings.get("source_lang") or (named[1] if named else None), settings.get("target_lang") or "en"
    found = tuple(one for one in READ if source == MANY or source in NAMES[one])
    if not found or target not in NAMES["en"]:
        raise ModelMissing(
            f"model {name} translates from {source} into {target}; expected German or Chinese into English "
            "(source_lang and target_lang in its tokenizer_config.json, or -de-en or -zh-en in its name)",
            subject=name,
        )
    return found


def refuse_other(language: str, read: tuple[str, ...], version: str) -> None:
    """Raises: BadInput for a language that the translator does not read."""
    if language not in read:
        raise BadInput(
            f"{version} reads {', '.join(read)}, not {language}; choose another models.translator", subject=language
        )
