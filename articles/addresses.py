"""Which addresses may be asked. In: URLs and addresses. Out: nothing, or a refusal.

Nothing of ours asks inside a network unless the operator allows that host and port (crawl.allow_private): neither for a page
that a source names nor for a hook that a setting names.
"""

import socket
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

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


def public_addresses(host: str, port: int, guard: Guard) -> list[str]:
    """What a name resolves to, without what lies inside a network. Raises: Forbidden where nothing is left, OSError."""
    found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if guard.allows(host, port):
        return found
    public = [one for one in found if (address := literal(one)) is not None and is_public(address)]
    if not public:
        raise Forbidden(f"{host} leads to {', '.join(found)}: {ONLY_INSIDE}", subject=host)
    return public
