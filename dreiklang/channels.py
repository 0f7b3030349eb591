"""The ways out that the settings name. In: Settings. Out: Channels by name."""

from collections.abc import Callable, Mapping

from delivery.channels import Channel
from dreiklang.delivery_settings import ChannelSettings
from dreiklang.settings import Settings

OUTBOX = "outbox"  # the folder of .eml files, below out/


def make_channels(settings: Settings) -> dict[str, Channel]:
    """Every channel of the settings."""
    return {name: KINDS[table.kind](name, table, settings) for name, table in settings.channels.items()}


def _folder(name: str, _: ChannelSettings, settings: Settings) -> Channel:
    from delivery.channels.folder import Folder

    return Folder(name=name, folder=settings.out / OUTBOX)


KINDS: Mapping[str, Callable[[str, ChannelSettings, Settings], Channel]] = {"folder": _folder}
