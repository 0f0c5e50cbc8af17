"""No secret reaches any output, whatever its shape and wherever it stands."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from sovassess import renderers
from sovassess.comparison import compare, standing
from sovassess.model.assessment import Assessment
from sovassess.pipeline import Request, assess
from sovassess.renderers import difference
from sovassess.source.tree import MemoryTree
from tests.acceptance.inside import run
from tests.acceptance.secrets_estate import FILES, SECRETS, written

PLAIN = "services:\n  web:\n    image: registry.corp.example/web:1.0\n"


@cache
def assessed() -> Assessment:
    return assess(Request(tree=MemoryTree(FILES), today=dt.date(2026, 11, 22)))


@cache
def rendered(name: str) -> str:
    return renderers.render(name, assessed())


def leaks(text: str) -> list[str]:
    """The names of the secrets of which a telling part stands in the text."""
    return [name for name, secret in SECRETS.items() if secret in text or secret[-16:] in text]


def test_there_are_twenty_shapes_and_every_one_is_planted() -> None:
    assert len(SECRETS) >= 20
    everything = "\n".join(FILES.values())
    assert [name for name, secret in SECRETS.items() if secret[:32] not in everything] == []


def test_the_estate_is_read_and_what_stands_beside_the_secrets_is_found() -> None:
    found = {dependency.service for dependency in assessed().dependencies}
    assert {"openai-api", "anthropic-api", "amazon-rds", "docker-hub"} <= found
    cited = {record.path for record in assessed().evidence}
    assert len(cited) >= 8
    assert "[redacted]" in rendered("json")


@pytest.mark.parametrize("name", renderers.NAMES)
def test_no_format_shows_a_secret(name: str) -> None:
    assert leaks(rendered(name)) == []


def test_without_redaction_the_look_for_leaks_sees_most_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def unchanged(text: str) -> str:
        return text

    monkeypatch.setattr("sovassess.resolution.merge.redacted", unchanged)
    bare = assess(Request(tree=MemoryTree(FILES), today=dt.date(2026, 11, 22)))
    assert len(leaks(renderers.render("json", bare))) >= 12


def test_a_difference_shows_no_secret() -> None:
    old = assess(Request(tree=MemoryTree({"compose.yaml": PLAIN}), today=dt.date(2026, 11, 22)))
    found = compare(standing(old), standing(assessed()))
    for form in (difference.text, difference.markdown, difference.json):
        assert leaks(form(found, old, assessed())) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", "estate", "--verbose"),
        ("scan", "estate", "--no-reports", "--min-level", "5"),
        ("who", "estate"),
        ("simulate", "estate"),
        ("graph", "estate", "-f", "json"),
        ("graph", "estate", "-f", "mermaid"),
        ("graph", "estate", "-f", "dot"),
        ("graph", "estate", "-f", "graphml"),
    ],
    ids=" ".join,
)
def test_no_command_prints_a_secret(arguments: tuple[str, ...], tmp_path: Path) -> None:
    written(tmp_path / "estate")
    done = run(*arguments, cwd=tmp_path)
    assert leaks(done.stdout + done.stderr) == []
    assert done.stdout


def test_verify_and_the_gate_with_a_baseline_print_no_secret(tmp_path: Path) -> None:
    estate = written(tmp_path / "estate")
    saved = tmp_path / "old.json"
    run("scan", estate, "--no-reports", "-f", f"json={saved}", cwd=tmp_path)
    for name, text in FILES.items():
        (estate / name).write_text("# moved\n" + text, "utf-8")
    verified = run("verify", saved, estate, cwd=tmp_path)
    assert verified.returncode == 1
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "compose.yaml").write_text(PLAIN, "utf-8")
    run("scan", "empty", "--no-reports", "-f", "baseline=base.json", cwd=tmp_path)
    gated = run("gate", saved, "--baseline", "base.json", cwd=tmp_path)
    assert gated.returncode == 1
    assert leaks(verified.stdout + verified.stderr + gated.stdout + gated.stderr) == []
