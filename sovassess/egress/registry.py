"""The list of recording formats. The order decides where the content fits more than one: the telling ones first."""

from __future__ import annotations

from sovassess.egress.format import Format
from sovassess.egress.formats import (
    aws_vpc_flow,
    aws_vpc_flow_parquet,
    azure_flow,
    capture,
    coredns,
    dnsmasq,
    envoy_access,
    gcp_vpc_flow,
    haproxy,
    har,
    host_list,
    hubble,
    json_table,
    sockets,
    squid_access,
    suricata_eve,
    unbound,
    zeek_conn,
    zeek_dns,
    zeek_http,
    zeek_ssl,
)

FORMATS: tuple[Format, ...] = (
    capture.FORMAT,
    aws_vpc_flow_parquet.FORMAT,
    aws_vpc_flow.FORMAT,
    zeek_conn.FORMAT,
    zeek_dns.FORMAT,
    zeek_http.FORMAT,
    zeek_ssl.FORMAT,
    suricata_eve.FORMAT,
    hubble.FORMAT,
    gcp_vpc_flow.FORMAT,
    azure_flow.FORMAT,
    har.FORMAT,
    envoy_access.FORMAT,
    json_table.FORMAT,
    dnsmasq.FORMAT,
    unbound.FORMAT,
    coredns.FORMAT,
    haproxy.FORMAT,
    squid_access.FORMAT,
    sockets.FORMAT,
    host_list.FORMAT,
)
BY_NAME = {name: entry for entry in FORMATS for name in (entry.id, *entry.aliases)}
