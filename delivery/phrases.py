"""The fixed words of mails and pages, in German, Chinese and English. In: a name and a language. Out: the words."""

PHRASES: dict[str, dict[str, str]] = {
    "act": {"de": "AKT", "zh": "文件", "en": "ACT"},
    "number": {"de": "Nummer", "zh": "文号", "en": "number"},
    "none": {"de": "keine", "zh": "无", "en": "none"},
    "in_force": {"de": "IN KRAFT", "zh": "施行", "en": "IN FORCE"},
    "deadline": {"de": "FRIST", "zh": "截止", "en": "DEADLINE"},
    "evidence": {"de": "BELEG", "zh": "依据", "en": "EVIDENCE"},
    "no_evidence": {"de": "kein Satz gefunden", "zh": "未找到原句", "en": "no sentence found"},
    "source": {"de": "QUELLE", "zh": "来源", "en": "SOURCE"},
    "reports": {"de": "BERICHTE", "zh": "报道", "en": "REPORTS"},
    "reports_line": {"de": "{n} bisher", "zh": "目前{n}篇", "en": "{n} so far"},
    "reachable": {"de": "erreichbar", "zh": "可访问", "en": "reachable"},
    "why": {"de": "WARUM SIE", "zh": "推送原因", "en": "WHY YOU"},
    "rule": {"de": "Regel „{name}“", "zh": "规则“{name}”", "en": 'rule "{name}"'},
    "confidence": {"de": "Sicherheit", "zh": "置信度", "en": "confidence"},
    "original": {"de": "Original", "zh": "原文", "en": "original"},
    "published": {"de": "veröffentlicht", "zh": "发布于", "en": "published"},
    "no_time": {"de": "ohne Uhrzeit", "zh": "未注明时间", "en": "no time given"},
    "seen": {"de": "gesehen", "zh": "发现于", "en": "seen"},
    "sent": {"de": "gesendet", "zh": "发送于", "en": "sent"},
    "machine_translation": {"de": "maschinell übersetzt", "zh": "机器翻译", "en": "mt"},
    "gone": {
        "de": "Die Seite ist nicht mehr erreichbar.",
        "zh": "该页面已无法访问。",
        "en": "The page is no longer there.",
    },
    "correction": {"de": "KORREKTUR", "zh": "更正", "en": "CORRECTION"},
    "we_said": {"de": "Gemeldet war", "zh": "此前通报", "en": "We said"},
    "right_is": {"de": "Richtig ist", "zh": "应为", "en": "Right is"},
    "articles": {"de": "{n} Artikel", "zh": "{n}篇文章", "en": "{n} articles"},
    "all_of_them": {"de": "{n} Akte auf einmal", "zh": "{n}项文件", "en": "{n} acts at once"},
    "stories": {"de": "{n} neue Meldungen", "zh": "{n}条新消息", "en": "{n} new stories"},
    "search": {"de": "Suche „{name}“", "zh": "检索“{name}”", "en": 'search "{name}"'},
    "watch": {"de": "Beobachtungsliste „{name}“", "zh": "关注清单“{name}”", "en": 'watch list "{name}"'},
    "firm_deadline": {
        "de": "Maschinell gelesen; Frist aus dem amtlichen Text.",
        "zh": "机器识读；截止日期取自官方原文。",
        "en": "Read by machine; deadline from the primary text.",
    },
    "firm_effective": {
        "de": "Maschinell gelesen; Datum des Inkrafttretens aus dem amtlichen Text.",
        "zh": "机器识读；施行日期取自官方原文。",
        "en": "Read by machine; date of entry into force from the primary text.",
    },
    "tentative_dates": {
        "de": "Maschinell gelesen; Daten aus der Presse, nicht amtlich bestätigt.",
        "zh": "机器识读；日期来自媒体报道，尚未经官方原文证实。",
        "en": "Read by machine; dates from the press, not confirmed by the primary text.",
    },
    "official_no_dates": {
        "de": "Maschinell gelesen aus dem amtlichen Text; er nennt kein Datum.",
        "zh": "机器识读官方原文；原文未注明日期。",
        "en": "Read by machine from the primary text, which names no date.",
    },
    "press_only": {
        "de": "Maschinell gelesen; {n} unabhängige Berichte, noch kein amtlicher Text.",
        "zh": "机器识读；依据{n}家独立报道，尚无官方原文。",
        "en": "Read by machine; {n} independent reports, no primary text yet.",
    },
    "undelivered": {"de": "NICHT ZUGESTELLT", "zh": "未送达", "en": "NOT DELIVERED"},
    "undelivered_line": {
        "de": "Diese Nachricht konnte über den Kanal „{channel}“ nicht zugestellt werden:",
        "zh": "此消息无法通过渠道“{channel}”送达：",
        "en": 'This message could not be delivered through the channel "{channel}":',
    },
    "what_to_do": {
        "de": "`dreiklang alert list` zeigt sie; `dreiklang alert resend KEY` versucht es noch einmal.",
        "zh": "用 `dreiklang alert list` 查看；用 `dreiklang alert resend KEY` 重新发送。",
        "en": "`dreiklang alert list` shows it; `dreiklang alert resend KEY` tries again.",
    },
    "field_issuers": {"de": "Herausgeber", "zh": "发布机构", "en": "issuer"},
    "field_step": {"de": "Verfahrensschritt", "zh": "程序阶段", "en": "stage"},
    "field_decided": {"de": "Tag der Entscheidung", "zh": "决定日期", "en": "day of the decision"},
    "field_effective": {"de": "Inkrafttreten", "zh": "施行日期", "en": "entry into force"},
    "field_deadline": {"de": "Frist", "zh": "截止日期", "en": "deadline"},
    "field_gone": {"de": "Seite", "zh": "页面", "en": "page"},
    "field_retracted": {"de": "Meldung", "zh": "通报", "en": "announcement"},
    "was_there": {"de": "erreichbar", "zh": "可访问", "en": "there"},
    "is_gone": {"de": "entfernt", "zh": "已删除", "en": "taken down"},
    "was_announced": {"de": "Ankündigung", "zh": "属于公告", "en": "an announcement"},
    "is_none": {"de": "keine Ankündigung", "zh": "不属于公告", "en": "not an announcement"},
}


def phrase(name: str, language: str, /, **values: object) -> str:
    """The words of this name. Raises: KeyError for a name or a language that is not there."""
    return PHRASES[name][language].format(**values)
