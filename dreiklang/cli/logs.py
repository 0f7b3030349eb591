"""Logs. In: events with fields. Out: one line each on stderr, JSON where DREIKLANG_LOG=json."""

import json
import logging
import os

ROOMS = ("articles", "crawlers", "nlp", "search", "delivery", "dreiklang")
FIELDS = (
    "step",
    "source",
    "subject",
    "article_id",
    "outcome",
    "seconds",
    "url",
    "host",
    "file",
    "offset",
    "reason",
    "rule",
    "channel",
    "message_id",
    "error",
)


class Lines(logging.Formatter):
    """`time level event field=value ...`, or the same as JSON."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Event name first, then the fields that are there."""
        fields = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            fields.setdefault("error", f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}")
        if self.as_json:
            head = {
                "time": self.formatTime(record),
                "level": record.levelname,
                "event": record.getMessage(),
            }
            return json.dumps(head | fields, ensure_ascii=False, default=str)
        told = " ".join(f"{name}={value}" for name, value in fields.items())
        return f"{self.formatTime(record, '%H:%M:%S')} {record.levelname.lower()} {record.getMessage()} {told}".rstrip()


def set_up_logs(*, verbose: bool) -> None:
    """Warnings by default, everything of ours with --verbose; other libraries only from warning on."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(as_json=os.environ.get("DREIKLANG_LOG") == "json"))
    handler.addFilter(_ours_or_warning)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.INFO if verbose else logging.WARNING)


def _ours_or_warning(record: logging.LogRecord) -> bool:
    """Libraries set levels of their own when they start; this holds whatever they set."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in ROOMS
