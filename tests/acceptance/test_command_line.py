"""The command line on input that is bad, odd or large: the contract's exit codes, one sentence, no traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.inside import run
from tests.endings import ending

COMPOSE = """\
services:
  web:
    image: registry.example.org/web:1.2
    environment:
      OPENAI_API_KEY: ${OPENAI_API_KEY}
"""
BROKEN = "services:\n  web: [unclosed\n    image: x\n"
CODE = 'from openai import OpenAI\n\nclient = OpenAI()\nclient.chat.completions.create(model="gpt-5.5", messages=[])\n'


def started(
    *arguments: str | Path, cwd: Path, through: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same as `run` by a process of its own, started by `through` if given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOVASSESS_")}
    done = subprocess.run(
        [*through, sys.executable, "-m", "sovassess", *map(str, arguments)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(Path(__file__).parents[2]), "SOURCE_DATE_EPOCH": "1795219200", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode != 70, done.stderr
    return done


def scan(estate: Path, *arguments: str | Path) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """Scan and read the JSON from standard output."""
    done = run("scan", estate, "--no-reports", "--format", "json", *arguments, cwd=estate.parent)
    assert done.stdout, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return done, result


def unread(result: dict[str, Any]) -> dict[str, str]:
    return {entry["path"]: entry["reason"] for entry in result["coverage"]["unread"]}


def skipped(result: dict[str, Any]) -> dict[str, str]:
    return {entry["path"]: entry["reason"] for entry in result["coverage"]["skipped"]}


def services(result: dict[str, Any]) -> set[str]:
    return {entry["service"] for entry in result["dependencies"]}


def one_sentence(text: str) -> bool:
    return text.startswith("sovassess: ") and text.count("\n") == 1 and len(text) < 300


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "compose.yaml").write_text(COMPOSE, "utf-8")
    (folder / "app.py").write_text(CODE, "utf-8")
    return folder


def test_a_good_estate_is_judged_and_its_reports_are_written(estate: Path) -> None:
    done = started("scan", "estate", cwd=estate.parent)
    assert done.returncode == 0
    assert "Level " in done.stdout.splitlines()[0]
    folder = estate.parent / "reports"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "assessment.html", "assessment.json"]
    assert (folder / ".gitignore").read_text("utf-8") == "*\n"
    assert "assessment.html" in done.stderr


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    done = run("scan", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert "nowhere" in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_empty_directory_is_nothing_to_assess(tmp_path: Path) -> None:
    done = run("scan", tmp_path, cwd=tmp_path)
    assert done.returncode == 3
    assert one_sentence(done.stderr), done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_directory_without_any_known_format_is_nothing_to_assess(tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("nothing here\n", "utf-8")
    assert run("scan", tmp_path, cwd=tmp_path).returncode == 3


def test_a_broken_yaml_beside_good_files_is_unread_and_the_rest_is_judged(estate: Path) -> None:
    whole = scan(estate)[1]
    (estate / "docker-compose.broken.yml").write_text(BROKEN, "utf-8")
    done, result = scan(estate)
    assert done.returncode == 0
    assert "docker-compose.broken.yml" in unread(result)
    assert services(result) >= services(whole)
    assert "openai-api" in services(result)


def test_a_json_of_200_mb_is_unread_and_costs_no_time(estate: Path) -> None:
    big = estate / "package.json"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    with ending():
        done, result = scan(estate)
    assert done.returncode == 0
    assert "200 MB" in unread(result)["package.json"]
    assert "openai-api" in services(result)


def test_a_latin_1_file_is_read(estate: Path) -> None:
    (estate / "requirements.txt").write_bytes("# für später\nanthropic==0.40\n".encode("latin-1"))
    (estate / "other.py").write_bytes(
        b'# Stra\xdfe\nimport anthropic\n\nclient = anthropic.Anthropic()\nclient.messages.create(model="fable-5")\n'
    )
    done, result = scan(estate)
    assert done.returncode == 0
    assert unread(result) == {}
    assert {"openai-api", "anthropic-api"} <= services(result)


def test_a_circle_of_links_is_passed_over(estate: Path) -> None:
    (estate / "loop").symlink_to(estate, target_is_directory=True)
    (estate / "self").symlink_to("self")
    done, result = scan(estate)
    assert done.returncode == 0
    assert {"loop", "self"} <= set(skipped(result))
    assert "link" in skipped(result)["loop"]


def test_a_link_out_of_the_tree_is_not_followed(estate: Path) -> None:
    outside = estate.parent / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("import anthropic\nanthropic.Anthropic()\n", "utf-8")
    (estate / "elsewhere").symlink_to(outside, target_is_directory=True)
    (estate / "stolen.py").symlink_to(outside / "secret.py")
    _, result = scan(estate)
    assert "anthropic-api" not in services(result)
    assert {"elsewhere", "stolen.py"} <= set(skipped(result))


def without_privileges() -> list[str] | None:
    """What a program is started through so that permissions hold for it, None if there is no way."""
    if os.name != "posix":
        return None
    if os.geteuid() != 0:
        return []
    dropped = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
    works = shutil.which("setpriv") and subprocess.run([*dropped, "true"], capture_output=True, check=False)
    return dropped if works and works.returncode == 0 else None


def test_a_file_or_folder_without_permission_is_named_and_the_rest_is_judged(estate: Path) -> None:
    through = without_privileges()
    if through is None:
        pytest.skip("root may read everything here, and setpriv cannot take that away")
    (estate / "locked.py").write_text("import anthropic\n", "utf-8")
    (estate / "locked.py").chmod(0)
    (estate / "closed").mkdir(mode=0)
    done = started("scan", estate, "--no-reports", "-f", "json", "--no-cache", cwd=estate.parent, through=through)
    (estate / "closed").chmod(0o700)
    assert done.returncode == 0
    result = json.loads(done.stdout)
    assert "cannot be read" in unread(result)["locked.py"]
    assert "cannot be listed" in skipped(result)["closed/"]
    assert "openai-api" in services(result)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_passed_over_and_nobody_waits_for_it(estate: Path) -> None:
    os.mkfifo(estate / "values.yaml")
    done, result = scan(estate)
    assert done.returncode == 0
    assert "not a regular file" in skipped(result)["values.yaml"]


def test_a_file_name_that_is_no_utf_8_is_passed_over(estate: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(estate) + b"/bad\xff.py")).write_text("import anthropic\n", "utf-8")
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    done, result = scan(estate)
    assert done.returncode == 0
    assert "openai-api" in services(result)


def test_an_unknown_format_is_wrong_usage(estate: Path) -> None:
    done = run("scan", estate, "--format", "papyrus", cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr
    assert "papyrus" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--min", "nonsense=2"),
        ("--min", "airgap_readiness=9"),
        ("--count-unknown-as", "maybe"),
        ("--rubric", "no-such-rubric"),
        ("--egress", "no-such-file.txt"),
        ("--config", "no-such-file.yaml"),
        ("--color", "purple"),
        ("--format", "json="),
    ],
    ids=" ".join,
)
def test_an_option_that_cannot_be_meant_is_wrong_usage(estate: Path, arguments: tuple[str, str]) -> None:
    done = run("scan", estate, "--no-reports", *arguments, cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr


@pytest.mark.parametrize(
    "arguments", [("--bogus",), ("scan", "--bogus"), ("dance",), ("scan", ".", "--min-level", "7")]
)
def test_an_unknown_option_command_or_level_is_wrong_usage(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr


def test_a_mistake_in_the_settings_is_named_with_file_and_line(estate: Path) -> None:
    (estate / "sovassess.yaml").write_text("home: [EU]\nexcludes: [a]\n", "utf-8")
    done = run("scan", estate, cwd=estate.parent)
    assert done.returncode == 2
    assert "sovassess.yaml:2" in done.stderr
    assert "exclude" in done.stderr


def test_two_runs_give_equal_bytes(estate: Path) -> None:
    (estate / "docker-compose.broken.yml").write_text(BROKEN, "utf-8")
    found: list[tuple[bytes, bytes]] = []
    for number, seed in enumerate(("1", "2")):
        folder = estate.parent / f"run-{number}"
        elsewhere = {"PYTHONHASHSEED": seed, "TZ": f"UTC+{number}"}
        done = started("scan", estate, "--output-dir", folder, cwd=estate.parent, **elsewhere)
        assert done.returncode == 0
        found.append(((folder / "assessment.html").read_bytes(), (folder / "assessment.json").read_bytes()))
    assert found[0][1] == found[1][1]
    assert found[0][0] == found[1][0]
    assert len(found[0][0]) > 10_000


def test_a_report_rendered_from_the_saved_assessment_is_the_one_that_the_scan_wrote(estate: Path) -> None:
    folder = estate.parent
    run("scan", estate, "--output-dir", folder / "out", cwd=folder)
    for name in ("html", "json"):
        done = run("report", folder / "out" / "assessment.json", "-f", name, "-o", folder / f"again.{name}", cwd=folder)
        assert done.returncode == 0
        assert (folder / f"again.{name}").read_bytes() == (folder / "out" / f"assessment.{name}").read_bytes()


def test_the_gate_exits_0_when_met_1_when_missed_and_3_when_too_little_was_read(estate: Path) -> None:
    folder = estate.parent
    _, result = scan(estate)
    level = result["overall"]["level"]
    assert level < 5

    def gate(*arguments: str) -> int:
        fresh = run("scan", estate, "--output-dir", folder / "out", *arguments, cwd=folder)
        saved = run("gate", folder / "out" / "assessment.json", *arguments, cwd=folder)
        assert fresh.returncode == saved.returncode
        assert ("sovassess: gate: " in saved.stderr) == (saved.returncode != 0)
        return saved.returncode

    assert gate("--min-level", str(level)) == 0
    assert gate("--min-level", str(level + 1)) == 1
    weakest = result["overall"]["limited_by"][0]
    assert gate("--min", f"{weakest}={level}") == 0
    assert gate("--min", f"{weakest}=5") == 1
    assert gate("--strict") == 0
    assert gate("--min-coverage", "100") == 0
    (estate / "docker-compose.broken.yml").write_text(BROKEN, "utf-8")
    assert gate("--strict") == 3
    assert gate("--min-coverage", "100") == 3
    assert gate("--min-coverage", "1") == 0


def test_exit_zero_reports_and_never_gates(estate: Path) -> None:
    done = run("scan", estate, "--no-reports", "--min-level", "5", "--exit-zero", cwd=estate.parent)
    assert done.returncode == 0


def test_a_gate_that_asks_nothing_and_a_file_that_is_no_assessment_are_wrong_usage(estate: Path) -> None:
    folder = estate.parent
    run("scan", estate, "--output-dir", folder / "out", cwd=folder)
    assert run("gate", folder / "out" / "assessment.json", cwd=folder).returncode == 2
    (folder / "other.json").write_text('{"schema_version": "1"}', "utf-8")
    for path in ("other.json", "absent.json"):
        done = run("gate", path, "--min-level", "1", cwd=folder)
        assert done.returncode == 2
        assert one_sentence(done.stderr), done.stderr


def test_a_reports_folder_that_cannot_be_written_is_one_sentence(estate: Path) -> None:
    (estate.parent / "taken").write_text("a file\n", "utf-8")
    done = run("scan", estate, "--quiet", "--output-dir", "taken", cwd=estate.parent)
    assert done.returncode == 2
    assert one_sentence(done.stderr), done.stderr


def test_quiet_and_json_leave_nothing_but_the_result_on_the_streams(estate: Path) -> None:
    done = run("scan", estate, "--quiet", "--format", "json", cwd=estate.parent)
    assert done.stderr == ""
    assert json.loads(done.stdout)["schema_version"] == "1"


def test_one_file_is_assessed_like_a_folder_that_holds_it(estate: Path) -> None:
    done, result = scan(estate / "compose.yaml")
    assert done.returncode == 0
    assert result["coverage"]["files"] == 1


def test_a_screen_without_utf_8_is_printed_in_ascii(estate: Path) -> None:
    done = started("scan", estate, "--no-reports", cwd=estate.parent, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_no_color_wins_over_a_wish_from_outside_and_the_option_over_both(estate: Path) -> None:
    escape = "\x1b["
    base = ("scan", estate, "--no-reports")
    assert escape in run(*base, cwd=estate.parent, FORCE_COLOR="1", NO_COLOR="").stdout
    assert escape not in run(*base, cwd=estate.parent, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert escape in run(*base, "--color", "always", cwd=estate.parent, NO_COLOR="1").stdout


def test_a_version_is_printed(tmp_path: Path) -> None:
    done = run("--version", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("sovassess ")
