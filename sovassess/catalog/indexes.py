"""The hosts of public package indexes, as the table of purl types knows them. No host is written down here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, cast
from urllib.parse import urlsplit

from packageurl.contrib import purl2url

_SAMPLES = {"pypi": "pkg:pypi/x@1", "npm": "pkg:npm/x@1", "deb:debian": "pkg:deb/debian/x@1"}


class _Table(Protocol):
    """What is asked of `purl2url`, which has no types of its own."""

    def get_repo_url(self, purl: str) -> str | None: ...

    def get_download_url(self, purl: str) -> str | None: ...


_TABLE = cast("_Table", purl2url)


def index_hosts(index: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    """Pairs of host and service for the indexes whose hosts the catalog leaves to purl.

    `index` gives the service that is the default index of a purl type (`TYPE` or `TYPE:NAMESPACE`), None
    if there is none. Source: packageurl-python, `packageurl.contrib.purl2url`.
    """
    for kind, sample in _SAMPLES.items():
        service = index(kind)
        urls = {_TABLE.get_repo_url(sample), _TABLE.get_download_url(sample)}
        hosts = {urlsplit(url).hostname for url in urls if url}
        if service is not None:
            yield from ((host, service) for host in sorted(host for host in hosts if host))
