"""How much the archive may still grow. In: its budget and the disk's free space. Out: what is lacking, in one line."""

import logging
import shutil

from articles import clock
from crawlers.archive.files import folder_bytes
from crawlers.options import ArchiveOptions

MEASURE_AFTER_S = 5.0
MEASURE_AFTER_BYTES = 32 * 1024**2
log = logging.getLogger(__name__)


class Room:
    """How much the archive may still grow."""

    def __init__(self, options: ArchiveOptions) -> None:
        self._options = options
        self._lacking: str | None = None
        self._measured_s = float("-inf")
        self._since_bytes = 0

    def used(self, size_bytes: int) -> None:
        """So much was written since."""
        self._since_bytes += size_bytes

    def lacking(self) -> str | None:
        """What is missing, None while there is room."""
        if clock.elapsed() - self._measured_s > MEASURE_AFTER_S or self._since_bytes > MEASURE_AFTER_BYTES:
            self._measure()
        return self._lacking

    def _measure(self) -> None:
        self._options.folder.mkdir(parents=True, exist_ok=True)
        lacking = self._budget() or self._free()
        if lacking is not None and self._lacking is None:
            log.warning("archive_paused", extra={"reason": lacking})
        if lacking is None and self._lacking is not None:
            log.warning("archive_resumed")
        self._lacking, self._measured_s, self._since_bytes = lacking, clock.elapsed(), 0

    def _budget(self) -> str | None:
        size, limit = folder_bytes(self._options.folder), self._options.max_bytes
        if size < limit:
            return None
        return (
            f"the archive takes {_shown(size)} of {_shown(limit)} (archive.max_gb): "
            "raise it, or shorten retention.archive_days and run `dreiklang maintain`"
        )

    def _free(self) -> str | None:
        free, limit = shutil.disk_usage(self._options.folder).free, self._options.min_free_bytes
        if free >= limit:
            return None
        return f"only {_shown(free)} are free on the disk, the archive leaves {_shown(limit)} (archive.min_free_gb)"


def _shown(size_bytes: int) -> str:
    return f"{size_bytes / 1024**3:.2f} GB"
