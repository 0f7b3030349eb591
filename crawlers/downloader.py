"""Scrapy as a plain downloader. In: CrawlOptions. Out: its settings: everything off that we do ourselves or must not do.

Robots, redirects, retries, cookies, delays and decompression need the store, the host's lease or our limits; remote
control, telnet and statistics are doors and noise.
"""

import ssl
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent, _ScrapyProxyAgent
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.ssl import Certificate, trustRootFromCertificates
from twisted.web.client import BrowserLikePolicyForHTTPS

from crawlers.options import CrawlOptions

CA_FILE = "DREIKLANG_CA_FILE"
RESOLVER_THREADS = 32  # a slow name server must not keep the others waiting


def scrapy_settings(options: CrawlOptions) -> dict[str, Any]:
    """Settings for one crawl."""
    settings: dict[str, Any] = {
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
    }
    if options.ca_file is not None:
        settings["DOWNLOADER_CLIENTCONTEXTFACTORY"] = "crawlers.downloader.OwnAuthority"
        settings[CA_FILE] = str(options.ca_file)
    if options.proxy and not options.proxy_connect:
        settings["DOWNLOAD_HANDLERS"] = {"https": "crawlers.downloader.PlainProxyHandler"}
    return settings


class OwnAuthority(BrowserLikePolicyForHTTPS):
    """Trusts the system's certificate authorities and the operator's own."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "OwnAuthority":
        """Scrapy's way of building its parts."""
        authorities = ssl.create_default_context()
        authorities.load_verify_locations(crawler.settings[CA_FILE])
        found = [Certificate.load(der, format=2) for der in authorities.get_ca_certs(binary_form=True)]
        return cls(trustRoot=trustRootFromCertificates(found))  # type: ignore[no-untyped-call]  # Twisted has no types here


class PlainProxyHandler(HTTP11DownloadHandler):
    """Sends https addresses to the proxy as they are, in plain HTTP: the proxy does the TLS, or plays the site."""

    async def download_request(self, request: Request) -> Response:
        """As the base class, without a tunnel."""
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
    """Scrapy's agent, which would ask for a tunnel; the classes are private, hence the pinned version in pyproject."""

    def _get_agent(self, request: Request, timeout: float) -> _ScrapyProxyAgent:
        from twisted.internet import reactor

        return _ScrapyProxyAgent(
            reactor=reactor,
            proxyURI=request.meta["proxy"].encode("ascii"),
            contextFactory=self._contextFactory,
            connectTimeout=timeout,
            pool=self._pool,
        )
