"""Scrapy as a plain downloader. In: CrawlOptions. Out: its settings: everything off that we do ourselves or must not do.

Robots, redirects, retries, cookies, delays and decompression need the store, the host's lease or our limits; remote
control, telnet and statistics are doors and noise.
"""

import ssl
from typing import Any

from OpenSSL.crypto import FILETYPE_ASN1
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent, _ScrapyProxyAgent
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.ssl import Certificate, trustRootFromCertificates
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawlers.options import CrawlOptions

TUNNELS = "DREIKLANG_TUNNELS"
CA_FILE = "DREIKLANG_CA_FILE"
RESOLVER_THREADS = 32  # a slow name server must not keep the others waiting


def scrapy_settings(options: CrawlOptions) -> dict[str, Any]:
    """Settings for one crawl."""
    return {
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "EXTENSIONS_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": {"scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750},
        "ROBOTSTXT_OBEY": False,
        "COOKIES_ENABLED": False,
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.concurrency,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": options.timeout_s,
        "DOWNLOAD_MAXSIZE": max(options.max_body_bytes, options.max_compressed_bytes),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingHostnameResolver",
        "DNSCACHE_ENABLED": False,
        "REACTOR_THREADPOOL_MAXSIZE": RESOLVER_THREADS,
        "DOWNLOAD_HANDLERS": {
            "http": "crawlers.fetching.downloader.Handler",
            "https": "crawlers.fetching.downloader.Handler",
        },
        TUNNELS: options.proxy_connect,
        CA_FILE: str(options.ca_file or ""),
    }


class Handler(HTTP11DownloadHandler):
    """Scrapy's download handler with what the operator decided about TLS.

    With `ca_file`, certificates of that authority are trusted beside the system's. Without `proxy_connect`, https
    addresses are sent to the proxy as they are, in plain HTTP: the proxy does the TLS, or plays the site.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._tunnels = crawler.settings.getbool(TUNNELS)
        if crawler.settings[CA_FILE]:
            policy: Any = BrowserLikePolicyForHTTPS
            self._contextFactory = policy(_authorities(crawler.settings[CA_FILE]))

    async def download_request(self, request: Request) -> Response:
        """As the base class, or without a tunnel."""
        if self._tunnels or not request.meta.get("proxy"):
            return await super().download_request(request)
        agent = PlainProxyAgent(
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))


class PlainProxyAgent(_ScrapyAgent):
    """Scrapy's agent would ask for a tunnel; these classes are private, hence the pinned version in pyproject."""

    def _get_agent(self, request: Request, timeout: float) -> _ScrapyProxyAgent:
        from twisted.internet import reactor

        return _ScrapyProxyAgent(
            reactor=reactor,
            proxyURI=request.meta["proxy"].encode("ascii"),
            contextFactory=self._contextFactory,
            connectTimeout=timeout,
            pool=self._pool,
        )


def _authorities(ca_file: str) -> Any:
    """The system's certificate authorities and the operator's own."""
    trusted = ssl.create_default_context()
    trusted.load_verify_locations(ca_file)
    found = [Certificate.load(der, FILETYPE_ASN1) for der in trusted.get_ca_certs(binary_form=True)]
    return trustRootFromCertificates(found)  # type: ignore[no-untyped-call]  # Twisted has no types here
