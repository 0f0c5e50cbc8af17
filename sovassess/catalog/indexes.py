"""The hosts of public package indexes, as the table of purl types knows them. No host is written down here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from packageurl.contrib.purl2url import get_download_url, get_repo_url

_SAMPLES = {"pypi": "pkg:pypi/x@1", "npm": "pkg:npm/x@1", "deb:debian": "pkg:deb/debian/x@1"}


def index_hosts(index: Callable[[str], str | None]) -> Iterator[tuple[str, str]]:
    """Pairs of host and service for the indexes whose hosts the catalog leaves to purl.

    `index` gives the service that is the default index of a purl type (`TYPE` or `TYPE:NAMESPACE`), None
    if there is none.
    Source: packageurl-python, `packageurl.contrib.purl2url`.
    """
    for kind, sample in _SAMPLES.items():
        service = index(kind)
        urls = {get_repo_url(sample), get_download_url(sample)}  # type: ignore[no-untyped-call]
        hosts = {urlsplit(url).hostname for url in urls if url}
        if service is not None:
            yield from ((host, service) for host in sorted(host for host in hosts if host))
