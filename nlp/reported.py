"""Who speaks in a sentence that is not the text's own voice. In: a sentence and its language. Out: cues of attribution, a holder.

Direct speech is found by nlp/quotes.py; here stand the looser signs of indirect speech: verbs of saying, asking and doubting, the
people and bodies that say something, the German subjunctive. They are counted; a head weighs them.
"""

import re
from collections.abc import Mapping

import numpy as np

from articles.text import simplify
from nlp.heads import Floats

UNNAMED = "unnamed"
LONGEST_HOLDER = {"zh": 24}
DEFAULT_LONGEST_HOLDER = 80
CLAUSES_BACK = {"zh": 1}
DEFAULT_CLAUSES_BACK = 3

_VERBS = {
    "de": r"""sag(?:t|te|en|ten) erklär(?:t|te|en|ten) mein(?:t|te|en|ten) beton(?:t|te|en|ten) nenn(?:t|en) nannte[n]?
        kritisier(?:t|te|en|ten) warn(?:t|te|en|ten) forder(?:t|te|n|ten) verlang(?:t|te|en|ten) lob(?:t|te|en|ten)
        klag(?:t|te|en|ten) beklag(?:t|te|en|ten) schreib(?:t|en) schrieb(?:en)? sprach(?:en)? spricht sprechen find(?:et|en)
        fand(?:en)? hält halten hielt(?:en)? begrü(?:ß|ss)(?:t|te|en|ten) sieht sehen spotte(?:t|te|n) versicher(?:t|te|n|ten)
        mahn(?:t|te|en|ten) kontert(?:e|en)? argumentier(?:t|te|en|ten) schimpf(?:t|te|en|ten) jubel(?:t|te|n)
        schwärm(?:t|te|en) bezeichn(?:et|en|ete|eten) fürchte(?:t|te|n|ten) befürchte(?:t|te|n|ten) plädier(?:t|te|en|ten)
        dräng(?:t|te|en|ten) verteidig(?:t|te|en|ten) moniert?e? rügt?e? bedauert?e? wirft warf reagier(?:t|te|en|ten)
        verweist pocht zeigte\ssich erinnert rät freut\ssich lehn(?:t|te|en|ten) will wollen rief ruft urteilt befand vermisst
        kündigt?e? räumt verlautete hei(?:ß|ss)t\ses hie(?:ß|ss)\ses zitiert zufolge laut""",
    "en": r"""sa(?:ys|id|y) t(?:ells|old) argue[sd]? warn(?:s|ed)? add(?:s|ed)? call(?:s|ed) wrote writes insist(?:s|ed)?
        claim(?:s|ed)? critici[sz]ed? prais(?:es|ed|e) welcom(?:es|ed) complain(?:s|ed)? asked repli(?:es|ed) reply noted
        demand(?:s|ed) urge[sd]? denounce[sd]? describe[sd]? dismiss(?:es|ed)? counter(?:s|ed) fear(?:s|ed)? think(?:s)?
        thought believe[sd]? hailed defend(?:s|ed)? accuse[sd]? vow(?:s|ed) object(?:s|ed)? oppose[sd]? reject(?:s|ed)
        support(?:s|ed) back(?:s|ed) want(?:s|ed)? plead(?:s|ed)? assures? reminds? question(?:s|ed) advis(?:es|ed)
        credit(?:s|ed) applauded maintain(?:s|ed) scoffs? promises? answer(?:s|ed)? countered condemn(?:s|ed)? according\sto
        cheered explained""",
    "zh": r"""表示 认为 指出 强调 坦言 直言 称 说 回应 呼吁 批评 写道 提醒 透露 反驳 质疑 主张 担忧 担心 警告 抱怨 反对 支持
        肯定 赞 反映 评价 建议 要求 敦促 指责 怒斥 点赞 欢迎 形容 忧虑 吐槽 诉苦 相信 盼望 痛批 嘲讽 讽刺 惊叹 据 看来""",
}
_PEOPLE = r"""sprecher verband verbände minister direktor chef präsident anw[aä]lt abgeordnete experte forscher professor
        kritiker befürworter gegner vertreter gewerkschaft branche unternehmen senator gouverneur gruppe organisation delegat
        behörde anbieter verein kammer bürgermeister datenschützer umweltschützer botschafter diplomat beamte betreiber
        kommissar spokes official minister analyst professor lawyer critic advocate senator governor group campaigner
        researcher executive lobby union association association lawmaker companies\b company\b diplomat founder economist
        ambassador industry expert mayor 代表 教授 专家 人士 负责人 发言人 学者 官员 协会 律师 议员 研究员 分析师 企业 组织
        团体 部长 主任 委员 业界 有人 评论 舆论 网友 家长 同行 联盟"""
