"""What a large flow log costs: write a synthetic one, read it in a process of its own, print seconds and peak memory.

    python benchmarks/egress.py [GIGABYTES] [FORMAT]     default: 2 aws-vpc-flow; also zeek-conn-json, squid

The log has 400 clients, 20,000 outside addresses of uneven weight, inside traffic, answers and refusals; it is repeated
from 40 different blocks with times that go on. It is written below the folder in TMPDIR and removed at the end.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BLOCKS, ROWS = 40, 40_000
START = 1_763_712_000


def vpc_row(pick: random.Random, targets: list[str], when: int) -> str:
    client = f"10.{pick.randrange(4)}.{pick.randrange(10)}.{pick.randrange(10)}"
    kind, size = pick.random(), pick.randrange(60, 90_000)
    low, high = pick.choice((443, 443, 443, 80, 53, 5432, 8443)), pick.randrange(32_768, 61_000)
    target = targets[int(len(targets) * pick.random() ** 3)] if kind > 0.3 else f"10.9.{pick.randrange(9)}.7"
    if 0.3 < kind < 0.6:
        client, target, low, high = target, client, high, low
    end = "REJECT OK" if kind > 0.98 else "ACCEPT OK"
    head = f"2 123456789012 eni-0a1b2c3d{pick.randrange(400):04}"
    return f"{head} {client} {target} {high} {low} 6 {size // 900 + 1} {size} {when} {when + 60} {end}\n"


def conn_row(pick: random.Random, targets: list[str], when: int) -> str:
    target = targets[int(len(targets) * pick.random() ** 3)] if pick.random() > 0.3 else f"10.9.{pick.randrange(9)}.7"
    return (
        f'{{"ts":{when}.{pick.randrange(10**6):06},"uid":"C{pick.randrange(10**12):017}",'
        f'"id.orig_h":"10.0.{pick.randrange(10)}.5",'
        f'"id.orig_p":{pick.randrange(32768, 61000)},"id.resp_h":"{target}","id.resp_p":443,'
        f'"proto":"tcp","service":"ssl",'
        f'"duration":1.5,"orig_bytes":{pick.randrange(9000)},"resp_bytes":{pick.randrange(90000)},"conn_state":"SF",'
        '"local_orig":true,"local_resp":false,"missed_bytes":0,"history":"ShADadfF","orig_pkts":10,"resp_pkts":12}\n'
    )


def squid_row(pick: random.Random, targets: list[str], when: int) -> str:
    number = int(len(targets) * pick.random() ** 3)
    return (
        f"{when}.{pick.randrange(1000):03} {pick.randrange(9000):6} 10.0.{pick.randrange(10)}.5 TCP_TUNNEL/200 "
        f"{pick.randrange(90000)} CONNECT h{number}.example-{number % 97}.com:443 - HIER_DIRECT/{targets[number]} -\n"
    )


ROWS_OF: dict[str, Callable[[random.Random, list[str], int], str]] = {
    "aws-vpc-flow": vpc_row,
    "zeek-conn-json": conn_row,
    "squid": squid_row,
}


def write(path: Path, size: int, kind: str) -> int:
    """Write about `size` bytes; the number of rows."""
    pick = random.Random(7)
    targets = [
        f"{pick.randrange(11, 120)}.{pick.randrange(256)}.{pick.randrange(256)}.{pick.randrange(1, 255)}"
        for _ in range(20_000)
    ]
    blocks = []
    for number in range(BLOCKS):
        rows = (ROWS_OF[kind](pick, targets, START + number * 3600 + row // 12) for row in range(ROWS))
        blocks.append("".join(rows).encode())
    rows = 0
    with path.open("wb") as out:
        if kind == "aws-vpc-flow":
            names = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end"
            out.write(f"{names} action log-status\n".encode())
        while out.tell() < size:
            out.write(blocks[rows // ROWS % BLOCKS])
            rows += ROWS
    return rows


def read(path: Path) -> None:
    """Read the log as `sovassess scan --egress` does, and print what that cost this process."""
    from sovassess.egress.record import listed, record
    from sovassess.resolution.own import is_local

    began = time.perf_counter()
    with path.open("rb") as stream:
        found = record(path.name, stream, "", is_local)
    ((_, destinations),) = listed([found])
    seconds = time.perf_counter() - began
    # Not what `getrusage` says: that still holds the peak of the process that started this one.
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024
    cpu = time.process_time()
    recording = found.recording
    print(
        f"{recording.format}: {recording.rows:,} rows, {recording.flows:,} flows out, "
        f"{recording.destinations:,} destinations ({len(destinations):,} listed), {recording.unparsed} lost: "
        f"{seconds:.1f} s ({cpu:.1f} s of processor), {peak:.0f} MB"
    )


def main() -> None:
    if len(sys.argv) == 3 and sys.argv[1] == "read":
        read(Path(sys.argv[2]))
        return
    size = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    kind = sys.argv[2] if len(sys.argv) > 2 else "aws-vpc-flow"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "flow.log"
        began = time.perf_counter()
        rows = write(path, int(size * 1e9), kind)
        print(f"written: {path.stat().st_size / 1e9:.2f} GB, {rows:,} rows, {time.perf_counter() - began:.0f} s")
        subprocess.run([sys.executable, __file__, "read", str(path)], check=True)


if __name__ == "__main__":
    main()
