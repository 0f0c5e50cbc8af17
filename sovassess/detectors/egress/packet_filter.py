"""Packet filters of Linux: `iptables-save` and nftables. Which addresses the output and forward chains let out by name.

Syntax follows the manual pages iptables-extensions(8) and nft(8) (read 2026-11-22). Chains are read line by line: a
rule of a chain that others jump to counts as one of theirs; a set that is filled at run time is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import destination, is_ip
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, EgressDestination, Fact
from sovassess.source.view import FileView

_NAMED = re.compile(r"(ip6?tables|nftables|firewall)[^/]*$|(^|/)rules\.v[46]$|\.nft$", re.IGNORECASE)
_CHAIN_POLICY = re.compile(r"^:(OUTPUT|FORWARD) (ACCEPT|DROP|REJECT)\b")
_APPEND = re.compile(r"^\s*(?:ip6?tables\s+)?-A (\S+) (.*)$")
_HOOK = re.compile(r"\btype filter hook (output|forward)\b")
_POLICY = re.compile(r"\bpolicy (accept|drop)\b")
_NFT_TARGET = re.compile(r"\bip6? daddr (\{[^}]*\}|@\w+|[0-9a-fA-F.:/]+)")
_NFT_PORT = re.compile(r"\b(?:tcp|udp|th) dport (\d+)\b")
_NFT_SET = re.compile(r"^\s*(?:set|define) \$?(\w+)\s*(?:=\s*)?\{")
_CONDITION = re.compile(r"(^|\s)(-[dspoi]|-m (?!comment)|--[ds]port)\s")
_WORD = re.compile(r"[0-9a-fA-F.:]+(?:/\d+)?")
_OURS = re.compile(rf"{_CHAIN_POLICY.pattern}|^\s*(?:ip6?tables\s+)?-A [A-Z]|{_HOOK.pattern}")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    yield from _nftables(view) if any(_HOOK.search(line) for line in view.lines) else _iptables(view)


def _iptables(view: FileView) -> Iterator[AnyObservation]:
    leading = {"OUTPUT", "FORWARD"}
    rules: list[tuple[int, str, str]] = []
    for number, line in enumerate(view.lines, 1):
        policy = _CHAIN_POLICY.match(line)
        # A host that is no router forwards nothing, and leaves that chain as it came.
        if policy and (policy[1] == "OUTPUT" or policy[2] != "ACCEPT"):
            yield _policy(view, number, policy[1], denied=policy[2] != "ACCEPT")
        append = _APPEND.match(line)
        if append and not line.lstrip().startswith("#"):
            rules.append((number, append[1], append[2]))
    for _ in range(4):  # chains that chains jump to
        leading |= {_option(rule, "-j") for _, chain, rule in rules if chain in leading}
    for number, chain, rule in rules:
        target, host = _option(rule, "-j"), _option(rule, "-d") or _option(rule, "--destination")
        if chain not in leading:
            continue
        if target == "ACCEPT" and host and f"! -d {host}" not in rule:
            yield from _permitted(view, number, host, _option(rule, "--dport"))
        elif target in ("DROP", "REJECT") and chain in ("OUTPUT", "FORWARD") and not _CONDITION.search(rule):
            yield _policy(view, number, chain, denied=True)


def _option(rule: str, name: str) -> str:
    found = re.search(rf"(?:^|\s){re.escape(name)} (\S+)", rule)
    return found[1] if found else ""


def _nftables(view: FileView) -> Iterator[AnyObservation]:
    sets = _sets(view)
    inside = False
    depth = 0
    for number, raw in enumerate(view.lines, 1):
        line = raw.split("#", 1)[0]
        hook = _HOOK.search(line)
        if hook:
            inside, depth = True, 1
            policy = _POLICY.search(line)
            denied = policy is not None and policy[1] == "drop"
            if denied or hook[1] == "output":
                yield _policy(view, number, hook[1].upper(), denied=denied)
            continue
        if inside:
            depth += line.count("{") - line.count("}")
            inside = depth > 0
        target = _NFT_TARGET.search(line)
        if not inside or target is None or not re.search(r"\baccept\b", line):
            continue
        port = _NFT_PORT.search(line)
        hosts = [(number, word) for word in _WORD.findall(target[1])]
        if target[1].startswith("@"):
            hosts = sets.get(target[1][1:], [])
        for place, host in hosts:
            yield from _permitted(view, place, host, port[1] if port else "")


def _sets(view: FileView) -> dict[str, list[tuple[int, str]]]:
    """The elements that named sets have in the file itself."""
    out: dict[str, list[tuple[int, str]]] = {}
    name, depth = "", 0
    for number, raw in enumerate(view.lines, 1):
        line = raw.split("#", 1)[0]
        opening = _NFT_SET.match(line)
        if opening:
            name, depth = opening[1], 0
        if name:
            found = [word for word in _WORD.findall(line) if "." in word or word.count(":") > 1]
            out.setdefault(name, []).extend((number, word) for word in found)
            depth += line.count("{") - line.count("}")
            name = name if depth > 0 else ""
    return out


def _policy(view: FileView, line: int, chain: str, *, denied: bool) -> Fact:
    fields = (("default", "denied" if denied else "open"), ("scope", f"host {chain.lower()}"))
    return Fact(at=view.place(line), kind="egress-policy", name=chain.lower(), fields=fields)


def _permitted(view: FileView, line: int, host: str, port: str) -> Iterator[EgressDestination]:
    found = destination(host) if is_ip(host) or "." in host else None
    if found is not None and not host.startswith(("0.0.0.0/0", "::/0")):
        number = int(port) if port.isdigit() else found.port
        yield EgressDestination(at=view.place(line), kind="permitted", host=found.host.removesuffix("/32"), port=number)


DETECTOR = Detector(
    id="packet-filter",
    title="Rules of iptables or nftables",
    evidence=EvidenceKind.CONFIG,
    claims=lambda path: _NAMED.search(path.rpartition("/")[2]) is not None,
    recognises=lambda view: any(_OURS.search(line) for line in view.lines),
    detect=_detect,
)
