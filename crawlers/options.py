"""How we ask servers, as the crawler takes it. In: what the operator decided. Out: one frozen value for every room of ours."""

from dataclasses import dataclass
from pathlib import Path

PRODUCT = "DreiklangBot/0.1"


@dataclass(frozen=True, kw_only=True)
class ArchiveOptions:
    """Where answers are kept and how much room they may take."""

    folder: Path
    enabled: bool = True
    max_bytes: int = 50 * 1024**3
    min_free_bytes: int = 2 * 1024**3
    rotate_bytes: int = 512 * 1024**2


@dataclass(frozen=True, kw_only=True)
class CrawlOptions:
    """Everything the crawler needs to know beside sources and store. Times in seconds, sizes in bytes."""

    archive: ArchiveOptions
    contact: str = ""
    concurrency: int = 16
    delay_s: float = 2.0
    timeout_s: float = 30.0
    max_body_bytes: int = 20 * 1024**2
    max_compressed_bytes: int = 10 * 1024**2
    proxy: str = ""
    proxy_connect: bool = True
    ca_file: Path | None = None
    allow_private: frozenset[str] = frozenset()
    back_off_s: float = 30.0
    max_age_days: int = 30

    @property
    def user_agent(self) -> str:
        """Who we are and where a webmaster can reach us."""
        where = self.contact or "no contact set"
        return f"{PRODUCT} (+{where})"
