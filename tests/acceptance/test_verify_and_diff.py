"""What moved: in the files that an assessment cites, between two assessments, and between two commits."""

from __future__ import annotations

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sovassess.cli.schema import made
from sovassess.cli.schema_command import NAMES
from tests.acceptance.inside import run
from tests.acceptance.test_command_line import CODE, COMPOSE

MORE = "import cohere\n\nranker = cohere.Client()\n"


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@corp.example")
    return subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    ).stdout.strip()


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "compose.yaml").write_text(COMPOSE, "utf-8")
    (folder / "app.py").write_text(CODE, "utf-8")
    return folder


@pytest.fixture
def saved(estate: Path) -> Path:
    run("scan", estate, "--no-reports", "-f", "json=old.json", cwd=estate.parent)
    return estate.parent / "old.json"


def test_untouched_files_are_verified(estate: Path, saved: Path) -> None:
    done = run("verify", saved, estate, cwd=estate.parent)
    assert done.returncode == 0
    assert "2 as it was, 0 changed, 0 missing" in done.stdout
    assert "rubric   ai-sovereignty" in done.stdout


def test_a_changed_and_a_missing_file_are_named_and_a_moved_line_is_found_again(estate: Path, saved: Path) -> None:
    (estate / "app.py").write_text("# one more line\n" + CODE.replace('"gpt-5.5"', '"gpt-6"'), "utf-8")
    (estate / "compose.yaml").unlink()
    done = run("verify", saved, estate, cwd=estate.parent)
    assert done.returncode == 1
    assert "changed  app.py" in done.stdout
    assert "line 3 is now in line 4: client = OpenAI()" in done.stdout
    assert "line 4 is gone: client.chat.completions.create" in done.stdout
    assert "missing  compose.yaml" in done.stdout


def test_the_settings_are_known_by_their_digest_and_verify_says_what_became_of_them(estate: Path) -> None:
    file = estate / "sovassess.yaml"
    file.write_text('exclude: ["third_party/**"]\n', "utf-8")
    run("scan", estate, "--no-reports", "--exclude", "old/**", "-f", "json=old.json", cwd=estate.parent)
    said = json.loads((estate.parent / "old.json").read_text("utf-8"))["settings"]
    assert said == {
        "file": "sovassess.yaml",
        "digest": sha256(file.read_bytes()).hexdigest(),
        "include": [],
        "exclude": ["third_party/**", "old/**"],
    }
    for became, word in ((None, "the same"), ("exclude: []\n", "another"), ("", "not")):
        if became:
            file.write_text(became, "utf-8")
        elif became == "":
            file.unlink()
        done = run("verify", "old.json", estate, cwd=estate.parent)
        assert f"settings sovassess.yaml: {word} here" in done.stdout


def test_an_assessment_cannot_make_verify_open_what_a_scan_would_not(estate: Path, saved: Path) -> None:
    outside = estate.parent / "outside.txt"
    outside.write_text("secret\n", "utf-8")
    text = saved.read_text("utf-8").replace('"path": "app.py"', '"path": "../outside.txt"')
    saved.write_text(text, "utf-8")
    (estate / "link.py").symlink_to(outside)
    done = run("verify", saved, estate, cwd=estate.parent)
    assert done.returncode == 1
    assert "missing  ../outside.txt" in done.stdout


def test_a_difference_says_what_is_worse_what_is_better_and_where(estate: Path, saved: Path) -> None:
    (estate / "rank.py").write_text(MORE, "utf-8")
    done = run("diff", saved, estate, cwd=estate.parent)
    assert done.returncode == 0
    worse = done.stdout.partition("\nWorse\n")[2].partition("\nBetter\n")[0]
    assert "new dependency on a new party: Cohere API of Cohere (CA)" in worse
    assert "the first under the law of CA" in worse
    assert "rank.py:3" in worse
    back = run("diff", estate, saved, cwd=estate.parent)
    assert "no dependency any more: Cohere API of Cohere (CA)" in back.stdout.partition("\nBetter\n")[2]
    same = run("diff", saved, saved, cwd=estate.parent)
    assert "nothing moved" in same.stdout
    assert same.stdout.count("\n") == 1


def test_a_difference_as_json_and_markdown(estate: Path, saved: Path) -> None:
    (estate / "rank.py").write_text(MORE, "utf-8")
    found: dict[str, Any] = json.loads(run("diff", saved, estate, "-f", "json", cwd=estate.parent).stdout)
    assert found["parties_added"] == ["cohere"]
    assert found["jurisdictions_added"] == ["CA"]
    assert all(entry["path"] for entry in found["added"])
    text = run("diff", saved, estate, "-f", "markdown", cwd=estate.parent).stdout
    assert text.startswith("<!-- sovassess diff -->")
    assert "`rank.py:3`" in text


