"""Read an address as it stands in a file: URL, `host:port`, connection string. It decides nothing about its owner."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from sovassess.formats.addresses import listed_server

_SCHEME = re.compile(r"^(?:jdbc:)?([a-zA-Z][a-zA-Z0-9+.-]*)://")
_HOST = re.compile(r"^(?=.{1,253}$)[a-z0-9_*]([a-z0-9_*-]{0,62})(\.[a-z0-9_*]([a-z0-9_*-]{0,62}))*\.?$", re.IGNORECASE)
_BARE = re.compile(r"^(?P<host>\[[0-9a-f:]+\]|[\w.*-]+)(?::(?P<port>\d{1,5}))?(?P<path>/.*)?$", re.IGNORECASE)
# A host in capitals with underscores stands for one that somebody fills in.
_PLACEHOLDER = re.compile(r"(^|//|@)[A-Z][A-Z0-9]*_[A-Z0-9_]+([:/]|$)|<[a-z_ -]+>|\$\{")
# One of several servers with the same data, as map tiles are asked for: `https://{s}.tiles.example/…`.
_SHARDS = re.compile(r"://\{(?:s|subdomains?|[a-z]-[a-z]|[a-z](?:,[a-z])+)\}\.(?=[\w-]+\.[a-z])", re.IGNORECASE)
_TLD = re.compile(r"\.([a-z]{2,24}|xn--[a-z0-9]+)\.?$", re.IGNORECASE)
# Endings that make `name.ending` a file and not a host, where no scheme says otherwise.
_FILE_ENDINGS = frozenset(
    """py js ts tsx jsx go rs rb sh md txt yaml yml json toml html css xml conf cfg ini log sql csv pem crt key
        lock tf png svg jpg zip tar gz java cs php vue proto env sock pid db tpl tmpl service properties jar exe
        ndjson jsonl parquet onnx gguf safetensors bin pt git whl""".split()
)


# Schemes that a host stands behind; what stands there in any other is a bucket, a path or a name.
_SCHEMES = frozenset(
    """http https ws wss grpc grpcs tcp tcps udp tls ssl amqp amqps mqtt mqtts kafka nats redis rediss valkey
        valkeys postgres postgresql mysql mariadb mssql sqlserver oracle mongodb clickhouse elasticsearch opensearch
        neo4j bolt cassandra couchbase memcached influxdb ftp ftps sftp ssh git rsync smtp smtps submission imap
        imaps pop3 ldap ldaps oci docker oras dns doh ntp nfs smb cifs hdfs otlp statsd syslog vault consul etcd
        zookeeper abfs abfss wasb wasbs adl rtmp rtsp rtsps turn turns stun stuns xmpp irc ircs socks5 socks milvus
        qdrant tidb presto trino hive impala snowflake redshift vertica db2 sap firebird cockroachdb crdb pgsql
        pulsar stomp jms thrift gopher""".split()
)
# Names of permissions, written like addresses (developers.google.com/identity/protocols/oauth2/scopes).
_PERMISSIONS = ("https://www.googleapis.com/auth/",)
_ALL_PERMISSIONS = "/.default"  # what a token of Microsoft Entra is asked for
# Schemes of one service only: the bucket or repository after them is a place in it.
_HOST_OF_SCHEME = {"gs": "storage.googleapis.com", "gcs": "storage.googleapis.com", "hf": "huggingface.co"}


class Endpoint(Struct, frozen=True):
    """A parsed address. `host` is lower case without brackets; `scheme` is "" where none is written."""

    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def netloc(self) -> str:
        """`host` or `host:port`."""
        return self.host if self.port is None else f"{self.host}:{self.port}"


def endpoint_of(text: str, *, bare: bool = True, host: bool = False) -> Endpoint | None:
    """The endpoint that a text is, None if it is none.

    `bare` allows `host`, `host:port` and `host/path` without a scheme; a dotted name that ends like a file is no host.
    `host` is for places that hold a host and nothing else, where a single label is one too.
    """
    text = text.strip().strip("'\"")
    if not text or len(text) > 2_000:
        return None
    text = _server_in(text)
    if any(character.isspace() for character in text):
        return None
    if _PLACEHOLDER.search(text) or text.startswith(_PERMISSIONS) or text.endswith(_ALL_PERMISSIONS):
        return None
    text = _SHARDS.sub("://", text)
    if text.startswith("//"):
        text = "https:" + text
    found = _SCHEME.match(text)
    if found:
        return _of_url(text.removeprefix("jdbc:"), found.group(1).lower())
    if host and _HOST.match(text) and not text.isdigit():
        return Endpoint("", text.lower().rstrip("."), None, "")
    return _of_bare(text) if bare or host else None


def _server_in(text: str) -> str:
    """The address in a list of settings, else the text."""
    listed = "=" in text and "://" not in text.partition("=")[0]
    return (listed_server(text) if listed else None) or text


def is_bucket(text: str) -> bool:
    """True for a place in S3-compatible storage, whose URL names a bucket and no host."""
    return text.strip().lower().startswith(("s3://", "s3a://", "s3n://"))


def _of_url(text: str, scheme: str) -> Endpoint | None:
    if scheme in _HOST_OF_SCHEME:
        return Endpoint(scheme, _HOST_OF_SCHEME[scheme], None, "")
    if scheme.partition("+")[0] not in _SCHEMES or text.endswith("/.default"):
        return None  # `/.default` ends the name of an OAuth scope
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        # A list of hosts (`mongodb://a:1,b:2/`) or a port that is no number: the first host still tells.
        rest = text.partition("://")[2].rpartition("@")[2]
        host, port = re.split(r"[,:/?#]", rest, maxsplit=1)[0], None
        parts = None
    host = host.partition(",")[0].lower()
    if not host or not (_HOST.match(host) or ":" in host):
        return None
    return Endpoint(scheme, host.rstrip("."), port, parts.path if parts else "")


def _of_bare(text: str) -> Endpoint | None:
    text = text.rpartition("@")[2] if "@" in text and "/" not in text else text
    found = _BARE.match(text)
    if not found:
        return None
    host = found.group("host").strip("[]").lower().rstrip(".")
    port = int(found.group("port")) if found.group("port") else None
    if port is not None and port > 65_535:
        return None
    if not _names_a_host(host, has_port=port is not None):
        return None
    return Endpoint("", host, port, found.group("path") or "")


def _names_a_host(host: str, *, has_port: bool) -> bool:
    dotted = _TLD.search(host)
    if dotted is not None:
        return dotted.group(1).lower() not in _FILE_ENDINGS and _HOST.match(host) is not None
    if ":" in host or (host.count(".") == 3 and host.replace(".", "").isdigit()):
        return True
    # A single label is a host only where a port says so.
    return has_port and "." not in host and not host.isdigit() and _HOST.match(host) is not None


def names_an_address(name: str) -> bool:
    """Whether a variable of that name holds an address, with or without a scheme."""
    return name.upper().endswith(
        ("_URL", "_HOST", "_ENDPOINT", "_ADDR", "_ADDRESS", "_URI", "_SERVER", "_BASE", "_HOSTS", "_BROKERS")
    )
