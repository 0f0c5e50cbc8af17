"""How a recording is read: in bounded memory, whatever its form, and never to a silent nothing."""

from __future__ import annotations

import gzip
import io
import json
import random
from collections.abc import Callable

import pytest
import zstandard

from sovassess.egress.ledger import LIMIT, LISTED, Flow, Ledger
from sovassess.egress.record import Recorded, listed, proves_absence, record
from sovassess.egress.streams import MAX_LINE, blocks, elements
from sovassess.errors import InputFileError
from sovassess.model.egress import Recording
from sovassess.resolution.own import is_local

ROW = "2 123456789012 eni-1 10.0.1.5 {} 50000 443 6 1 100 {} {} ACCEPT OK\n"
DAY = 86_400
START = 1_763_712_000


def read(data: bytes, name: str = "") -> Recorded:
    return record("a.log", io.BytesIO(data), name, is_local)


def flow_log(*targets: str, seconds: int = 60) -> bytes:
    return "".join(ROW.format(target, START, START + seconds) for target in targets).encode()


# ------------------------------------------------------------------------------------------------- what cannot be read


def test_an_empty_file_is_an_error() -> None:
    with pytest.raises(InputFileError, match="is empty: a recording of nothing proves nothing"):
        read(b"\n \n")


def test_a_file_of_no_known_format_is_an_error_that_shows_its_first_row() -> None:
    with pytest.raises(InputFileError, match=r"first row is '<html>'.*`sovassess egress formats`"):
        read(b"<html>\n<body>nothing here</body>\n")


def test_a_format_that_nobody_knows_is_an_error_that_says_where_they_are_listed() -> None:
    with pytest.raises(InputFileError, match=r"no egress format 'zeek'.*`sovassess egress formats`"):
        read(flow_log("8.8.8.8"), "zeek")


def test_a_file_that_is_named_as_another_format_is_an_error_and_no_empty_result() -> None:
    with pytest.raises(InputFileError, match="4 of 4 rows are no Suricata EVE log"):
        read(flow_log(*["8.8.8.8"] * 4), "suricata-eve")


def test_a_table_without_a_column_for_the_destination_says_which_columns_it_has() -> None:
    with pytest.raises(InputFileError, match=r"no row names a destination.*user, department, purpose"):
        read(b"user,department,purpose\nann,sales,lunch\nbob,sales,tea\n", "csv")


ZEEK = "#separator \\x09\n#empty_field\t(empty)\n#unset_field\t-\n#path\t{}\n#fields\t{}\n{}\n"
# Files of the right program that hold nothing about destinations, with what the error has to say.
TELL_NOTHING = [
    (
        "",
        b'{"timestamp":"2026-11-22T01:23:23Z","event_type":"alert","dest_ip":"8.8.8.8"}\n',
        "dns, drop, flow.*seen: alert",
    ),
    (
        "",
        b'{"timestamp":"2026-11-22T01:23:23Z","event_type":"flow","destination":"8.8.8.8"}\n',
        "fields seen:.*destination",
    ),
    ("", ZEEK.format("conn", "ts\tuid\tproto\tconn_state", "1\tC\ttcp\tSF").encode(), "fields seen: ts, uid, proto"),
    ("", ZEEK.format("dns", "ts\tuid\tid.orig_h", "1\tC\t10.0.0.5").encode(), "fields seen: ts, uid, id.orig_h"),
    ("", ZEEK.format("ssl", "ts\tuid\tid.orig_h", "1\tC\t10.0.0.5").encode(), "fields seen: ts, uid, id.orig_h"),
    ("", ZEEK.format("files", "ts\tfuid\tmime_type", "1\tF\ttext/html").encode(), "its fields are ts, fuid, mime_type"),
    (
        "gcp",
        b'{"jsonPayload":{"connection":{"dst_ip":"8.8.8.8"}},"timestamp":"x"}\n',
        "fields seen: jsonPayload.*dst_ip",
    ),
    ("hubble", b'{"flow":{"verdict":"FORWARDED","ethernet":{}}}\n', "fields seen: flow, verdict, ethernet"),
    ("envoy", b'{"authority":"x.com","response_code":200}\n', "seen: .*authority.*response_code"),
    ("har", b'{"log":{"entries":[{"request":{"uri":"https://x.com"}}]}}', "fields seen: log, entries, request, uri"),
    ("azure-nsg", b'{"records":[{"category":"NetworkSecurityGroupRuleCounter"}]}', "seen: NetworkSecurityGroupRuleC"),
    ("squid", b"2026-11-22 GET example ok\n" * 3, "2026-11-22 GET example ok"),
]


