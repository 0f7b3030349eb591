"""A connection to Elasticsearch 9. In: where and as whom. Out: a client, and its failures as SearchUnavailable with what to do.

No failure loses anything: whatever was not confirmed by the server is not kept as done in the store, and comes again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from articles.errors import SearchUnavailable

if TYPE_CHECKING:
    from elastic_transport import BaseNode
    from elasticsearch import ApiError, Elasticsearch

MAJOR = 9
RESUMES = "nothing is lost, the step goes on where it stopped"
MOST_CHARS = 200  # of what the server or the network says


@dataclass(frozen=True, kw_only=True)
class ElasticOptions:
    """Where Elasticsearch is and how it is spoken to.

    `index` is the alias that everybody reads and writes; the indices behind it are called `index`-000001 and so on.
    `dims` is the length of the vectors, 0 where there are none.
    """

    urls: tuple[str, ...] = ("http://127.0.0.1:9200",)
    api_key: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    verify: bool = True
    proxy: str = field(default="", repr=False)
    timeout_s: float = 30.0
    index: str = "dreiklang"
    shards: int = 1
    replicas: int = 0

    @property
    def shown(self) -> str:
        """The addresses without user and password, for messages."""
        return ", ".join(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" for parts in map(urlsplit, self.urls))


def connect(options: ElasticOptions) -> "Elasticsearch":
    """A client that has asked the server who it is. Raises: SearchUnavailable."""
    from elasticsearch import Elasticsearch

    client = Elasticsearch(
        list(options.urls),
        **_credentials(options),
        **_tls(options),
        **_proxied(options),
        request_timeout=options.timeout_s,
        max_retries=2,
        retry_on_timeout=False,
    )
    with spoken(options):
        _check_version(str(client.info()["version"]["number"]), options)
    return client


@contextmanager
def spoken(options: ElasticOptions) -> Iterator[None]:
    """Failures of the client inside become SearchUnavailable with what to do."""
    from elasticsearch import ApiError, SerializationError, TransportError

    try:
        yield
    except (ApiError, TransportError, SerializationError) as error:
        raise SearchUnavailable(told(error, options), subject=options.shown) from error


def told(error: Exception, options: ElasticOptions) -> str:
    """What is wrong, and what to do about it."""
    from elasticsearch import ApiError, ConnectionTimeout, SSLError, UnsupportedProductError

    reason = str(error)[:MOST_CHARS]
    match error:
        case UnsupportedProductError():
            return f"{options.shown} is no Elasticsearch; see elasticsearch.url in the settings"
        case ApiError():
            return refused(error.status_code, _kind(error), _reason(error), options)
        case SSLError():
            todo = "set elasticsearch.ca_file to the PEM file of its certificate authority"
            return f"no trusted TLS connection to {options.shown} ({reason}); {todo}; {RESUMES}"
        case ConnectionTimeout():
            todo = "look at its load and heap, or raise elasticsearch.timeout_s"
            return f"{options.shown} gave no answer within {options.timeout_s:g} s; {todo}; {RESUMES}"
    todo = "start it (`docker compose up -d elasticsearch`), or see elasticsearch.url and elasticsearch.proxy"
    return f"no Elasticsearch answers at {options.shown} ({reason}); {todo}; {RESUMES}"


def refused(status: int, kind: str, reason: str, options: ElasticOptions) -> str:
    """The same for an answer that is an error, of a whole request or of one document in a bulk."""
    where, why = options.shown, reason[:MOST_CHARS]
    if kind == "media_type_header_exception":
        return _other_version("another major version", options)
    if status == 401:
        todo = "see elasticsearch.api_key, or elasticsearch.user and elasticsearch.password"
        return f"{where} does not know this key, user or password; {todo}; {RESUMES}"
    if kind == "cluster_block_exception" and status == 429:
        todo = "free disk space or add a node; Elasticsearch lifts the block by itself below its high watermark"
        return f"{where} is read-only because its disk is full ({why}); {todo}; {RESUMES}"
    if kind == "cluster_block_exception":
        todo = "a reindex is about to end; if it was killed, writing goes on by itself after 15 minutes"
        return f"{where} takes no writing for now ({why}); {todo}; {RESUMES}"
    if status == 403:
        todo = f"its key or user needs monitor on the cluster and all privileges on {options.index}*"
        return f"{where} does not allow this ({why}); {todo}; {RESUMES}"
    if status == 429:
        return f"{where} is overloaded ({why}); give it time, or more heap and nodes; {RESUMES}"
    if status >= 500:
        return f"{where} is not ready ({status}: {why}); see its log and `_cluster/health`; {RESUMES}"
    return f"{where} refused a request ({status} {kind}: {why}); {RESUMES}"


def _credentials(options: ElasticOptions) -> dict[str, Any]:
    if options.api_key:
        return {"api_key": options.api_key}
    return {"basic_auth": (options.user, options.password)} if options.user else {}


def _tls(options: ElasticOptions) -> dict[str, Any]:
    if not any(url.startswith("https:") for url in options.urls):
        return {}
    if not options.verify:
        return {"verify_certs": False, "ssl_show_warn": False}
    return {"ca_certs": str(options.ca_file)} if options.ca_file else {}


def _proxied(options: ElasticOptions) -> dict[str, Any]:
    return {"node_class": _through(options.proxy)} if options.proxy else {}


def _through(proxy: str) -> type["BaseNode"]:
    """The client's node on top of requests, which knows proxies; the one it prefers does not."""
    from elastic_transport import NodeConfig, RequestsHttpNode

    class ProxiedNode(RequestsHttpNode):
        def __init__(self, config: NodeConfig) -> None:
            super().__init__(config)
            self.session.trust_env = False  # the settings alone say which proxy
            self.session.proxies = {"http": proxy, "https": proxy}

    return ProxiedNode


def _check_version(number: str, options: ElasticOptions) -> None:
    if number.partition(".")[0] != str(MAJOR):
        raise SearchUnavailable(_other_version(number, options), subject=options.shown)


def _other_version(number: str, options: ElasticOptions) -> str:
    todo = f"run Elasticsearch {MAJOR}, or a release of Dreiklang for that version"
    return f"{options.shown} is Elasticsearch of {number}, expected {MAJOR}.x; {todo}; {RESUMES}"


def _cause(error: "ApiError") -> dict[str, Any]:
    body = error.body if isinstance(error.body, dict) else {}
    cause = body.get("error")
    return cause if isinstance(cause, dict) else {}


def _kind(error: "ApiError") -> str:
    return str(_cause(error).get("type", error.message))


def _reason(error: "ApiError") -> str:
    return str(_cause(error).get("reason", error.message))
