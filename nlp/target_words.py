"""Words that point to a stance target without naming it. In: nothing. Out: one pattern a target, for three languages.

The aliases of the taxonomy name a target; these words are looser ("der Aufschub", "the curbs", "刷脸") and are only counted.
Traditional characters are folded to simplified ones before a search.
"""

import re
from collections.abc import Mapping


def _pattern(words: str) -> re.Pattern[str]:
    """Alternatives by white space, in any case; spaces are written \\s."""
    return re.compile("|".join(words.split()), re.IGNORECASE)


LOOSE: Mapping[str, re.Pattern[str]] = {
    "cn_global_plan": _pattern(
        r"""weltorganisation aktionsplan\w*\s(?:aus|von)\s(?:peking|china)
        (?:pekings?|chinas?)\s(?:\w+\s){0,2}(?:angebot|initiative|aktionsplan|plan\b|vorschl|organisation|klub)
        world\sai\scooperation waico
        (?:beijing|china)(?:'s|’s)\s(?:\w+\s){0,3}(?:plan|initiative|offer|organi[sz]ation|charter|proposal)
        shanghai\b.{0,60}(?:organi[sz]|charter|secretariat|sekretariat) 合作组织 中国(?:方案|主张|倡议|提出|智慧)
        中方(?:倡议|提出|主张) 全球治理(?:倡议|行动) 普惠计划 行动计划"""
    ),
    "cn_domestic_rules": _pattern(
        r"""
        chin(?:a|esisch)\w*\s(?:\w+\s){0,3}(?:vorschrift|regel|verordnung|ma(?:ß|ss)nahmen|gesetz|aufsicht|internetaufsicht|zensur)
        cyberspace\sadministration internetaufsicht
        chin(?:a|ese)(?:'s|’s)?\s(?:\w+\s){0,3}(?:rules?|regulat|measures|law|censor|regime|filing) interim\smeasures
        cyberspace\sregulator 备案 网信办 网信部门 清朗 暂行办法 管理办法 管理规定 我国.{0,12}监管 标识办法 伦理审查 工信部
        国务院"""
    ),
    "us_export_controls": _pattern(
        r"""export-?kontroll ausfuhr(?:kontroll|beschränk|verbot|sperr|regel|liste) embargo
        chip-?(?:sperr|sanktion|verbot|kontroll) (?<!\w)sperren sanktion handelsministerium
        export\s(?:control|rule|licen|curb|ban|regime|restriction)
        (?:chip|semiconductor)s?\s(?:curb|ban|control|rule|restriction) curbs entity\slist \bbis\b commerce\sdepartment
        出口(?:管制|限制|许可) 管制 封锁 禁运 断供 制裁 实体清单 小院高墙 禁令"""
    ),
    "us_ai_action_plan": _pattern(
        r"""aktionsplan\w*\s(?:der\susa|des\swei|amerikas) amerikanische\w*\s(?:aktionsplan|ki-plan) wei(?:ß|ss)e[sn]?\shaus
        deregulier moratorium bundesrecht landesgesetz bundesstaaten vorrang\sdes\sbundes dekret white\shouse deregulat
        pre-?empt moratorium state\s(?:ai\s)?laws patchwork federal\s(?:law|standard|order|framework|ceiling|rule)
        executive\sorder action\splan 白宫 行政令 行政命令 去监管 松绑 州法 各州 联邦(?:政府|法) 美国.{0,8}行动计划 赢得竞赛"""
    ),
    "eu_ai_act": _pattern(
        r"""ki-verordnung ki-gesetz ai[\s-]act brüssel\w* eu-regel regelwerk verhaltenskodex hochrisiko eu-kommission gpai
        \bthe\sact\b ai\s(?:law|rulebook) brussels code\sof\spractice high-risk european\scommission ai\soffice 欧盟 布鲁塞尔
        欧洲.{0,6}法 人工智能法 高风险 行为准则"""
    ),
    "eu_delay": _pattern(
        r"""omnibus aufschub aufschieb verschieb verschob vertag stop-the-clock fristverlänger verzöger vereinfach atempause
        uhr\sanhalten delay postpone stop(?:ping)?[\s-]the[\s-]clock simplif pause later\sdate grace\speriod 推迟 延期 延后
        暂缓 简化 综合方案 一揽子 松绑 停表 暂停计时"""
    ),
    "de_implementation": _pattern(
        r"""ki-mig durchführungsgesetz umsetzung\w* bundesnetzagentur marktüberwachung netzagentur ki-aufsicht
        referentenentwurf reallabor implementing\s(?:act|law) german(?:y|'s|’s)?\b.{0,40}(?:regulator|law|act|agency|supervis)
        network\sagency sandbox 德国.{0,16}(?:法|监管|落地|实施|网络局) 联邦网络局 网络局 柏林 沙盒"""
    ),
    "un_governance": _pattern(
        r"""vereinte\w*\snationen \bun- \buno?\b multilateral generalversammlung wissenschaftsgremium globaler\sdialog genf
        digitalpakt united\snations \bun\b general\sassembly scientific\spanel global\sdialogue geneva multilateral
        secretary-general 联合国 联大 日内瓦 多边 科学小组 全球对话 秘书长 主渠道 国际电联"""
    ),
    "open_source_ai": _pattern(
        r"""open-?source quelloffen offene\w*\s(?:gewicht|modell|ki) offenheit freie\w*\s(?:modell|gewicht)
        frei\s(?:verfügbar|zugänglich) veröffentlichte\sgewichte open[\s-](?:source|weight|model|release|licen) open\sai
        weights 开源 开放(?:权重|模型|源|生态) 权重 开发者社区"""
    ),
    "global_standards": _pattern(
        r"""(?:internationale|einheitliche|gemeinsame|harmonisierte|globale)\w*\s(?:\w+\s){0,2}(?:norm|standard|prüf) normung
        norm(?:en|entwurf)?\b weltnorm \biso\b \biec\b anerkenn
        (?:international|common|global|harmoni[sz]ed|single|shared|universal)\s(?:\w+\s){0,2}(?:standard|norm|test)
        standardi[sz] harmoni[sz]ation mutual\srecognition \biso\b 标准 互认 能效 水效 国际电工 接轨"""
    ),
    "frontier_safety_rules": _pattern(
        r"""spitzenmodell frontier sicherheits(?:pflicht|test|prüf|gesetz) pflichttest prüfpflicht zwangsprüf meldepflicht
        zwischenfäll haftung verbindliche\w*\s(?:test|prüf|sicherheit) sb[\s-]53 raise\sact frontier
        (?:mandatory|compulsory|binding|pre-release|safety)\s(?:\w+\s){0,2}(?:test|report|evaluat|audit|rule|dut)
        incident\sreport liabilit catastroph 前沿(?:模型|人工智能|AI) 强制(?:性)?(?:安全|测试|评估|检测) 安全(?:测试|评估)
        事故报告 事件报告 法案"""
    ),
    "content_labelling": _pattern(
        r"""kennzeichn wasserzeichen hinweispflicht artikel\s50 label deepfake künstlich\serzeugte label watermark article\s50
        disclos synthetic\s(?:media|content|voice|image) deepfake provenance 标识 标签 标示 水印 标注 合成内容 深度伪造 深伪"""
    ),
    "copyright_training": _pattern(
        r"""urheber text-?\s?und\sdata-?\s?mining \btdm\b lizenz vergütung (?:training|trainier)\w* verlag autor\w*en
        rechteinhaber verwertungsgesellschaft geschützte\w*\swerk copyright fair\suse (?:data|text)[\s-]mining licen[cs]e
        training authors publishers opt-out royalt pirated rights\s?holders 著作权 版权 合理使用 训练 授权 许可 作家 作者
        数据挖掘 稿酬"""
    ),
    "autonomous_weapons_ban": _pattern(
        r"""autonome\w*\s(?:waffen|kampf|system|drohne) waffensystem killerroboter \blaws\b drohnenschw kampfroboter
        völkerrecht autonomous\s(?:weapon|drone|system) killer\srobot \blaws\b lethal weapons\s(?:treaty|ban)
        machines\sto\schoose 自主武器 杀手机器人 致命性 武器 蜂群 杀人机器"""
    ),
    "biometric_surveillance": _pattern(
        r"""gesichts(?:erkennung|abgleich|scan|suche) biometri emotionserkenn palantir fernidentifizier kamera überwachung
        facial[\s-]recognition face[\s-](?:recognition|match|scan) biometric emotion\srecognition live\sfacial surveillance
        cameras? 人脸 刷脸 生物识别 情绪识别 监控 摄像头 人像"""
    ),
    "datacentre_expansion": _pattern(
        r"""rechenzentr gigafactory serverfarm serverhall rechenleistung netzanschluss data[\s-]?cent(?:re|er) gigafactor
        hyperscale server\s(?:farm|campus|hall) compute\scampus megawatt gigawatt 数据中心 智算中心 算力 机房 资料中心 机柜
        东数西算"""
    ),
    "chinese_ai_firms": _pattern(
        r"""huawei smic deepseek alibaba tencent baidu bytedance qwen cambricon moonshot zhipu
        chinesische\w*\s(?:\w+\s)?(?:firm|unternehmen|konzern|hersteller|anbieter|modell)
        chinese\s(?:\w+\s){0,2}(?:firm|compan|chipmaker|maker|lab|model|giant|foundr) 华为 中芯 深度求索 阿里 腾讯 百度 寒武纪
        字节 月之暗面 智谱 商汤 昇腾 国产(?:芯片|大模型|算力) 中国(?:企业|公司|厂商)"""
    ),
    "us_big_tech": _pattern(
        r"""big\stech tech(?:nologie)?-?konzern us-?konzern
        amerikanische\w*\s(?:\w+\s)?(?:konzern|netzwerk|plattform|anbieter) silicon\svalley selbstverpflicht selbstregulier
        freiwillige\w*\s(?:zusag|selbst|verpflicht) nvidia openai alphabet google \bmeta\b microsoft amazon anthropic \bxai\b
        \bapple\b self-regulat voluntary tech\s(?:giant|compan) hyperscaler 科技巨头 英伟达 辉达 谷歌 微软 亚马逊 硅谷
        自愿承诺 自律 美国(?:企业|公司|巨头|科技)"""
    ),
}  # fmt: skip
