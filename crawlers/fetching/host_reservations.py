"""Whether a host reserves text and data mining. In: its robots.txt, tdmrep.json and ai.txt. Out: yes, no or unknown.

Read are the TDM Reservation Protocol (W3C community group report, 2024: file and header), Content-Signal and Content-Usage
lines in robots.txt, ai.txt (Spawning), and a robots.txt that shuts out crawlers known to gather training text. A host
that reserves any part counts as reserving: the record errs on the side of the rights holder.
"""

import json
import re

from protego import Protego

from articles.model import Reservation

TDMREP_PATH = "/.well-known/tdmrep.json"
AI_TXT_PATH = "/ai.txt"
MAX_RULES = 1000
# Crawlers whose operators say that they gather text for training; whoever shuts out only them has reserved it.
TRAINING_AGENTS = ("GPTBot", "CCBot", "Google-Extended", "ClaudeBot", "anthropic-ai", "Applebot-Extended", "Bytespider")
_SIGNAL = re.compile(r"(?im)^\s*content-(?:signal|usage)\s*:(.*)$")
_TRAINING = re.compile(r"(?i)\b(?:ai-train|train-ai|ai-training|tdm)\s*=\s*(yes|no|y|n)\b")
_SHUT = re.compile(r"(?im)^\s*disallow\s*:\s*/\s*(?:#.*)?$")


def host_reservation(*, robots: str = "", tdmrep: str = "", ai_txt: str = "") -> Reservation:
    """What a host's files say together; yes outweighs no."""
    said = {_of_tdmrep(tdmrep), _of_signals(robots), _of_ai_txt(ai_txt), _of_agents(robots)}
    if "yes" in said:
        return "yes"
    return "no" if "no" in said else "unknown"


def header_reservation(tdm_header: str | None, robots_tag: str | None) -> Reservation:
    """What the headers of one answer say: tdm-reservation, else X-Robots-Tag: noai."""
    if tdm_header is not None and tdm_header.strip() in ("0", "1"):
        return "yes" if tdm_header.strip() == "1" else "no"
    tags = {tag.strip().lower() for tag in (robots_tag or "").split(",")}
    return "yes" if "noai" in tags else "unknown"


def _of_tdmrep(text: str) -> Reservation:
    try:
        rules = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return "unknown"
    if not isinstance(rules, list):
        return "unknown"
    said = {str(rule.get("tdm-reservation")) for rule in rules[:MAX_RULES] if isinstance(rule, dict)}
    if "1" in said:
        return "yes"
    return "no" if "0" in said else "unknown"


def _of_signals(robots: str) -> Reservation:
    said = {found.lower()[0] for line in _SIGNAL.findall(robots) for found in _TRAINING.findall(line)}
    if "n" in said:
        return "yes"
    return "no" if "y" in said else "unknown"


def _of_ai_txt(text: str) -> Reservation:
    return "yes" if _SHUT.search(text) else "unknown"


def _of_agents(robots: str) -> Reservation:
    named = robots.lower()
    if not any(agent.lower() in named for agent in TRAINING_AGENTS):
        return "unknown"
    rules = Protego.parse(robots)
    shut_out = any(not rules.can_fetch("/", agent) for agent in TRAINING_AGENTS)
    return "yes" if shut_out and rules.can_fetch("/", "SomeReader") else "unknown"
