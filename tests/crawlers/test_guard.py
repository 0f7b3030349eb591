"""The guard: what must never be asked. In: URLs and addresses. Out: refusals, and nothing refused that is public."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address as TwistedAddress
from twisted.internet.address import IPv6Address as TwistedAddress6

from articles.addresses import Guard, is_public, literal
from articles.errors import Forbidden
from crawlers.fetching.guard import GuardedResolver

PRIVATE = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "240.0.0.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
)
PUBLIC = ("8.8.8.8", "193.99.144.80", "2a00:1450:4001:829::200e", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public_however_they_are_wrapped(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_a_private_network_stays_private_in_every_wrapping(address: IPv4Address) -> None:
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)
    nat64 = IPv6Address(b"\x00\x64\xff\x9b" + b"\0" * 8 + address.packed)
    six_to_four = IPv6Address(b"\x20\x02" + address.packed + b"\0" * 10)
    assert not any(is_public(one) for one in (address, mapped, nat64, six_to_four))


@pytest.mark.parametrize("host", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "[::1]", "fe80::1%eth0"])
def test_odd_spellings_of_an_address_are_read(host: str) -> None:
    found = literal(host)
    assert found is not None
    assert not is_public(found)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://[::1]:8443/",
        "http://2130706433/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "http://example.org:25/",
        "http://example.org:22/",
        "http:///nothing",
    ],
)
def test_what_leads_inside_or_is_no_web_server_is_refused(url: str) -> None:
    with pytest.raises(Forbidden, match=r"expected|only reachable inside"):
        Guard().check(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/a", "http://example.org:8080/", "https://8.8.8.8/", "http://a.b.cn:443/"]
)
def test_the_open_web_is_not(url: str) -> None:
    guards = Guard(), Guard(proxied=True)
    for guard in guards:
        guard.check(url)
    assert [guard.why(url) for guard in guards] == [None, None]


@pytest.mark.parametrize("host", ["intranet", "printer.local", "metadata.google.internal", "wiki.corp", "a.localhost"])
def test_names_that_mean_something_inside_only_are_refused_behind_a_proxy(host: str) -> None:
    with pytest.raises(Forbidden):
        Guard(proxied=True).check(f"http://{host}/")


def test_the_operator_s_exception_holds_for_that_port_only() -> None:
    guard = Guard(allowed=frozenset({"127.0.0.1:8080", "[::1]:8080"}))
    guard.check("http://127.0.0.1:8080/a")
    guard.check("http://[::1]:8080/a")
    with pytest.raises(Forbidden):
        guard.check("http://127.0.0.1:8081/a")


class Resolver:
    """Answers every name with the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    def resolveHostName(self, receiver: Any, *rest: Any) -> None:  # noqa: N802 (the interface's name)
        receiver.resolutionBegan(None)
        for address in self.addresses:
            kind = TwistedAddress6 if ":" in address else TwistedAddress
            receiver.addressResolved(kind("TCP", address, 80))
        receiver.resolutionComplete()


class Receiver:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.complete = False

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802 (the interface's name)
        assert not self.addresses

    def addressResolved(self, address: Any) -> None:  # noqa: N802 (the interface's name)
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802 (the interface's name)
        self.complete = True


def resolved(guard: Guard, host: str, *addresses: str, port: int = 80) -> list[str]:
    receiver = Receiver()
    GuardedResolver(Resolver(*addresses), guard).resolveHostName(receiver, host, port)
    assert receiver.complete
    return receiver.addresses


def test_the_resolver_hands_on_public_addresses_only() -> None:
    guard = Guard()
    assert resolved(guard, "mixed.example", "10.0.0.1", "8.8.8.8", "::1") == ["8.8.8.8"]
    assert guard.why("http://mixed.example/") is None


def test_a_name_with_private_addresses_only_is_noted_and_forgotten_when_it_changes() -> None:
    guard = Guard()
    assert resolved(guard, "inside.example", "192.168.0.7") == []
    assert "192.168.0.7" in (guard.why("http://inside.example/a") or "")
    assert resolved(guard, "inside.example", "8.8.8.8") == ["8.8.8.8"]
    assert guard.why("http://inside.example/a") is None


def test_a_name_the_operator_allows_may_be_private() -> None:
    guard = Guard(allowed=frozenset({"wiki.example:8080"}))
    assert resolved(guard, "wiki.example", "10.0.0.1", port=8080) == ["10.0.0.1"]
    assert resolved(guard, "wiki.example", "10.0.0.1", port=80) == []
