"""When a page is asked again. In: when it was first seen, how old it was then, whose it is. Out: the next visit, or None.

Most edits and removals happen within hours of publication, hence a falling schedule; official pages are watched closer and
longer. What was old when we found it (back-fill, a new source) is never asked again. An unchanged page costs a 304.
"""

from datetime import datetime, timedelta

from articles.model import Kind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Ages since the first visit at which a page is asked again. Chosen for a cost of six and eight conditional requests.
PRESS = (1 * HOUR, 4 * HOUR, 12 * HOUR, 1 * DAY, 3 * DAY, 7 * DAY)
OFFICIAL = (HOUR / 2, 2 * HOUR, 6 * HOUR, 12 * HOUR, 1 * DAY, 3 * DAY, 7 * DAY, 14 * DAY)
OLD = 7 * DAY  # published longer ago than this when first seen: back-fill


def next_visit(*, first_seen: datetime, dated: datetime | None, kind: Kind, now: datetime) -> datetime | None:
    """The next moment to look for an edit or a removal; None when the page is left alone from now on.

    Visits that were missed are not made up for.
    """
    if dated is not None and first_seen - dated > OLD:
        return None
    schedule = OFFICIAL if kind == "official" else PRESS
    return next((first_seen + age for age in schedule if first_seen + age > now), None)
