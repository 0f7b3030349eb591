"""One POST to an address that a setting names. In: a URL and a body. Out: the status and the headers of the answer.

The name is looked up once, and the connection goes to the address that was looked at: what lies inside a network is not asked,
whatever the name resolves to next. Redirects are not followed.
"""

import http.client
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from articles.addresses import WEB_PORTS, Guard, public_addresses

MOST_BYTES = 4096  # of an answer


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, guard: Guard, timeout_s: float, ca_file: str = ""
) -> tuple[int, dict[str, str]]:
    """(status, headers by lower-case name). Raises: Forbidden, http.client.HTTPException, OSError."""
    guard.check(url)
    split = urlsplit(url)
    host, port = split.hostname or "", split.port or WEB_PORTS[split.scheme]
    address = public_addresses(host, port, guard)[0]
    context = ssl.create_default_context(cafile=ca_file or None) if split.scheme == "https" else None
    connection = _Pinned(host, port, address=address, context=context, timeout=timeout_s)
    try:
        connection.request("POST", split.path + (f"?{split.query}" if split.query else "") or "/", body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_BYTES)
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was looked at, whatever the name resolves to next."""

    def __init__(self, host: str, port: int, *, address: str, context: ssl.SSLContext | None, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._context = context

    def connect(self) -> None:
        """To the address, with TLS for the name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