@pytest.mark.parametrize(("name", "data", "words"), TELL_NOTHING)
def test_a_file_whose_fields_name_no_destination_is_an_error_that_says_which_were_seen(
    name: str, data: bytes, words: str
) -> None:
    with pytest.raises(InputFileError, match=words):
        read(data, name)


def test_a_column_that_is_not_there_is_an_error_that_shows_those_that_are() -> None:
    with pytest.raises(InputFileError, match="no column peer; columns seen: user, partner"):
        read(b"user,partner\nann,api.openai.com\n", "csv:host:peer")


def test_columns_with_names_of_their_own_can_be_mapped() -> None:
    found = read(b"user,partner,volume\nann,api.openai.com,12\nann,api.openai.com,8\n", "csv:host:partner,bytes:volume")
    ((_, (destination,)),) = listed([found])
    assert (destination.host, destination.flows, destination.bytes) == ("api.openai.com", 2, 20)


def test_flows_between_outside_addresses_only_are_an_error_that_asks_for_ones_own() -> None:
    rows = "2 123456789012 eni-1 81.200.64.5 8.8.8.8 50000 443 6 1 100 1763712000 1763712060 ACCEPT OK\n"
    with pytest.raises(InputFileError, match=r"outside addresses; name your own under own\.hosts"):
        read(rows.encode())
    own = record("a.log", io.BytesIO(rows.encode()), "", lambda host: is_local(host) or host == "81.200.64.5")
    assert own.recording.flows == 1


def test_a_recording_of_inside_traffic_only_says_so_in_figures() -> None:
    found = read(flow_log("10.0.0.9", "192.168.1.7")).recording
    assert (found.rows, found.internal, found.flows, found.destinations) == (2, 2, 0, 0)


SEEN_INSIDE = (
    b'{"ts":1763712000.3,"uid":"D1","id.orig_h":"10.0.1.5",'
    b'"id.resp_h":"10.0.9.9","id.resp_p":443,"server_name":"NAME"}\n'
)


@pytest.mark.parametrize(
    ("name", "outside"), [("bedrock-runtime.eu-central-1.amazonaws.com", 1), ("git.acme.dev", 0), ("vllm.internal", 0)]
)
def test_a_vendors_name_at_an_inside_address_is_still_the_vendors(name: str, outside: int) -> None:
    """A private link or a proxy hides the address, not who can end the service; an unknown name there is one's own."""
    data = SEEN_INSIDE.replace(b"NAME", name.encode())
    found = record("a.log", io.BytesIO(data), "zeek-ssl", is_local, lambda host: host.endswith(".amazonaws.com"))
    recording = found.recording
    assert (recording.flows, recording.internal) == (outside, 1 - outside)
    assert any("private link" in note for note in recording.notes) is bool(outside)


def test_rows_that_cannot_be_read_are_counted_and_shown() -> None:
    found = read(flow_log("8.8.8.8", "8.8.4.4") + b"half a row\n").recording
    assert (found.rows, found.unparsed, found.samples) == (3, 1, ("3: half a row",))
    assert "1 of 3 rows could not be read" in found.notes


# ------------------------------------------------------------------------------------------------------- compression


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_a_packed_recording_is_read_like_a_plain_one(pack: Callable[[bytes], bytes]) -> None:
    plain = flow_log("8.8.8.8", "8.8.4.4")
    packed = read(pack(plain)).recording
    assert (packed.rows, packed.flows) == (2, 2)
    assert packed.digest != read(plain).recording.digest


