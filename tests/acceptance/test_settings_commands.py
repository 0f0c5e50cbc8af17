"""`init`, `explain`, `config show` and `rubric`, as a user types them."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from sovassess.settings import load_settings
from tests.acceptance.inside import run
from tests.acceptance.test_command_line import scan

SNIPPETS = Path(__file__).parents[2] / "sovassess" / "cli" / "snippets"
CODE = 'from openai import OpenAI\n\nclient = OpenAI()\nclient.chat.completions.create(model="gpt-4o", messages=[])\n'
TERRAFORM = """\
provider "aws" {}

resource "aws_db_instance" "records" {
  engine = "postgres"
}
"""


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    root = tmp_path / "estate"
    (root / "app").mkdir(parents=True)
    (root / "app" / "main.py").write_text(CODE, "utf-8")
    (root / "main.tf").write_text(TERRAFORM, "utf-8")
    return root


def levels(estate: Path) -> dict[str, tuple[int, int]]:
    return {entry["id"]: (entry["level"], entry["ceiling"]) for entry in scan(estate)[1]["dimensions"]}


# ----------------------------------------------------------------------------------------------------------------- init


def test_init_writes_what_the_scan_found_and_asks_nothing_without_a_terminal(estate: Path) -> None:
    done = run("init", estate, cwd=estate)
    assert (done.returncode, done.stdout) == (0, "")
    settings = load_settings(estate / "sovassess.yaml")
    services = {entry.service for entry in settings.inventory or ()}
    assert {"openai-api", "amazon-rds"} <= services
    assert settings.attestations == ()
    assert settings.home == ()


def test_init_moves_no_level_but_that_of_the_inventory(estate: Path) -> None:
    before = levels(estate)
    run("init", estate, cwd=estate)
    assert levels(estate) == before


def test_init_ranks_its_questions_by_how_many_levels_they_could_move(estate: Path) -> None:
    text = run("init", estate, "--output", "-", cwd=estate).stdout
    moves = [line for line in text.splitlines() if line.startswith("  # could move")]
    counts = [int(line.split()[3]) for line in moves]
    assert counts
    assert counts == sorted(counts, reverse=True)
    assert "key: base.source_mirror" in text


def test_every_commented_question_becomes_a_valid_attestation(estate: Path) -> None:
    text = run("init", estate, "--output", "-", cwd=estate).stdout
    head, mark, rest = text.partition("# attestations:\n")
    assert mark
    keys = rest.count("  #   - key: ")
    block = rest.partition("\n\n")[0]
    answers = [
        line.removeprefix("  # ")
        for line in block.splitlines()
        if (line.startswith("  #   ") and "- " in line[:9]) or (line.startswith("  #     ") and ": " in line)
    ]
    (estate / "sovassess.yaml").write_text(head + "attestations:\n" + "\n".join(answers) + "\n", "utf-8")
    assert len(load_settings(estate / "sovassess.yaml").attestations) == keys > 5


def test_init_replaces_no_file_unless_told_to(estate: Path) -> None:
    (estate / "sovassess.yaml").write_text("home: [EU]\n", "utf-8")
    refused = run("init", estate, cwd=estate)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert load_settings(estate / "sovassess.yaml").home == ("EU",)
    assert run("init", estate, "--force", cwd=estate).returncode == 0


def test_on_a_terminal_answers_become_attestations(estate: Path) -> None:
    """A terminal of its own: the home is named, the first question is answered with yes, the rest is skipped."""
    master, slave = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOVASSESS_", "CI"))}
    environment = {**kept, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": "dumb", "COLUMNS": "200"}
    command = [sys.executable, "-m", "sovassess", "init", str(estate)]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, cwd=estate, env=environment) as process:
        os.close(slave)
        seen, said = "", 0
        while select.select([master], [], [], 60)[0]:
            try:
                seen += os.read(master, 4096).decode("utf-8", "replace")
            except OSError:
                break
            asked = sum(seen.count(words) for words in ("such as EU CH", "[yes/no/skip]", "answers for this"))
            while said < asked:
                said += 1
                answer = "EU" if said == 1 else "yes" if said == 2 else "skip"
                if seen.count("answers for this") and said == asked:
                    answer = "head of platform"
                os.write(master, f"{answer}\n".encode())
        os.close(master)
        assert process.wait(60) == 0, seen
    settings = load_settings(estate / "sovassess.yaml")
    assert settings.home == ("EU",)
    assert [entry.by for entry in settings.attestations] == ["head of platform"]


@pytest.mark.parametrize("snippet", sorted(SNIPPETS.iterdir()), ids=lambda path: path.name)
def test_init_prints_the_snippet_that_is_tested_elsewhere_and_nothing_of_its_own(snippet: Path, estate: Path) -> None:
    done = run("init", "--ci", snippet.stem, cwd=estate)
    assert done.returncode == 0
    assert done.stdout == snippet.read_text("utf-8")
    assert not (estate / "sovassess.yaml").exists()
    assert run("init", "--ci", "githup", cwd=estate).stderr.count("did you mean 'github'?") == 1


# -------------------------------------------------------------------------------------------------------------- explain


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("MOD-2.1", ["Passes when", "Remedy", "fail", "app/main.py:4"]),
        ("mod-2.1", ["Passes when"]),
        ("model_ownership", ["Model and inference ownership", "level 1 is proven"]),
        ("2", ["Level 2 Governed", "out of reach"]),
        ("Governed", ["Level 2 Governed"]),
        ("openai-api", ["model-api", "app/main.py:3", "Holds down"]),
        ("openai", ["Seat: US", "Can stop", "alone"]),
        ("export-control-directive", ["Precedent", "serve (run): down"]),
    ],
)
def test_explain_says_what_it_is_and_why_it_is_so_here(word: str, told: list[str], estate: Path) -> None:
    done = run("explain", word, estate, cwd=estate)
    assert done.returncode == 0, done.stderr
    for words in told:
        assert words in " ".join(done.stdout.split()), words


def test_explain_without_a_path_tells_the_meaning_only(estate: Path) -> None:
    done = run("explain", "DAT-1.1", cwd=estate)
    assert "Passes when" in done.stdout
    assert "In estate" not in done.stdout


def test_explain_names_what_a_remedy_would_unlock(estate: Path) -> None:
    text = " ".join(run("explain", "ESC-3.4", estate, cwd=estate).stdout.split())
    assert "Would unlock: level 3 in Vendor lock-in and escape velocity, now 2." in text
    text = " ".join(run("explain", "DAT-2.1", estate, cwd=estate).stdout.split())
    assert "Unlocks nothing alone: level 2 also waits for DAT-2.2 (unknown)" in text


def test_explain_knows_the_nearest_word(estate: Path) -> None:
    done = run("explain", "model_ownershp", cwd=estate)
    assert done.returncode == 2
    assert "did you mean 'model_ownership'?" in done.stderr


# --------------------------------------------------------------------------------------------------------------- config


def test_config_show_tells_where_each_value_comes_from(estate: Path) -> None:
    (estate / "sovassess.yaml").write_text("home: [EU]\nown:\n  hosts: ['*.corp.example']\n", "utf-8")
    done = run("config", "show", estate, cwd=estate, SOVASSESS_MIN_LEVEL="2")
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert rows["home"].endswith("sovassess.yaml:1")
    assert '["EU"]' in rows["home"]
    assert rows["own.hosts"].endswith("sovassess.yaml:3")
    assert rows["own.registries"].endswith("# default")
    assert rows["rubric"].endswith("# default")
    assert rows["SOVASSESS_MIN_LEVEL"].split()[1:] == ['"2"', "#", "environment"]


# --------------------------------------------------------------------------------------------------------------- rubric


def test_rubric_show_is_a_table_a_list_or_a_questionnaire(estate: Path) -> None:
    assert "SRV-1.1" in run("rubric", "show", "switch-off", cwd=estate).stdout
    assert "1. Everybody" in run("rubric", "show", "switch-off", "-f", "list", cwd=estate).stdout
    sheet = run("rubric", "show", "eu-cloud-sovereignty", "-f", "questionnaire", cwd=estate).stdout
    assert sheet.count("☐ yes  ☐ no  ☐ not known  ☐ does not apply") == sheet.count("\n**SOV")
    assert run("rubric", "show", "switch-off", "-f", "poem", cwd=estate).returncode == 2


def test_a_score_stands_beside_the_levels_of_a_rubric_that_weighs(estate: Path) -> None:
    done = run("scan", estate, "--no-reports", "--rubric", "eu-cloud-sovereignty", cwd=estate)
    assert "Level 0 of 4" in done.stdout
    assert "Framework 1.2.1, October 2025:" in done.stdout
    plain = run("scan", estate, "--no-reports", cwd=estate)
    assert "Weighted score" not in plain.stdout
