"""The list of recording formats. The order decides where the content fits more than one: the telling ones first."""

from __future__ import annotations

from sovassess.egress.format import Format
from sovassess.egress.formats import aws_vpc_flow, host_list, zeek_conn, zeek_dns, zeek_http, zeek_ssl

FORMATS: tuple[Format, ...] = (
    aws_vpc_flow.FORMAT,
    zeek_conn.FORMAT,
    zeek_dns.FORMAT,
    zeek_http.FORMAT,
    zeek_ssl.FORMAT,
    host_list.FORMAT,
)
BY_NAME = {name: entry for entry in FORMATS for name in (entry.id, *entry.aliases)}
