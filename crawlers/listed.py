"""What a list said of a page, where the page itself does not say. In: Extracted and Candidate. Out: Extracted, filled in."""

from dataclasses import replace
from datetime import UTC, datetime, time
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
    local = listed.astimezone(ZoneInfo(source.time_zone))
    if extracted.published is not None and extracted.published.date() != local.date():
        return filled
    if local.time() == time():
        return replace(filled, published=datetime.combine(local.date(), time(), UTC), published_precision="day")
    return replace(filled, published=listed, published_precision="minute")
