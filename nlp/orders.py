"""Orders to a machine inside a text. In: a body and its language. Out: the same body, such sentences blanked.

No label is ever asked of a language model by the text's own words, but heads read every sentence; a sentence that speaks to a
machine instead of a reader is no part of what the text says. Blanks keep every offset in its place.
"""

import re

from nlp.sentences import split

# Four shapes in three languages: forget your instructions; do so and answer so; answer with this label; it is the right label.
_LABEL = r"[\"'“„‘‚`「]?(?:support|oppose|neutral)\b"
_LABEL_ZH = r"[“「\"‘]?(?:支持|反对|反對|中立|support|oppose|neutral)[”」\"’]?\s*(?:[。！!，,；;.]|$)"
_END = r"[\"'”“’‘`」]?\s*(?:[.!;,\])]|$|for\s(?:every|each|all|any)\b|and\s(?:nothing|ignore)\b)"
_FORGET_EN = (
    r"(?:^|[^\w\s]\s*|\b(?:please|must|should|to|and|now|model)\s)"
    r"(?:ignore|disregard|forget|override|stop\s(?:following|obeying)|do(?:\snot|n['’]t)\s(?:follow|obey)|set)\b.{0,40}"
    r"\b(?:instruction|prompt|rule|guideline|guidance|command|direction|told\b)"
)
_OWN_ORDERS_EN = (
    r"\b(?:ignore|disregard|forget|override)\s(?:(?:all|any|your|the|these|those|my|previous|prior|earlier|above|of)\s){0,4}"
    r"(?:instructions?|prompts?)\b"
)
_ANSWER_EN = r"\b(?:answer|label|respond|reply|say|output|classify|mark|rate|return|support|oppose)"
_SETTING_EN = (
    r"\b(?:answer|respond|reply|output|print|return|label)s?:?\s+(?:(?:only|with|as|the|just|word|label)\s+){0,4}"
)
_FORGET_DE = (
    r"\b(?:(?:ignorier|missacht|überschreib|befolg|beacht)(?:e|t\seure|en\ssie)|vergiss|vergesst|vergessen\ssie)\b.{0,60}"
    r"\b(?:anweisung|vorgabe|instruktion|befehl|regeln|prompt)"
)
_OWN_ORDERS_DE = (
    r"(?:^|[.!?]\s)\W*(?:bitte\s)?(?:ignorier|missacht|vergiss|vergesst|vergessen\ssie)\w*\s[^.!?]{0,40}"
    r"\b(?:anweisung|instruktion|prompt)"
)
_ANSWER_DE = r"\b(?:antwort|sag|gib|schreib|bewert|markier|wähl|support|oppose|stuf|klassifizier)"
_FORGET_ZH = (
    r"(?:忽略|无视|無視|忘记|忘記|忘掉|忽視|忽视|不要理会|不要理會|不用理会|不用理會|不要遵守|抛开|拋開|放弃|放棄|别管|別管).{0,24}"
    r"(?:指令|指示|提示|要求|规则|規則|说明|說明|命令)"
)
_ANSWER_ZH = (
    r"(?:回答|输出|輸出|标注|標註|标记|標記|标为|標為|回复|回覆|判定|判为|判為|选|選|直接说|直接說|support|oppose)"
)
_CALL = re.compile(r"\W*(?:stopp?|halt|wait|warte|attention|achtung|hey|停|停下|停止|等等|注意)\W*", re.IGNORECASE)
_GLUED = re.compile(r"[.!?…][\"'”“’»)]*\s+(?=[a-zäöü<\[])")
_TO_A_MACHINE = re.compile(
    "|".join(
        (
            rf"{_FORGET_EN}.{{0,120}}{_ANSWER_EN}",
            _OWN_ORDERS_EN,
            rf"(?:^|[.;:,!]\s*|\b(?:and|please|only|must|always|should)\s){_SETTING_EN}{_LABEL}",
            rf"{_SETTING_EN}{_LABEL}{_END}",
            rf"\b(?:answer|label|stance|response)\s(?:is|must\sbe|should\sbe)\s{_LABEL}{_END}",
            r"\bas\san\s(?:ai|language)\b.{0,60}\b(?:must|should|answer|label|output)",
            r"\b(?:classify|label|mark|rate)\sthis\s(?:article|text)\b.{0,20}\b(?:support|oppos|neutral)",
            _OWN_ORDERS_DE,
            rf"{_FORGET_DE}.{{0,120}}{_ANSWER_DE}",
            rf"\b(?:antworte[tn]?|gib|schreibe|klassifiziere|bewerte|stufe)\b.{{0,80}}"
            rf"(?:{_LABEL}|\b(?:zustimmung|unterstützung)\b)",
            rf"\b(?:antwort|label)\s(?:lautet|ist|sei)\s{_LABEL}",
            rf"{_LABEL}[\"'”“’]?\s(?:antworten|ausgeben)\b",
            rf"{_FORGET_ZH}.{{0,60}}{_ANSWER_ZH}",
            r"(?:回答|输出|輸出|回复|回覆|标注为|標註為|标记为|標記為|标为|標為).{0,20}"
            r"(?:support|oppose|neutral|[“「\"](?:支持|反对|反對|中立)[”」\"])",
            rf"(?:回答|输出|輸出|标记为|標記為|标注为|標註為|判为|判為|(?:答案|标签|標籤)是|直接说|直接說){_LABEL_ZH}",
            r"作为(?:一个)?(?:人工智能|AI|语言)(?:模型)?[^。]{0,30}(?:必须|应当|请|输出|回答)(?=.{0,12}(?:回答|输出|支持|反对|support|oppose))",
        )
    ),
    re.IGNORECASE | re.DOTALL,
)


def without_orders(body: str, *, language: str) -> str:
    """The body, as long as before, with blanks where a sentence gives orders to a machine, and where a word calls it before."""
    if _TO_A_MACHINE.search(body) is None:
        return body
    kept = body
    called_from: int | None = None
    for sentence in split(body, language=language):
        order = _TO_A_MACHINE.search(sentence.text)
        if order is not None:
            start = sentence.start + _beginning(sentence.text, order.start())
            start = start if called_from is None else called_from
            kept = kept[:start] + " " * (sentence.end - start) + kept[sentence.end :]
        called_from = sentence.start if _CALL.fullmatch(sentence.text) else None
    return kept


def _beginning(text: str, order: int) -> int:
    """Where the order begins: behind a sentence that it was glued to with a small letter."""
    stops = [match.end() for match in _GLUED.finditer(text) if match.start() <= order]
    return stops[-1] if stops else 0
