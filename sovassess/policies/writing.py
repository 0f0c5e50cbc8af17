"""What the writers of policies share: comments that cannot break out, names for objects, addresses by family."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from ipaddress import ip_network

from sovassess.policies.allowed import Allowed, Plan

_HELP = (
    "Of the following hosts no recording saw an address, and nobody publishes those of the service alone: what is",
    "written here closes them. A recording that holds DNS answers would tell; the forms cilium and squid go by name.",
)


def comment(text: str) -> str:
    """Text for a comment line: printable, on one line."""
    return re.sub(r"[^\x20-\x7e]+", " ", text).strip()[:160]


def opening(plan: Plan, what: str) -> list[str]:
    """The first lines of every policy: what it is, and what it leaves out with the reason."""
    lines = [f"# {what} for {comment(plan.subject)}, written by sovassess from what is declared and needed to run."]
    lines += [f"# left out: {comment(entry.host)}: {entry.reason}" for entry in plan.left_out]
    return lines


def quoted(text: str) -> str:
    """A string that YAML takes as such, whatever it holds."""
    return json.dumps(text)


def object_name(subject: str) -> str:
    """A name for an object of Kubernetes (RFC 1123 label)."""
    tidy = re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-")[:40].strip("-")
    return f"{tidy or 'estate'}-egress"


def family(networks: Sequence[str], version: int) -> tuple[str, ...]:
    """The networks of one family as they stand."""
    return tuple(entry for entry in networks if ip_network(entry).version == version)


def within(inner: str, outer: str) -> bool:
    """True if a network lies within another of the same family."""
    small, whole = ip_network(inner), ip_network(outer)
    return small.version == whole.version and small.network_address in whole and small.prefixlen >= whole.prefixlen


def unreachable(plan: Plan) -> list[str]:
    """A comment for each destination that an enforcer by address cannot name, and before them what would help."""
    found = [
        f"# no address known, so no rule: {comment(entry.host)} ({comment(entry.why)})"
        for entry in plan.allowed
        if not entry.reached_at
    ]
    return [*(f"# {line}" for line in _HELP), *found] if found else []


def shared(entry: Allowed) -> str:
    """What to know of a rule by published ranges, "" for one by recorded addresses."""
    if not entry.networks or entry.is_address:
        return ""
    return "; by the ranges that its provider publishes for the service, which others use too"
