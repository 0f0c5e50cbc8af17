"""Each import contract is seen to break: a violation is planted in a copy, and exactly that contract must fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
LAYERS = "Layers: an upper one may import a lower one"

# Contract: the violations, each as a module of the package and the line that is added to it.
PLANTS: dict[str, tuple[tuple[str, str], ...]] = {
    LAYERS: (
        ("model/values.py", "import sovassess.formats.yaml"),
        ("errors.py", "import sovassess.model.values"),
        ("comparison.py", "import sovassess.gate"),
        ("renderers/json_.py", "import sovassess.gate"),
        ("utils.py", ""),
    ),
    "Detectors are independent of one another": (
        ("detectors/config/dotenv.py", "import sovassess.detectors.config.html"),
        ("detectors/manifests/cargo.py", "import sovassess.detectors.infrastructure.kubernetes"),
    ),
    "networkx and clingo live in graph": (
        ("gate/__init__.py", "import networkx"),
        ("improvement.py", "import clingo"),
    ),
    "yaml lives in documents and formats": (("settings.py", "import yaml"),),
    "jinja2 lives in the HTML renderer": (("documents.py", "import jinja2"),),
    "typer lives in cli, rich in cli and the terminal renderer": (
        ("pipeline.py", "import typer"),
        ("renderers/json_.py", "import rich"),
        ("renderers/terminal.py", "import typer"),
    ),
    "No network, no process, no chance": (
        ("source/revision.py", "import subprocess"),
        ("cli/output.py", "from http import client"),
    ),
    "The environment, the clock and standard streams belong to cli": (
        ("gate/__init__.py", "import time"),
        ("comparison.py", "import os"),
    ),
}


def tables() -> dict[str, Any]:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    contracts: dict[str, Any] = tool["importlinter"]
    return contracts


def modules() -> set[str]:
    package = ROOT / "sovassess"
    found = {path.stem for path in package.glob("*.py")} | {path.parent.name for path in package.glob("*/__init__.py")}
    return found - {"__init__", "__main__"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for source in sorted((ROOT / "sovassess").rglob("*.py")):
        target = tmp_path / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    return tmp_path


def verdicts(folder: Path) -> dict[str, bool]:
    """Each contract by name, and whether it was kept."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    found: dict[str, bool] = {}
    for contract in tables()["contracts"]:
        name = contract["name"]
        line = next(
            (line for line in done.stdout.splitlines() if line.startswith((f"{name} KEPT", f"{name} BROKEN"))), ""
        )
        assert line, f"{name} was not checked:\n{done.stdout}{done.stderr}"
        found[name] = line.startswith(f"{name} KEPT")
    assert (done.returncode == 0) == all(found.values())
    return found


def test_the_package_keeps_every_contract(copy: Path) -> None:
    assert [name for name, kept in verdicts(copy).items() if not kept] == []


def test_every_contract_has_a_violation_to_be_seen() -> None:
    assert {contract["name"] for contract in tables()["contracts"]} == set(PLANTS)


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [(contract, module, line) for contract, plants in PLANTS.items() for module, line in plants],
)
def test_a_planted_violation_breaks_its_contract_and_no_other(
    copy: Path, contract: str, module: str, line: str
) -> None:
    path = copy / "sovassess" / module
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n", "utf-8")
    assert [name for name, kept in verdicts(copy).items() if not kept] == [contract]


def test_every_contract_about_one_library_covers_every_module_but_its_own_place() -> None:
    allowed = {
        "networkx": {"graph"},
        "yaml": {"documents", "formats"},
        "jinja2": {"renderers"},
        "typer": {"cli"},
        "os": {"cli", "source"},
    }
    seen: set[str] = set()
    for contract in tables()["contracts"]:
        library = contract.get("forbidden_modules", [""])[0]
        if library in allowed:
            seen.add(library)
            covered = {name.removeprefix("sovassess.") for name in contract["source_modules"]}
            assert {name for name in modules() if name not in covered} <= allowed[library], contract["name"]
    assert seen == set(allowed)


def test_of_all_renderers_only_the_terminal_may_use_rich() -> None:
    contract = next(entry for entry in tables()["contracts"] if "rich" in entry.get("forbidden_modules", []))
    assert "sovassess.renderers" in contract["source_modules"]
    assert contract["ignore_imports"] == ["sovassess.renderers.terminal -> rich"]
