"""Which addresses may be asked. In: URLs, and what their names resolve to. Out: nothing, or a refusal.

A URL is looked at before each request, redirects included. What its name resolves to is looked at by the resolver that
hands addresses to the connection, so that no second lookup can lead elsewhere. Behind a proxy names are resolved there:
then names that only mean something inside a network are refused.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from articles.errors import Forbidden

INSIDE_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "localdomain")
WEB_PORTS = {"http": 80, "https": 443}
FIRST_FREE_PORT = 1024  # below it lie mail, shells and other services that must not be sent requests
NAT64 = ip_network("64:ff9b::/96")
ONLY_INSIDE = "it is only reachable inside a network; set crawl.allow_private if it is meant"


@dataclass(frozen=True, kw_only=True)
class Guard:
    """What must not be asked; `allowed` holds the exceptions of the operator as "host:port"."""

    allowed: frozenset[str] = frozenset()
    proxied: bool = False
    refused: dict[str, str] = field(default_factory=dict)

    def check(self, url: str) -> None:
        """Raises: Forbidden for another scheme, a forbidden port, a private address or a name that leads to one."""
        split = urlsplit(url)
        if split.scheme not in WEB_PORTS or not split.hostname:
            raise Forbidden(f"{url} is no web address; expected http://... or https://...", subject=url)
        host, port = split.hostname, split.port or WEB_PORTS[split.scheme]
        if self.allows(host, port):
            return
        if port not in WEB_PORTS.values() and port < FIRST_FREE_PORT:
            raise Forbidden(f"{url}: port {port} is no web server's; expected 80, 443 or one from 1024 on", subject=url)
        address = literal(host)
        if not is_public(address) if address else _is_inside(host, names_too=self.proxied):
            raise Forbidden(f"{url}: {ONLY_INSIDE}", subject=url)

    def allows(self, host: str, port: int) -> bool:
        """Whether the operator made an exception."""
        name = f"[{host}]" if ":" in host else host
        return f"{name}:{port}" in self.allowed

    def why(self, url: str) -> str | None:
        """The private address that a name was refused for, None when it was not refused."""
        address = self.refused.get(urlsplit(url).hostname or "")
        return f"{url} leads to {address}: {ONLY_INSIDE}" if address else None


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host is written as, also in forms such as 127.1 or 0x7f000001; None for a name."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the open internet, also when another one is wrapped in it."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if wrapped is None and address in NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_inside(host: str, *, names_too: bool) -> bool:
    name = host.rstrip(".")
    ends_inside = any(name == end or name.endswith("." + end) for end in INSIDE_NAMES)
    return (ends_inside and names_too) or name == "localhost" or (names_too and "." not in name)


@implementer(IHostnameResolver)
class GuardedResolver:
    """Hands only public addresses on; a name that has nothing else is noted in `guard.refused`."""

    def __init__(self, resolver: Any, guard: Guard) -> None:
        self._resolver = resolver
        self._guard = guard

    def resolveHostName(  # noqa: N802 (the interface's name)
        self,
        resolutionReceiver: Any,  # noqa: N803 (the interface's name)
        hostName: str,  # noqa: N803 (the interface's name)
        portNumber: int = 0,  # noqa: N803 (the interface's name)
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803 (the interface's name)
        transportSemantics: str = "TCP",  # noqa: N803 (the interface's name)
    ) -> IHostResolution:
        """As the interface says."""
        receiver = resolutionReceiver
        if not self._guard.allows(hostName, portNumber):
            receiver = PublicOnly(receiver, hostName, self._guard)
        resolution: IHostResolution = self._resolver.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class PublicOnly:
    """Passes public addresses on and keeps private ones back."""

    def __init__(self, receiver: Any, host: str, guard: Guard) -> None:
        self._receiver = receiver
        self._host = host
        self._guard = guard
        self._passed = 0
        self._kept_back: str | None = None

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 (the interface's name)
        """As the interface says."""
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 (the interface's name)
        """Looks at one address."""
        resolved = literal(address.host)
        if resolved is not None and is_public(resolved):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._kept_back = address.host

    def resolutionComplete(self) -> None:  # noqa: N802 (the interface's name)
        """Notes a refusal, or that there is none any more."""
        self._guard.refused.pop(self._host, None)
        if self._kept_back is not None and not self._passed:
            self._guard.refused[self._host] = self._kept_back
        self._receiver.resolutionComplete()
