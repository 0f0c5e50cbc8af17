"""What the writers of policies share: comments that cannot break out, names for objects, addresses by family."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from ipaddress import ip_address

from sovassess.policies.allowed import Allowed, Plan


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


def blocks(addresses: Iterable[str]) -> tuple[str, ...]:
    """Addresses as networks of one address each, IPv4 first, in numeric order."""
    parsed = sorted({ip_address(address) for address in addresses}, key=lambda entry: (entry.version, int(entry)))
    return tuple(f"{entry}/{entry.max_prefixlen}" for entry in parsed)


def family(addresses: Sequence[str], version: int) -> tuple[str, ...]:
    """The addresses of one family in numeric order."""
    parsed = sorted((entry for entry in map(ip_address, addresses) if entry.version == version), key=int)
    return tuple(str(entry) for entry in parsed)


def unreachable(plan: Plan) -> tuple[Allowed, ...]:
    """Destinations that an enforcer by address cannot name: no recording saw where they are."""
    return tuple(entry for entry in plan.allowed if not entry.reached_at)
