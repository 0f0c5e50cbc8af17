"""What is promised of every run, seen from outside: no network, no program but git, no write into the tree, no trace of
what a repository would like to have run, and a report that is whole or not there."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sovassess.errors import SovassessError
from sovassess.source import committed
from tests.acceptance.inside import run
from tests.acceptance.test_command_line import estate, one_sentence, scan, services, started, without_privileges

__all__ = ["estate"]

ROOT = Path(__file__).parents[2]
STRACE = shutil.which("strace")
WHO = ("-c", "user.name=somebody", "-c", "user.email=somebody@corp.example", "-c", "commit.gpgsign=false")


def traced() -> str | None:
    """Why calls to the system cannot be watched here, None if they can."""
    if STRACE is None:
        return "strace is not installed"
    works = subprocess.run([STRACE, "-f", "-o", os.devnull, "true"], capture_output=True, check=False)
    return None if works.returncode == 0 else "strace may watch nothing here"


watched = pytest.mark.skipif(traced() is not None, reason=str(traced()))


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)


def calls(tmp_path: Path, *arguments: str | Path, cwd: Path, **environment: str) -> tuple[list[str], set[str]]:
    """The network calls of a run and the programs that it started, after Python itself, seen from outside."""
    log = tmp_path / "calls"
    through = [str(STRACE), "-f", "-qq", "-s", "200", "-e", "trace=%network,execve,execveat", "-o", str(log)]
    done = started(*arguments, cwd=cwd, through=through, **environment)
    assert done.returncode == 0, done.stderr
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if "ENOENT" not in line]
    programs = [found for line in lines if (found := re.search(r'execve(?:at)?\([^"]*"([^"]+)"', line))]
    network = [line for line in lines if not re.search(r"execve|\+\+\+|---|resumed>", line)]
    return network, {Path(found[1]).name for found in programs[1:]}


@watched
def test_the_watcher_sees_a_socket_and_a_program(tmp_path: Path) -> None:
    (tmp_path / "sovassess").mkdir()
    (tmp_path / "sovassess" / "__init__.py").touch()  # or the package that is installed would come first
    (tmp_path / "sovassess" / "__main__.py").write_text(
        "import socket, subprocess\nsocket.socket(socket.AF_INET).close()\nsubprocess.run(['true'])\n", "utf-8"
    )
    network, programs = calls(tmp_path, "scan", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert len(network) == 1
    assert programs == {"true"}


@watched
def test_a_whole_scan_calls_no_network_and_starts_no_program(estate: Path, tmp_path: Path) -> None:
    git(estate, "init", "-q")
    for number in range(60):  # enough for several processes
        (estate / f"m{number}.py").write_text("import openai\n" + "x = 1\n" * 8_000, "utf-8")
    chart = estate / "chart"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 1.0.0\n", "utf-8")
    (chart / "templates" / "a.yaml").write_text(
        'kind: Pod\nx: {{ getHostByName "vendor.example" }}{{ lookup "v1" "Pod" "" "" }}\n', "utf-8"
    )
    network, programs = calls(tmp_path, "scan", estate, "--jobs", "3", cwd=tmp_path)
    assert (tmp_path / "reports" / "assessment.html").stat().st_size > 10_000
    assert network == []
    assert programs == set()


@watched
def test_a_comparison_of_commits_starts_git_alone_and_calls_no_network(estate: Path, tmp_path: Path) -> None:
    git(estate, "init", "-q")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "one")
    network, programs = calls(tmp_path, "diff", "--git", "HEAD", estate, cwd=tmp_path)
    assert network == []
    assert programs == {"git"}


@watched
def test_where_there_is_no_git_nothing_is_started(estate: Path, tmp_path: Path) -> None:
    git(estate, "init", "-q")
    (tmp_path / "empty").mkdir()
    network, programs = calls(tmp_path, "scan", estate, "--no-reports", cwd=tmp_path, PATH=str(tmp_path / "empty"))
    assert (network, programs) == ([], set())


# ------------------------------------------------------------------------------------------- what a repository names


def trapped(estate: Path) -> tuple[Path, Path]:
    """A checkout whose settings, hooks and attributes all name one program, and the mark that it would leave."""
    mark, program = estate.parent / "ran", estate.parent / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n", "utf-8")
    program.chmod(0o755)
    git(estate, "init", "-q")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "one")
    keys = """core.fsmonitor core.pager core.sshCommand core.gitProxy core.askPass core.editor core.alternateRefsCommand
        diff.external diff.x.textconv diff.x.command filter.x.clean filter.x.smudge filter.x.process pager.ls-tree
        pager.cat-file credential.helper gpg.program uploadpack.packObjectsHook remote.origin.uploadpack
        remote.origin.vcs sequence.editor interactive.diffFilter trace2.eventTarget""".split()
    for key in keys:
        git(estate, "config", key, str(program))
    for name in ("pre-commit", "post-checkout", "reference-transaction", "post-index-change", "fsmonitor-watchman"):
        shutil.copy(program, estate / ".git" / "hooks" / name)
    for name in ("ls-tree", "cat-file", "rev-parse"):
        git(estate, "config", f"alias.{name}", f"!{program}")
    (estate / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n", "utf-8")
    (estate / ".gitattributes").write_text("* filter=x diff=x\n", "utf-8")
    return mark, program


@pytest.mark.parametrize("arguments", [("scan", "--no-reports"), ("diff", "--git", "HEAD"), ("verify",)], ids=" ".join)
def test_nothing_that_a_checkout_names_is_run(arguments: tuple[str, ...], estate: Path) -> None:
    mark, _ = trapped(estate)
    subprocess.run(["git", "status"], cwd=estate, check=False, capture_output=True)
    assert mark.exists(), "the trap does not work"
    mark.unlink()
    if arguments == ("verify",):
        run("scan", estate, "--quiet", cwd=estate.parent)
        done = run("verify", "reports/assessment.json", estate, cwd=estate.parent)
    else:
        done = run(*arguments, estate, cwd=estate.parent)
    assert done.returncode == 0, done.stderr
    assert not mark.exists()


def test_an_object_that_is_missing_is_fetched_from_nowhere(estate: Path) -> None:
    mark, program = trapped(estate)
    program.write_text(f"#!/bin/sh\ntouch {mark}\n", "utf-8")  # one that answers would be waited for
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:app.py"], cwd=estate, check=True, capture_output=True, encoding="ascii"
    ).stdout.strip()
    (estate / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{program}", "protocol.allow": "always", "protocol.ext.allow": "always",
    }.items():  # fmt: skip
        git(estate, "config", key, value)
    git(estate, "config", "--unset-all", "remote.origin.vcs")
    subprocess.run(["git", "cat-file", "-p", blob], cwd=estate, check=False, capture_output=True, timeout=20)
    assert mark.exists(), "the trap does not work"
    mark.unlink()
    done = run("diff", "--git", "HEAD", estate, cwd=estate.parent)
    assert not mark.exists()
    assert done.returncode in (0, 2)


def test_folders_that_hold_one_another_many_times_over_are_one_sentence(
    estate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(committed, "MAX_LISTING", 1_000_000)
    git(estate, "init", "-q")

    def made(kind: str, data: bytes) -> bytes:
        command = ["git", "hash-object", "-w", "-t", kind, "--stdin"]
        return subprocess.run(command, cwd=estate, input=data, check=True, capture_output=True).stdout.strip()

    inner = made("blob", b"import openai\n")
    tree = b"".join(b"100644 f%d.py\0" % n + bytes.fromhex(inner.decode()) for n in range(10))
    for _ in range(9):
        key = bytes.fromhex(made("tree", tree).decode())
        tree = b"".join(b"40000 d%d\0" % n + key for n in range(10))
    top = made("tree", tree).decode()
    commit = subprocess.run(
        ["git", *WHO, "commit-tree", "-m", "x", top], cwd=estate, check=True, capture_output=True, encoding="ascii"
    ).stdout.strip()
    with pytest.raises(SovassessError, match="it lists more than 1 MB of names"):
        committed.CommittedTree(estate, commit)


# ------------------------------------------------------------------------------------------------- kinds of checkouts


@pytest.mark.parametrize(
    "kind",
    ["shallow", "bare", "corrupt", "no objects", "submodule", "worktree", "head to nowhere", "pointer to itself"],
)
def test_a_checkout_of_any_kind_is_scanned(kind: str, estate: Path) -> None:
    git(estate, "init", "-q", "-b", "main")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "one")
    git(estate, "commit", "-q", "--allow-empty", "-m", "two")
    seen = _made(kind, estate)
    done, result = scan(seen)
    assert done.returncode == 0, done.stderr
    known = kind in ("shallow", "submodule", "worktree", "no objects")
    assert bool(result["subject"]["revision"]) == known
    assert ("openai-api" in services(result)) == (kind != "bare")


def _made(kind: str, estate: Path) -> Path:
    other, inside = estate.parent / "other", estate / ".git"
    if kind == "shallow":
        git(estate.parent, "clone", "-q", "--depth", "1", f"file://{estate}", "other")
    elif kind == "bare":
        git(estate.parent, "clone", "-q", "--bare", str(estate), "other")
        (other / "compose.yaml").write_text("services: {a: {image: quay.io/a/b:1}}\n", "utf-8")
    elif kind == "submodule":
        other.mkdir()
        git(other, "init", "-q")
        git(other, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(estate), "inner")
        return other / "inner"
    elif kind == "worktree":
        git(estate, "worktree", "add", "-q", str(other))
    elif kind == "corrupt":
        for name in ("HEAD", "config", "index", "packed-refs"):
            (inside / name).write_bytes(b"\x00\xff[[\n= =\x00" * 5_000)
    elif kind == "no objects":
        shutil.rmtree(inside / "objects")
    elif kind == "head to nowhere":
        (inside / "HEAD").write_text("ref: refs/heads/../../../../../../../etc/passwd\n", "utf-8")
    else:
        shutil.rmtree(inside)
        inside.write_text("gitdir: .git\n", "utf-8")
    return other if kind in ("shallow", "bare", "worktree") else estate


def test_a_corrupt_repository_is_one_sentence_where_a_commit_is_asked_for(estate: Path) -> None:
    git(estate, "init", "-q", "-b", "main")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "one")
    for path in (estate / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"\x78\x01garbage")
    done = run("diff", "--git", "HEAD", estate, cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr


# --------------------------------------------------------------------------------------------- writing and being ended


def test_a_person_without_rights_scans_a_tree_that_nobody_may_write(estate: Path) -> None:
    through = without_privileges()
    if through is None:
        pytest.skip("root may write everything here, and setpriv cannot take that away")
    for path in (estate, *estate.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat() for path in (estate, *estate.iterdir())}
    try:
        done = started("scan", ".", "--no-reports", "-f", "json", cwd=estate, through=through, HOME="/nonexistent")
        refused = started("scan", ".", "--quiet", cwd=estate, through=through)
    finally:
        estate.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "openai-api" in services(json.loads(done.stdout))
    assert refused.returncode == 2
    assert one_sentence(refused.stderr), refused.stderr
    assert {path: path.stat().st_mtime_ns for path in before} == {p: s.st_mtime_ns for p, s in before.items()}


def test_an_old_report_survives_a_full_disk(estate: Path) -> None:
    out = estate.parent / "reports"
    run("scan", estate, "--quiet", cwd=estate.parent)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (estate / "more.py").write_text("import anthropic\nanthropic.Anthropic()\n", "utf-8")
    limit = [sys.executable, "-c", f"{_LIMITED}({len(before['assessment.json']) // 2})"]
    done = started("scan", estate, "--quiet", "-o", "/dev/null", cwd=estate.parent, through=limit)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


_LIMITED = """
import os, resource, sys
def limited(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    os.execv(sys.argv[1], sys.argv[1:])
limited""".strip()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("arguments", [("scan", "--no-reports"), ("who",), ("--version",)], ids=" ".join)
def test_standard_output_that_is_full_is_one_sentence(arguments: tuple[str, ...], estate: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sovassess", *arguments, *([estate] if len(arguments[0]) < 6 else [])],
            stdout=full, stderr=subprocess.PIPE, encoding="utf-8", cwd=estate.parent, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr


def test_reports_go_through_no_link_of_the_tree(estate: Path) -> None:
    outside = estate.parent / "outside"
    outside.mkdir()
    (estate / "reports").symlink_to(outside, target_is_directory=True)
    for arguments in ((), ("--no-reports", "-f", "json=reports/deep/a.json")):
        done = run("scan", ".", "--quiet", *arguments, cwd=estate)
        assert done.returncode == 2
        assert "is a link of the scanned tree" in done.stderr
    assert list(outside.iterdir()) == []
    assert run("scan", ".", "--quiet", "--output-dir", outside, cwd=estate).returncode == 0


def test_an_interrupted_run_leaves_nothing_half_written_and_no_process(estate: Path) -> None:
    for number in range(40):
        (estate / f"m{number}.py").write_text("import openai\n" + "x = openai.OpenAI(1, 2, [3])\n" * 8_000, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOVASSESS_")}
    asked = ("-m", "sovassess", "scan", estate, "--jobs", "2", "--output-dir", "out")
    process = subprocess.Popen(
        [sys.executable, "-c", _LISTENING, sys.executable, *asked],
        cwd=estate.parent, env={**kept, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        _until_it_works(process)
        os.killpg(process.pid, signal.SIGINT)
        output, problems = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode in (130, -signal.SIGINT)
    assert output == b""
    assert b"internal error" not in problems
    assert not (estate.parent / "out").exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


# What a shell starts in the background has interruptions ignored, and so has everything that this starts.
_LISTENING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])""".strip()


def _until_it_works(process: subprocess.Popen[bytes]) -> None:
    """Wait until a reader that the scan has started is at work; which process does how much is its own affair."""
    while process.poll() is None:
        readers = [pid for pid in _members(process.pid) if pid != process.pid]
        if any(_ticks(pid) > 0 for pid in readers):
            return
        time.sleep(0.01)
    raise AssertionError(f"it ended before a reader was at work: {process.communicate()}")


def _members(group: int) -> list[int]:
    """The processes of a process group that still run."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    return [pid for pid in pids if _stat(pid)[2:3] == [str(group)]]


def _ticks(pid: int) -> int:
    """The processor time that a process has used, in ticks of the clock; 0 if it is gone."""
    return sum(map(int, _stat(pid)[11:13]))


def _stat(pid: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` from the state on (proc(5)); empty if the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return []


def test_an_interruption_while_a_report_is_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sovassess.cli import output

    target = tmp_path / "a.json"
    target.write_text("old", "utf-8")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "chmod", interrupted)
    with pytest.raises(KeyboardInterrupt):
        output.write("new", str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert target.read_text("utf-8") == "old"


@pytest.mark.parametrize("text", ['{"a":' * 100_000, '{"schema_version": "1", "x": ' + "[" * 100_000, "[" * 100_000])
def test_a_saved_assessment_that_was_made_to_hurt_is_one_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    for arguments in (("gate", "a.json", "--min-level", "1"), ("diff", "a.json", "a.json")):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert one_sentence(done.stderr), done.stderr
