"""Envoy's own configuration: the upstreams that its clusters name are all that it can reach, and so what it lets out.

Fields follow the API `config.cluster.v3` and `config.endpoint.v3` (envoyproxy.io, read 2026-11-22). A
dynamic forward proxy reaches whatever is asked for: it permits everything, as does an original-destination cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import destination, templated
from sovassess.formats.yaml import Node, documents, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, EgressDestination, Fact
from sovassess.source.view import FileView

# What the proxy itself answers at is nobody outside it.
_HERE = frozenset({"127.0.0.1", "::1", "localhost", "0.0.0.0", "::"})  # noqa: S104 - compared, not bound
_ANYWHERE = frozenset({"dynamic_forward_proxy", "ORIGINAL_DST"})


def _clusters(view: FileView) -> Iterator[Node]:
    roots = (json_document(view.text),) if view.path.endswith(".json") else documents(view.text)
    for root in roots:
        yield from root.get("static_resources", "clusters").members
        for resource in root.get("resources").members:
            if resource.get("@type").text.endswith("cluster.v3.Cluster"):
                yield resource


def _detect(view: FileView) -> Iterator[AnyObservation]:
    open_ = 0
    for cluster in _clusters(view):
        yield from _upstreams(view, cluster)
        kind = (cluster.get("type").text, cluster.get("cluster_type", "name").text.rpartition(".")[2])
        if set(kind) & _ANYWHERE:
            open_ = open_ or cluster.line
        for group in cluster.get("load_assignment", "endpoints").members:
            for endpoint in group.get("lb_endpoints").members:
                address = endpoint.get("endpoint", "address", "socket_address")
                found = destination(address.get("address").text)
                if found is not None:
                    text = address.get("port_value").text
                    port = int(text) if text.isdigit() else None
                    place = view.place(address.get("address").line)
                    yield EgressDestination(at=place, kind="permitted", host=found.host, port=port)
    if open_:
        fields = (("default", "open"), ("scope", "envoy proxy"))
        yield Fact(at=view.place(open_), kind="egress-policy", name="envoy", fields=fields)


def _upstreams(view: FileView, cluster: Node) -> Iterator[AnyObservation]:
    """Where the cluster passes requests on to; several stand in for one another, in the order of their priority."""
    name = cluster.get("name").text or "cluster"
    found: list[tuple[int, Node, str]] = []
    for group in cluster.get("load_assignment", "endpoints").members:
        rank = group.get("priority").text
        for endpoint in group.get("lb_endpoints").members:
            socket = endpoint.get("endpoint", "address", "socket_address")
            address, port = socket.get("address"), socket.get("port_value").text
            if address.is_scalar and address.text not in _HERE:
                text = f"{address.text}:{port}" if port.isdigit() else address.text
                found.append((int(rank) if rank.isdigit() and len(rank) < 4 else 0, address, text))
    for order, (_, address, text) in enumerate(sorted(found, key=lambda entry: entry[0])):
        place = view.place(address.line)
        yield Address(at=place, value=templated(text), key=f"clusters.{name}")
        if len(found) > 1:
            fields = (("address", text), ("gateway", "envoy"), ("order", str(order)), ("route", name),
                      ("when", "automatic"))  # fmt: skip
            yield Fact(at=place, kind="upstream", name=name, fields=fields)


def _claims(path: str) -> bool:
    return path.lower().endswith((".yaml", ".yml", ".json"))


def _recognises(view: FileView) -> bool:
    head = view.data[:200_000]
    return b"load_assignment" in view.data and (b"static_resources" in head or b"cluster.v3.Cluster" in head)


DETECTOR = Detector(
    id="envoy-config",
    title="Configuration of Envoy",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
