"""The guard of articles/addresses.py in the crawler's resolver. In: what names resolve to. Out: public addresses only.

A URL is looked at before each request, redirects included. What its name resolves to is looked at by the resolver that
hands addresses to the connection, so that no second lookup can lead elsewhere. Behind a proxy names are resolved there:
then names that only mean something inside a network are refused.
"""

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer

from articles.addresses import Guard, is_public, literal


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
