"""What a list said of a page, where the page itself does not say. In: Extracted and Candidate. Out: Extracted, filled in."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from articles.model import Candidate, Source
from crawlers.extract import Extracted


def with_listed(extracted: Extracted, candidate: Candidate | None, *, source: Source) -> Extracted:
    """Title and section that are missing, and the date: missing, or without the time of day that the list has."""
    if candidate is None:
        return extracted
    filled = replace(
        extracted,
        title=extracted.title or candidate.title,
        section=extracted.section or candidate.section,
    )
    listed = candidate.published
    if listed is None or extracted.published_precision == "minute":
        return filled
    zone = ZoneInfo(source.time_zone)
    local = listed.astimezone(zone)
    if extracted.published is not None and extracted.published.astimezone(zone).date() != local.date():
        return filled
    timed = (local.hour, local.minute, local.second) != (0, 0, 0)
    return replace(filled, published=listed, published_precision="minute" if timed else "day")