def test_a_difference_can_fail_on_what_is_worse_and_only_on_that(estate: Path, saved: Path) -> None:
    assert run("diff", saved, saved, "--fail-on-worse", cwd=estate.parent).returncode == 0
    (estate / "rank.py").write_text(MORE, "utf-8")
    run("scan", estate, "--no-reports", "-f", "json=new.json", cwd=estate.parent)
    done = run("diff", saved, "new.json", "--fail-on-worse", cwd=estate.parent)
    assert done.returncode == 1
    assert "sovassess: gate: new dependency on Cohere" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("estate",), ("a", "b", "c"), ("old.json", "estate", "-f", "pdf")])
def test_a_difference_of_anything_but_two_is_wrong_usage(estate: Path, saved: Path, arguments: tuple[str, ...]) -> None:
    assert saved.exists()
    assert run("diff", *arguments, cwd=estate.parent).returncode == 2


def committed(estate: Path) -> tuple[str, str]:
    git(estate, "init", "-q")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "one")
    (estate / "rank.py").write_text(MORE, "utf-8")
    git(estate, "add", "-A")
    git(estate, "commit", "-q", "-m", "two")
    return git(estate, "rev-parse", "HEAD~1"), git(estate, "rev-parse", "HEAD")


def state(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_two_commits_are_compared_without_touching_anything(estate: Path) -> None:
    old, new = committed(estate)
    (estate / "rank.py").write_text("# not committed: import anthropic\n", "utf-8")
    before = state(estate)
    done = run("diff", "--git", "HEAD~1", estate, cwd=estate.parent)
    assert done.returncode == 0, done.stderr
    assert old[:12] in done.stdout
    assert new[:12] in done.stdout
    assert "Cohere API of Cohere (CA)" in done.stdout
    assert "Anthropic" not in done.stdout
    assert state(estate) == before
    back = run("diff", "--git", f"{new}..{old}", estate, cwd=estate.parent)
    assert "no dependency any more: Cohere API" in back.stdout


def test_no_program_that_a_repository_names_is_run(estate: Path) -> None:
    committed(estate)
    mark = estate.parent / "ran"
    program = estate.parent / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n", "utf-8")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "core.editor", "filter.x.smudge"):
        git(estate, "config", key, str(program))
    git(estate, "config", "filter.x.clean", str(program))
    git(estate, "config", "diff.x.textconv", str(program))
    git(estate, "config", "core.hooksPath", str(estate.parent))
    (estate / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n", "utf-8")
    subprocess.run(["git", "status"], cwd=estate, check=False, capture_output=True)
    assert mark.exists(), "the trap does not work"
    mark.unlink()
    done = run("diff", "--git", "HEAD~1", estate, cwd=estate.parent)
    assert done.returncode == 0, done.stderr
    assert not mark.exists()


def test_a_folder_of_a_checkout_is_compared_alone(estate: Path) -> None:
    (estate / "inner").mkdir()
    (estate / "inner" / "main.py").write_text(CODE, "utf-8")
    committed(estate)
    done = run("diff", "--git", "HEAD~1", estate / "inner", cwd=estate.parent)
    assert "nothing moved" in done.stdout


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:app.py"])
def test_what_is_no_commit_is_one_sentence(estate: Path, revision: str) -> None:
    committed(estate)
    done = run("diff", f"--git={revision}", estate, cwd=estate.parent)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "git knows no commit" in done.stderr


def test_a_folder_outside_a_checkout_is_one_sentence(estate: Path) -> None:
    done = run("diff", "--git", "HEAD", estate, cwd=estate.parent)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_that_a_validator_takes(name: str, tmp_path: Path) -> None:
    done = run("schema", name, cwd=tmp_path)
    validator: Any = Draft202012Validator
    validator.check_schema(json.loads(done.stdout))
    assert json.loads(done.stdout) == json.loads(json.dumps(made(name)))


def test_the_files_of_the_package_keep_their_schemas_and_a_misspelt_key_does_not() -> None:
    import yaml

    root = Path(__file__).parents[2]
    checked = {
        "rubric": root / "rubrics" / "ai-sovereignty.yaml",
        "scenario": root / "sovassess" / "scenario" / "scenarios.yaml",
        "settings": root / "examples" / "gateway-hybrid" / "sovassess.yaml",
    }
    for name, path in checked.items():
        document = json.loads(json.dumps(yaml.safe_load(path.read_text("utf-8")), default=str))
        validator: Any = Draft202012Validator
        assert [error.message for error in validator(made(name)).iter_errors(document)] == [], name
        assert list(validator(made(name)).iter_errors({**document, "hoem": []})) != [], name
