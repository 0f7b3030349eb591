"""Templates -> text. In: a template's name and what it tells. Out: plain text or HTML in which nothing from outside is markup."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from articles.text import clean
from delivery import wording
from delivery.excerpts import shorten
from delivery.phrases import phrase

NOT_IN_URLS = frozenset(' "<>`')


def render(name: str, **told: Any) -> str:
    """The template filled in; HTML escapes whatever is put into it."""
    return _environment().get_template(name).render(**told)


def web(url: str) -> str:
    """A URL that is safe to link: anything but http and https, or what no URL holds, leads nowhere."""
    safe = url.startswith(("http://", "https://")) and url.isprintable() and not set(url) & NOT_IN_URLS
    return url if safe else "#"


def clock_time(moment: datetime, zone: str = "UTC") -> str:
    """02:14 CET."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M %Z")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("delivery", "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"web": web, "clean": clean, "short": shorten, "clock": clock_time}
    environment.globals |= {"say": wording, "phrase": phrase}
    return environment
