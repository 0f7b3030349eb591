"""Does a page reserve text and data mining? In: Head. Out: yes, no or unknown.

Reads the TDM Reservation Protocol's meta tag (W3C community group, 2024) and robots directives against AI.
"""

import re

from articles.model import Reservation
from crawlers.pages.head import Head

_AGAINST = re.compile(r"\bno-?(?:image)?ai\b|\bnotdm\b", re.IGNORECASE)


def find_reservation(head: Head) -> Reservation:
    """What the page itself says; headers and files are read by the crawler."""
    if any(_AGAINST.search(value) for value in head.metas.get("robots", ())):
        return "yes"
    said = (head.first("tdm-reservation") or "").strip()
    return {"1": "yes", "0": "no"}.get(said, "unknown")  # type: ignore[return-value] # the three values are the type
