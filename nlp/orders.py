"""Orders to a machine inside a text. In: a body and its language. Out: the same body, such sentences blanked.

No label is ever asked of a language model by the text's own words, but heads read every sentence; a sentence that speaks to a
machine instead of a reader is no part of what the text says. Blanks keep every offset in its place.
"""

import re

from nlp.sentences import split

# Two shapes in three languages: forget your instructions and then answer so and so; answer with this label.
_LABEL = r"[\"'“„‘‚`「]?(?:support|oppose|neutral)\b"
_FORGET_EN = r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|guideline|guidance)"
_ANSWER_EN = r"\b(?:answer|label|respond|reply|say|output|classify|mark|rate|return|support|oppose)"
_FORGET_DE = (
    r"\b(?:ignorier|missacht|vergiss|vergesst|vergessen\ssie|überschreib)\w*.{0,60}"
    r"\b(?:anweisung|vorgabe|instruktion|befehl|regeln|prompt)"
)
_ANSWER_DE = r"\b(?:antwort|sag|gib|schreib|bewert|markier|wähl|support|oppose|stuf|klassifizier)"
_FORGET_ZH = (
    r"(?:忽略|无视|無視|忘记|忘記|忽視|忽视|不要理会|不要理會|抛开|拋開).{0,24}"
    r"(?:指令|指示|提示|要求|规则|規則|说明|說明|命令)"
)
_ANSWER_ZH = r"(?:回答|输出|輸出|标注|標註|标为|標為|回复|回覆|判定|判为|選|选|support|oppose)"
_TO_A_MACHINE = re.compile(
    "|".join(
        (
            rf"{_FORGET_EN}.{{0,120}}{_ANSWER_EN}",
            r"(?:^|[.;:,!]\s*|\b(?:and|please|only|must|always)\s)(?:answer|respond|reply|output|return|print|write)\s+"
            rf"(?:(?:only|with|as|the|just|word|label)\s+){{0,4}}{_LABEL}",
            r"\bas\san\s(?:ai|language)\s(?:model|assistant)\b.{0,60}\b(?:must|should|answer|label|output)",
            rf"{_FORGET_DE}.{{0,120}}{_ANSWER_DE}",
            rf"\b(?:antworte|gib|schreibe|klassifiziere|bewerte|stufe)\b.{{0,80}}(?:{_LABEL}|\b(?:zustimmung|unterstützung)\b)",
            rf"{_FORGET_ZH}.{{0,60}}{_ANSWER_ZH}",
            r"(?:回答|输出|輸出|回复|回覆|标注为|標註為|标为|標為).{0,20}(?:support|oppose|neutral|[“「\"]?(?:支持|反对|反對|中立)[”」\"])",
            r"作为(?:一个)?(?:人工智能|AI|语言)模型.{0,30}(?:必须|应当|请|输出|回答)",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)


def without_orders(body: str, *, language: str) -> str:
    """The body, as long as before, with blanks where a sentence gives orders to a machine."""
    if _TO_A_MACHINE.search(body) is None:
        return body
    kept = body
    for sentence in split(body, language=language):
        if _TO_A_MACHINE.search(sentence.text):
            kept = kept[: sentence.start] + " " * (sentence.end - sentence.start) + kept[sentence.end :]
    return kept
