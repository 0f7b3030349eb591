"""Days on which people work. In: a day and a country. Out: whether it is one, with public holidays and make-up workdays."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from articles.errors import BadInput

if TYPE_CHECKING:
    from holidays import HolidayBase


def is_workday(day: date, country: str) -> bool:
    """Whether people work on it there; a Chinese Saturday that makes up for a holiday is a workday.

    Raises: BadInput for a country that is not known. Source: the package holidays (MIT).
    """
    return bool(_calendar(country).is_working_day(day))


def known_country(country: str) -> bool:
    """Whether the holidays of a country (ISO 3166, as in DE, CN) are known."""
    from holidays import list_supported_countries

    return country in list_supported_countries()


@lru_cache(maxsize=16)
def _calendar(country: str) -> "HolidayBase":
    from holidays import country_holidays

    try:
        return country_holidays(country)
    except NotImplementedError as error:
        raise BadInput(
            f"no holidays known for '{country}'; expected a country code such as DE, CN or US", subject=country
        ) from error
