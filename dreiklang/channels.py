"""The ways out that the settings name. In: Settings. Out: Channels by name."""

from collections.abc import Callable, Mapping

from articles.addresses import Guard
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


def _smtp(name: str, table: ChannelSettings, _: Settings) -> Channel:
    from delivery.channels.smtp import Smtp

    return Smtp(
        name=name,
        recipients=table.to,
        sender=table.sender,
        host=table.host,
        port=table.port,
        security=table.security,
        user=table.user,
        password=table.password.get_secret_value(),
        timeout_s=table.timeout_s,
        ca_file=table.ca_file,
    )


def _webhook(name: str, table: ChannelSettings, settings: Settings) -> Channel:
    from delivery.channels.webhook import Webhook

    return Webhook(
        name=name,
        url=table.url.get_secret_value(),
        secret=table.secret.get_secret_value(),
        guard=_guard(settings),
        timeout_s=table.timeout_s,
        ca_file=table.ca_file,
    )


def _apprise(name: str, table: ChannelSettings, settings: Settings) -> Channel:
    from delivery.channels.services import Service

    return Service(name=name, url=table.url.get_secret_value(), guard=_guard(settings))


def _guard(settings: Settings) -> Guard:
    return Guard(allowed=frozenset(settings.crawl.allow_private))


KINDS: Mapping[str, Callable[[str, ChannelSettings, Settings], Channel]] = {
    "folder": _folder,
    "smtp": _smtp,
    "webhook": _webhook,
    "apprise": _apprise,
}