_SUBJUNCTIVE = r"""sei seien habe werde könne müsse solle dürfe gebe brauche wolle gelte hätten wären würden gälten stünde bekomme
        führe treffe"""


def _words(words: str, *, whole: bool) -> re.Pattern[str]:
    alternatives = "|".join(words.split())
    return re.compile(rf"\b(?:{alternatives})\b" if whole else alternatives, re.IGNORECASE)


_SAYS: Mapping[str, re.Pattern[str]] = {
    language: _words(words, whole=language != "zh") for language, words in _VERBS.items()
}
_NAMES_PEOPLE = _words(_PEOPLE, whole=False)
_SUBJUNCTIVES = _words(_SUBJUNCTIVE, whole=True)
# Before the verb, outside quotation marks: the last clauses; behind it ("..., said X of the Y"): up to the next mark.
_CLAUSE = re.compile(r"[,;:—–()，。；：！？]")
_MARK = re.compile(r"[“”„\"«»「」『』]")
_OPENERS = re.compile(
    r"^(?:(?:und|aber|doch|auch|dagegen|denn|so|wie|laut|nach|and|but|while|though|however|meanwhile|according to"
    r"|然而|但是?|不过|而|也有|有|其中|对此|據|据|当然|還|还)\s*)+",
    re.IGNORECASE,
)
_TRAILERS = re.compile(
    r"(?:则|則|也|还|還|均|都|曾|近日|当天|今日|又|就|并|並|\d+日|\s+(?:has|have|had|hat|haben|habe|also|then|later|still))+$"
)


def attribution(text: str, *, language: str) -> Floats:
    """Shape (4,): verbs of saying, people who could say it, subjunctives (as logarithms); whether the first two meet."""
    folded = simplify(text)
    says = len(_SAYS[language].findall(folded))
    people = len(_NAMES_PEOPLE.findall(folded))
    doubtful = len(_SUBJUNCTIVES.findall(folded)) if language == "de" else 0
    signs: Floats = np.append(np.log1p([float(says), float(people), float(doubtful)]), float(says > 0 and people > 0))
    return signs


def holder(sentence: str, *, language: str) -> str | None:
    """Who says it, as written; None where no verb of saying has a subject beside it."""
    for match in _SAYS[language].finditer(simplify(sentence)):
        before = _last_clause(sentence[: match.start()], language)
        if before is not None:
            return before
        after = _first_clause(sentence[match.end() :], language) if language != "zh" else None
        if after is not None:
            return after
    return None


def _last_clause(text: str, language: str) -> str | None:
    """The subject before the verb, if need be behind an insertion: "Jane Doe, an economist, said"."""
    clauses = _CLAUSE.split(_MARK.split(text)[-1])[-CLAUSES_BACK.get(language, DEFAULT_CLAUSES_BACK) :]
    names = (_trimmed(clause, language) for clause in reversed(clauses))
    return next((name for name in names if name), None)


def _first_clause(text: str, language: str) -> str | None:
    return _trimmed(_CLAUSE.split(_MARK.split(text)[0])[0], language)


def _trimmed(clause: str, language: str) -> str | None:
    """The clause as a name: without connectives, neither empty nor as long as a sentence, and with a capital letter."""
    name = _TRAILERS.sub("", _OPENERS.sub("", clause.strip()).strip()).strip(" .!?…*-")
    if not 1 < len(name) <= LONGEST_HOLDER.get(language, DEFAULT_LONGEST_HOLDER):
        return None
    return name if language == "zh" or any(character.isupper() for character in name) else None
