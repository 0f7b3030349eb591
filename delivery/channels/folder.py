"""A folder of .eml files, for a machine without mail. In: a Posted. Out: one file a message, written whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from articles.store.outbox import Posted
from delivery.channels.mail import as_mail

SENDER = "Dreiklang <monitor@dreiklang.localhost>"
READER = "reader@dreiklang.localhost"


@dataclass(frozen=True, kw_only=True)
class Folder:
    """Every mail program opens these files."""

    name: str
    folder: Path

    @property
    def recipients(self) -> tuple[str, ...]:
        """Whoever reads the folder."""
        return (READER,)

    def send(self, posted: Posted, *, answers: Sequence[str]) -> str:
        """Write the file; the same message again writes the same file."""
        message = posted.message
        path = self.folder / f"{message.created_at:%Y%m%dT%H%M}-{message.kind}-{message.id[:12]}.eml"
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(as_mail(message, sender=SENDER, recipient=posted.recipient, answers=answers).as_bytes())
        part.replace(path)
        return str(path)
