"""Words that take a side. In: a sentence of any language. Out: how many cues of each kind it has.

Cues are counted, never taken as proof: irony, concession and the side a target stands on are left to the head.
Traditional characters count as simplified ones.
"""

import re
from collections.abc import Mapping

import numpy as np

from articles.text import simplify
from nlp.heads import Floats


def _pattern(words: str) -> re.Pattern[str]:
    """Alternatives by white space, in any case; spaces are written \\s."""
    return re.compile("|".join(words.split()), re.IGNORECASE)


CUES: Mapping[str, re.Pattern[str]] = {
    "praise": _pattern(
        r"""begrü(?:ß|ss) \blob(?:t|en|te|enswert)?\b \brichtig(?:e[rsn]?)?\b vernünftig \bklug \bgut(?:e[rnsm]?)?\b \bbesser
        \bbeste[rnsm]?\b erfolg fortschritt stärk(?:t|en|ung) \bnütz gewinn chance vorbild vertrauen überfällig notwendig
        \bnötig wichtig sinnvoll schütz(?:t|en) bewährt wegweisend \bunterstütz hervorragend wirksam \bwirkt\b \bhilft\b segen
        dankbar verdient\b recht\shat hat\sdoch\srecht unverzichtbar ermöglich respekt welcom prais applaud \bright\b sensible
        \bgood\b \bbetter\b \bbest\b success progress strengthen benefit opportunit \btrust(?:s|ed)?\b overdue necessary
        essential \bvital important protects? works\b working\b \bhelp(?:s|ed)?\b blessing deserve support(?:s|ed|ing)?
        \bback(?:s|ed)\b celebrat proud admir brave smart wise\b lifeline enabl saves? fair\b clear(?:er)?\b 欢迎 支持
        赞(?:成|赏|同|许) 肯定 正确 务实 管用 有效 有力 必要 重要 进步 成果 成功 机遇 贡献 保障 造福 惠及 信任 值得 难得 可喜
        振奋 借鉴 走对 典范 及时 最好 领先 突破 普惠 合理 公道 功劳 漂亮 点赞 有利 福音 底气 积极"""
    ),
    "blame": _pattern(
        r"""falsch fehler gefähr schädlich \bschad(?:et|en) verfehlt gescheitert scheiter absurd farce feigenblatt zahnlos
        bürokrati überflüssig unsinn irrweg irrtum sackgasse \bteuer belast erstick gängel aushöhl ausgehöhlt schwäch zynisch
        heuchel skandal bedroh verantwortungslos untauglich \bleere[rns]?\b \bnaiv \bzensur überwach(?:ung|t) enteign
        diebstahl \bklau kapitul armutszeugnis \blügen? lobby misstrau kritik(?!er) \bleider\b bedauer riskant risiko
        missbrauch wrong mistake danger harm(?:s|ful|ed)? reckless fail(?:s|ed|ure|ing)? absurd farce toothless red\stape
        burden(?:some)? pointless nonsense stifl strangl hollow weaken cynic hypocri scandal threat irresponsib useless
        empty\b naive censor theft steal \bstole surrender lobby distrust critici \bregret risk(?:s|y)? abuse costly expensive
        vague broken backfir worse \bworst\b theatre theater excuse myth illusion betray blunt \bbully protectionis handout
        错误 危险 有害 危害 损害 损人 失败 荒唐 荒谬 形同虚设 空谈 空话 官僚 多余 繁琐 累赘 扼杀 窒息 掏空 削弱 虚伪 丑闻 威胁
        不负责任 无用 天真 审查 偷 窃 侵权 侵犯 侵害 遏制 打压 霸权 霸凌 保护主义 双重标准 泛化 滥用 破坏 担忧 忧虑 讽刺
        靠不住 伪命题 倒退 负担 代价 添堵 枷锁 盲目 浪费 泡沫 隐患 风险 误解 糊涂 推诿 不足 甩手 忽悠 作秀 遗憾 警惕 批评 质疑
        割裂 失信 难言 不公"""
    ),
    "urge": _pattern(
        r"""\bmuss(?:en)?\b müssen \bsoll(?:te|ten|en)?\b fordern? forderung verlang \bbraucht?\b brauchen appell empfehl
        \bgehört verpflicht \bwir\serwarten setz\w*\s(?:sich|uns)\sfür spricht\ssich \bmust\b \bshould\b \bought\sto\b
        \bneeds?\b urge[sd]? \bcall(?:s|ing)?\s(?:on|for)\b demand recommend insist let\s(?:us|them) \bask\s(?:the|for)\b 应当
        应该 应尽快 必须 呼吁 要求 需要 亟需 亟待 建议 主张 敦促 务必 不妨 理应 期待 希望 加快 推动 完善 加强 坚持 继续"""
    ),
    "enough": _pattern(
        r"""\bstopp ablehn \blehnt zurückweis zurückzieh zurückgezogen abschaff abgeschafft abschalt abgeschaltet streichen
        verbiet \bverbot(?!s?verfahren) \bverhinder \bweg\sdamit \bkein(?:e[rnsm]?)?\b \bnie(?:mals)?\b nicht\smit aufhören
        \bgegen\b verzicht untersag schlie(?:ß|ss)en fallen\slassen \bnein\b \bstop\b \breject(?:s|ed)? \bscrap \bdrop\b
        withdraw abolish repeal outlaw \bban(?:s|ned|ning)?\b prohibit halt\b \bblock oppos(?:e|es|ed|ing) \bagainst\b \bno\b
        \bnever\b \brefus strip\b kill\b moratorium resist \bcancel 反对 拒绝 停止 叫停 取消 废除 撤回 禁止 抵制 刹车 拆除
        不得 不应 不该 不要 不能 不可取 不接受 绝不 不如 何必 算了 别让 莫让 远离 暂停"""
    ),
    "keep": _pattern(
        r"""\bverteidig beibehalt \bbleiben\b \bausbau(?:en)? \bausweit verschärf verstetig \bfördern? \bbauen\b vorantreib
        \bstärken\b \beinführ rasch zügig durchsetz anwenden unterzeichn beitreten zustimm \bmitmachen \bja\b für\sein
        \bdefend \bkeep\b \bexpand extend(?!ed\spause) tighten fund\b \bbuild(?:ing)?\b enforce \badopt(?:s|ed|ing)?\b
        \bsign\b \bjoin\b strengthen approve \byes\b \bfund(?:s|ed|ing)? \bpass\b ratif promote \bcopy\b encourage 坚持 推进
        推广 扩大 健全 落实 实施 建设 支持 加入 签署 批准 尽快 做实 做强 普及 扶持 鼓励 巩固 维护 倡议 践行 完善 发展"""
    ),
    "but": _pattern(
        r"""\baber\b \bdoch\b jedoch dennoch trotzdem allerdings stattdessen \bsondern\b \bnur\b \bzwar\b vielmehr \bbut\b
        however \byet\b nevertheless instead \bonly\b rather although despite 但是? 然而 不过 却 反而 只是 其实 可是 而是 尽管
        虽然"""
    ),
    "not": _pattern(
        r"""\bnicht\b \bkein \bohne\b \bweder\b \bkaum\b \bnichts\b \bnot\b n['’]t\b \bno\b \bwithout\b \bneither\b \bnor\b
        \bnothing\b \bhardly\b \bnobody\b \bniemand 不 没 无 未 非 莫 别"""
    ),
    "irony": _pattern(
        r"""ausgerechnet angeblich sogenannt \bsog\. vermeintlich \bprima\b herzlichen\sglückwunsch man\snennt bravo
        natürlich\b ach\b [!?] so-called supposedly allegedly congratulations of\scourse apparently \bpardon\b conveniently
        bravo [!?] 所谓 号称 美其名曰 据说 口口声声 说穿了 岂不 何其 居然 竟然 [！？]"""
    ),
    "voice": _pattern(
        r"""\bwir\b \bich\b \bunser \bmein \buns\b \bman\b \bwe\b \bi\b \bour\b \bmy\b \bus\b \byou\b 我 我们 我国 咱 笔者
        本会 本报 中方 诸位"""
    ),
}  # fmt: skip


def cues(text: str) -> Floats:
    """Shape (k,): how often each kind of CUES stands in the text, as logarithms."""
    folded = simplify(text)
    counts: Floats = np.log1p([float(len(pattern.findall(folded))) for pattern in CUES.values()])
    return counts
