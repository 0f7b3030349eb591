"""The digests of all profiles: whose hour has come, written and posted. In: the store and the settings. Out: files, and mail.

A digest is decided once: the same profile and day give the same message, whoever makes it and how often.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from articles import clock
from articles.errors import AlreadyRunning, BadInput, unknown
from articles.model import Message
from articles.store.locks import Held, alone
from articles.store.outbox import digests_of, post
from articles.workdays import is_workday
from delivery.alerts import message_id
from delivery.digest import Digest
from delivery.digest_forms import as_mail, as_markdown, as_page, as_text
from delivery.digest_view import view
from dreiklang.delivery_settings import ProfileSettings, as_file_name, read_time
from dreiklang.desk import Desk
from dreiklang.digesting import Issue, build_digest, issue, rule_of

FOLDER = "digests"  # below out/
INSTANT = timedelta(microseconds=1)
log = logging.getLogger(__name__)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def make_due(desk: Desk, *, always: bool = False) -> list[Path]:
    """Serve every profile whose hour has come; returns the files, pages first.

    With `always` nobody waits for the hour, and who was served today already has that digest written anew, not sent again.
    """
    try:
        with alone(desk.store, "decide") as held:
            with desk.store.read() as connection:
                issues = _issues(connection, desk, clock.now(), always=always)
            return [path for one in issues for path in _made(desk, held, one)]
    except AlreadyRunning:
        return []


def preview(desk: Desk, profile: str, *, weekly: bool = False) -> list[Path]:
    """Write what the next digest of a profile would tell, and send nothing. Raises: BadInput for an unknown profile."""
    if profile not in desk.settings.profiles:
        raise BadInput(unknown("profile", profile, desk.settings.profiles), subject=profile)
    with desk.store.read() as connection:
        of = issue(connection, desk, profile, weekly=weekly)
        digest = build_digest(connection, desk, of)
    return _write(desk.out / FOLDER, f"preview-{_name(of)}", digest)


def is_due(table: ProfileSettings, last: datetime | None, now: datetime, *, weekly: bool = False) -> bool:
    """Whether a profile's hour has come today, in its own time zone, and nothing was made since."""
    zone = ZoneInfo(table.time_zone)
    local = now.astimezone(zone)
    hour = datetime.combine(local.date(), read_time(table.at), zone)
    day = WEEKDAYS[local.weekday()]
    wanted = day == table.weekly if weekly else day in table.days
    works = weekly or not table.holidays or day in WEEKDAYS[5:] or is_workday(local.date(), table.holidays)
    return wanted and works and local >= hour and (last is None or last < hour)


def _issues(connection: Connection, desk: Desk, now: datetime, *, always: bool) -> Sequence[Issue]:
    due = []
    for profile, table in desk.settings.profiles.items():
        for weekly in (False, True) if table.weekly else (False,):
            before = digests_of(connection, rule_of(profile, weekly=weekly), before=now + INSTANT, limit=1)
            last = before[0].created_at if before else None
            if is_due(table, last, now, weekly=weekly):
                due.append(issue(connection, desk, profile, weekly=weekly, as_of=now))
            elif always and not weekly:
                again = last if last is not None and _same_day(table, last, now) else now
                due.append(issue(connection, desk, profile, as_of=again))
    return due


def _same_day(table: ProfileSettings, one: datetime, other: datetime) -> bool:
    zone = ZoneInfo(table.time_zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def _made(desk: Desk, held: Held, of: Issue) -> list[Path]:
    """One digest, written and posted; one that fails holds no other back and is tried again at the next call."""
    folder = desk.out / FOLDER
    try:
        with desk.store.read() as connection:
            digest = build_digest(connection, desk, of)
        files = _write(folder, _name(of), digest)
        message = _message(of, digest)
    except (SQLAlchemyError, OSError):
        raise
    except Exception:
        log.exception("digest_failed", extra={"rule": of.rule})
        return []
    with desk.store.begin() as connection:
        held.renew(connection)
        post(connection, message, {name: desk.channels[name].recipients for name in of.table.to})
    return files


def _message(of: Issue, digest: Digest) -> Message:
    phrased = view(digest)
    return Message(
        id=message_id(of.rule, of.as_of.isoformat()),
        kind="digest",
        rule=of.rule,
        thread=message_id(of.rule, of.as_of.isoformat()),
        subject=phrased.subject,
        text=as_text(phrased),
        html=as_mail(phrased),
        language=digest.language,
        created_at=of.as_of,
        subjects=tuple(moved.stage.id for moved in digest.moved),
        article_ids=digest.article_ids,
    )


def _write(folder: Path, name: str, digest: Digest) -> list[Path]:
    """Page, Markdown and text; each file is whole or not there."""
    phrased = view(digest)
    forms = {".html": as_page(phrased), ".md": as_markdown(phrased), ".txt": as_text(phrased)}
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, text in forms.items():
        part = folder / f"{name}{suffix}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / f"{name}{suffix}")
    return [folder / f"{name}{suffix}" for suffix in forms]


def _name(of: Issue) -> str:
    """2026-11-24-daily: its day where the reader lives, and the profile."""
    day = of.as_of.astimezone(ZoneInfo(of.table.time_zone)).date()
    return f"{day}-{as_file_name(of.profile) or 'profile'}{'-week' if of.weekly else ''}"
