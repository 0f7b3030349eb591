"""Words for AI, for what it depends on, and for governing. In: a text of any language. Out: where each kind of word stands.

The kinds are counted, never taken as proof. Traditional characters count as simplified ones.
"""

import re
from collections.abc import Mapping

from articles.text import simplify

_LETTER = "[A-Za-zÄÖÜäöüß]"
MOST_CHARS = 20_000  # 200,000 characters must not take seconds
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}  # ＡＩ is AI

Places = Mapping[str, tuple[int, ...]]


def _pattern(words: str, *, exact: str = "") -> re.Pattern[str]:
    """`exact` as whole words in this case, `words` anywhere in any case. White space lays out; a space is written \\s."""
    anywhere = rf"(?i:{'|'.join(words.split())})"
    return re.compile(rf"(?<!{_LETTER})(?:{exact})(?!{_LETTER})|{anywhere}" if exact else anywhere)


AI = _pattern(
    r"""künstliche[nrs]?\sintelligenz sprachmodell basismodell grundlagenmodell chatbot chatgpt openai deepseek
    anthropic mistral\sai gesichtserkennung biometrische deep-?fakes? algorithm maschinelle\w*\slernen
    neuronale\w*\snetz autonome\w*\s(?:waffen|fahr) kampfroboter drohnenschwarm hochrisiko-?(?:ki|system)
    autonome\w*\s(?:system|drohne) emotionserkennung stimm(?:en)?klon palantir datenanalyse\w*\sder\spolizei
    datamining digitale\w*\sfreund artificial\sintelligence machine[-\s]learning
    (?:language|frontier|foundation|general-purpose)\s(?:ai\s)?models? facial[-\s]recognition face[-\s]recognition
    generative autonomous\s(?:weapon|vehicle|driving) killer\srobot driverless self-driving \bllms?\b copilot
    synthetic\s(?:media|content|voice) voice\sclon autonomy\sin\sweapon predictive\spolicing emotion\srecognition
    advanced\scomputing frontier\slab 人工智[能慧] 大模型 算法 演算法 智能体 智慧体 人脸(?:识别|辨识) 深伪 深度伪造
    深度合成 生成式 语言模型 自主武器 机器学习 自动驾驶 无人驾驶 聊天机器人 具身智能 类脑 换脸 数字人 拟人化
    杀手机器人 情绪识别 合成内容 声音克隆 致命性自主""",
    exact=r"KIs?|AIs?|A\.I\.|GenAI|xAI|AIGC|AGI|GPT|Llama|Qwen|Gemini|Claude|LAWS",
)
DEPENDS = _pattern(
    r"""(?<!kartoffel)(?<!tortilla)(?<!\sand\s)(?<!paprika)chips?(?![a-zäöü]) chip-
    chip(?:fabrik|hersteller|industrie|konzern|gesetz|export|maker|making) halbleiter semiconduct mikroelektronik
    nvidia \btsmc\b \bsmic\b \basml\b lithogra wafer rechenzentr rechenleistung rechenkapazität gigafactory
    supercomput data[-\s]?cent(?:er|re) \bcompute\b computing\spower \bgpus?\b open[-\s](?:source|weight) quelloffen
    offene\w*\s(?:gewichte|modelle) trainingsdaten training\sdata text[-\s](?:and|und)[-\s]data text-\s?und\sdata
    web\s?scrap seltene\w*\serden rare[-\s]earth entity\slist dual-use 芯片 晶片 半导体 晶圆 光刻 算力 数据中心
    资料中心 智算 开源 英伟达 辉达 台积电 中芯 训练(?:数据|资料|素材|语料) 稀土 云计算 数据要素 语料"""
)
GOVERNING = _pattern(
    r"""gesetz verordnung richtlinie regulier regelwerk regeln\sfür behörde minister bundestag bundesrat kabinett
    kommission parlament aufsicht verbot verbiet bußgeld \bklage gericht urteil \bnorm(?:en|ung|entwurf)?\b
    leitlinie leitfaden strategie aktionsplan abkommen vertrag konsultation stellungnahme anhörung exportkontroll
    ausfuhr sanktion datenschutz urheber haftung zertifizier kennzeichn förder politik abgeordnete fraktion
    vereinte\snationen \bun- \beu- souverän grundrecht betriebsrat tarif \blaws?\b legislat \bbills?\b \bacts?\b
    regulat \brules?\b ministry ministries parliament congress senat commission council authorit agency agencies
    \bbans?\b \bbanned \bfine[sd]?\b lawsuit court \bjudges?\b ruling standards?\b guideline guidance strategy
    action\splan treaty agreement consultation export\s(?:control|licen|rule|ban) sanction privacy copyright
    liabilit certif label governance polic(?:y|ies) lawmaker governor white\shouse executive\sorder oversight
    united\snations enforce tariff union\b watchdog 法[律规院案] 立法 执法 修法
    [^方办看想做说用书语手疗合无]法(?=[》」，。、]) 规定 条例 办法 监管 政府 国务院 部门 委员会 网信办 工信部 发改委
    欧盟 联合国 白宫 国会 议会 禁止 罚款 判决 标准 指南 指引 规划 战略 行动计划 方案 条约 协议 协定 征求意见 谘询
    咨询文本 出口管制 制裁 隐私 个人信息 个人资料 著作权 版权 责任 认证 标识 治理 政策 处罚 备案 公约 主管机关
    数位部 立委"""
)
KINDS: Mapping[str, re.Pattern[str]] = {"ai": AI, "depends": DEPENDS, "governing": GOVERNING}


# What a text that never names AI speaks of it by; not counted, but a text without any of these is about something else.
HINTS = _pattern(
    r"""robot robo- maschine machine automati automated autonom \bmodell?en?\b \bmodels?\b frontier omnibus high-risk
    hochrisiko synthe watermark wasserzeichen trainier \btrain(?:ed|ing)\b \bvoices?\b \bstimmen\b klon clon
    biometri gesicht \bfaces?\b hyperscal server avatar doppelgänger exportkontroll export\scontrol 训练 智能 智慧 机器 模型 无人
    综合方案 前沿 声音 伪 面部 刷脸 出口管制 语料 服务器 超级计算 虚拟"""
)


def hints(text: str) -> bool:
    """Does the beginning of a text hold a word by which AI is spoken of?"""
    return HINTS.search(simplify(text[:MOST_CHARS])) is not None


def places(text: str) -> Places:
    """Where the words of each kind begin, in order, within the first MOST_CHARS characters."""
    folded = simplify(text[:MOST_CHARS].translate(_HALF_WIDTH))
    return {kind: tuple(match.start() for match in pattern.finditer(folded)) for kind, pattern in KINDS.items()}
