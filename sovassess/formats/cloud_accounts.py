"""References to accounts of clouds inside a text: resource names, registry hosts, service accounts.

Knows how the names are written and nothing about who holds an account. Forms, 2026-11: "Amazon Resource Names"
(docs.aws.amazon.com), "Resource names" (cloud.google.com/apis/design), "Resource ID" (learn.microsoft.com).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

CLOUDS = ("aws", "azure", "google")
MAX_TEXT = 20_000
_UUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_PROJECT = r"[a-z][a-z0-9-]{4,28}[a-z0-9]"
_FORMS = (
    ("aws", re.compile(r"\barn:aws[\w-]*:(?P<service>[\w-]+):(?P<region>[\w-]*):(?P<account>\d{12}):")),
    ("aws", re.compile(r"\b(?P<account>\d{12})\.dkr\.(?P<service>ecr)\.(?P<region>[\w-]+)\.amazonaws\.")),
    ("aws", re.compile(r"\b(?P<service>sqs)\.(?P<region>[\w-]+)\.amazonaws\.com(?:\.cn)?/(?P<account>\d{12})/")),
    ("azure", re.compile(
        rf"/subscriptions/(?P<account>{_UUID})(?:/resourceGroups/[\w.()-]+/providers/(?P<service>Microsoft\.\w+/\w+))?",
        re.IGNORECASE,
    )),
    ("google", re.compile(rf"\bprojects/(?P<account>{_PROJECT})/")),
    ("google", re.compile(rf"@(?P<account>{_PROJECT})\.(?P<service>iam)\.gserviceaccount\.com\b")),
    ("google", re.compile(rf"\b(?:[\w-]+\.)?(?P<service>gcr)\.io/(?P<account>{_PROJECT})/")),
    ("google", re.compile(rf"\b(?P<region>[\w-]+?)-(?P<service>docker)\.pkg\.dev/(?P<account>{_PROJECT})/")),
)  # fmt: skip
_WRITTEN = {
    "aws": re.compile(r"\d{12}"),
    "azure": re.compile(_UUID),
    "google": re.compile(_PROJECT),
}


class AccountReference(Struct, frozen=True, order=True):
    """An account of a cloud, with the service and region that the same name tells, "" where it tells none."""

    cloud: str
    account: str
    service: str = ""
    region: str = ""


def account_references(text: str) -> Iterator[AccountReference]:
    """Every account that a text names, in the order of the forms; none for a text longer than any name needs."""
    if len(text) > MAX_TEXT:
        return
    for cloud, form in _FORMS:
        for match in form.finditer(text):
            parts = {"service": "", "region": "", **{key: value or "" for key, value in match.groupdict().items()}}
            yield AccountReference(cloud, parts["account"].lower(), parts["service"], parts["region"])


def written_account(text: str) -> tuple[str, str] | None:
    """Cloud and account of `aws:123456789012` as a person writes it, None for what is no account of a known cloud."""
    cloud, _, account = text.partition(":")
    form = _WRITTEN.get(cloud)
    return (cloud, account.lower()) if form is not None and form.fullmatch(account) else None
