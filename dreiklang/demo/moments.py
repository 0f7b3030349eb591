"""When the demo is looked at. In: nothing. Out: the moments of its weeks, in order."""

from datetime import UTC, datetime


def moments() -> list[datetime]:
    """Three evenings in a row, then weeks later; the digest is read on the last morning.

    No gap exceeds 30 days, the age after which a listed article is not fetched any more.
    """
    return [
        datetime(2026, 3, 2, 17, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 17, 0, tzinfo=UTC),
        datetime(2026, 3, 4, 17, 0, tzinfo=UTC),
        datetime(2026, 3, 25, 17, 0, tzinfo=UTC),
        datetime(2026, 4, 14, 17, 0, tzinfo=UTC),
        datetime(2026, 4, 24, 4, 0, tzinfo=UTC),
    ]