def test_a_packed_file_that_is_cut_off_is_an_error() -> None:
    packed = gzip.compress(flow_log(*[f"8.8.{n}.{m}" for n in range(200) for m in range(200)]))
    with pytest.raises(InputFileError, match="cannot be unpacked"):
        read(packed[: len(packed) // 2])


# ---------------------------------------------------------------------------------------------------- bounded memory


def test_a_line_without_an_end_is_cut_and_counted() -> None:
    found = list(blocks(io.BytesIO(b"x" * (3 * MAX_LINE) + b"\nnext\n")))
    lines = [line for block in found for line in block]
    assert max(map(len, lines)) <= MAX_LINE + (1 << 22)
    assert lines[-1] == b"next"


def test_json_elements_are_found_across_blocks_and_whatever_their_strings_hold() -> None:
    wanted = [{"n": n, "text": '} ] { "records": [ \\"' * 50, "list": [[1], {"a": [2]}]} for n in range(20_000)]
    document = json.dumps({"before": {"x": [1, 2]}, "records": wanted, "after": [{"n": -1}]}).encode()
    assert len(document) > 3 * (1 << 22)
    assert [json.loads(raw) for raw in elements(io.BytesIO(document), b"records")] == wanted


def test_deep_nesting_is_a_lost_row_and_no_crash() -> None:
    deep = b'{"event_type":"flow","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
    good = b'{"event_type":"flow","flow_id":1,"src_ip":"10.0.0.5","dest_ip":"8.8.8.8"}\n'
    for name in ("suricata-eve", "json-table", "envoy-access", "zeek-conn", "hubble", "gcp-vpc-flow"):
        try:
            read(good * 3 + deep, name)
        except InputFileError:
            continue
    assert read(good * 3 + deep, "suricata-eve").recording.unparsed == 1


def test_too_many_destinations_are_added_up_by_network_and_none_is_dropped() -> None:
    ledger = Ledger(is_local)
    chance = random.Random(1)
    count = 3 * LIMIT
    for _ in range(count):
        ledger.flow(
            Flow(f"{chance.randrange(11, 90)}.{chance.randrange(256)}.{chance.randrange(256)}.1", 443, "tcp", size=10)
        )
    found = ledger.destinations()
    assert len(found) <= 3 * LIMIT + 1
    assert sum(entry.flows for entry in found) == count
    assert sum(entry.bytes for entry in found) == 10 * count
    assert any(entry.host.endswith("/16") for entry in found)


def test_only_the_largest_are_listed_one_by_one_and_the_rest_is_told_as_a_sum() -> None:
    found = read(flow_log(*[f"8.{n // 250}.{n % 250}.9" for n in range(LISTED + 300)]))
    ((_, destinations),) = listed([found])
    assert len(destinations) == LISTED
    assert (found.recording.beyond, found.recording.beyond_flows) == (300, 300)


# ---------------------------------------------------------------------------------------------- what a recording proves


def test_a_recording_of_a_minute_says_that_it_proves_little_and_a_day_does_not() -> None:
    short, day = read(flow_log("8.8.8.8")).recording, read(flow_log("8.8.8.8", seconds=DAY)).recording
    assert any(note.startswith("watched for less than a day") for note in short.notes)
    assert day.notes == ()
    assert not proves_absence([short])
    assert proves_absence([day])


def test_what_was_read_only_in_part_proves_no_absence() -> None:
    partly = read(flow_log("8.8.8.8", "8.8.4.4", seconds=DAY) + b"half a row\n").recording
    assert not proves_absence([partly])


def test_a_snapshot_proves_no_absence_and_a_stated_list_does() -> None:
    snapshot = read(b"tcp ESTAB 0 0 10.0.0.5:50000 8.8.8.8:443\n" * 3).recording
    assert snapshot.format == "sockets"
    assert not proves_absence([snapshot])
    assert proves_absence([read(b"api.openai.com\n").recording])
    assert not proves_absence([])


def test_a_file_without_times_does_not_borrow_those_of_another() -> None:
    day = read(flow_log("8.8.8.8", seconds=DAY)).recording
    timeless = Recording(path="b", format="coredns", title="t", kind="seen", digest="", rows=1)
    assert not proves_absence([day, timeless])
