"""The programs that are measured, and how each is had: into a folder of its own, never into the project's environment.

A peer that cannot be had is told with the reason. They do other work than sovassess; a ratio tells how long somebody
waits, not who works harder.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries

LITERALS = 500
RULES = 200
FRAMEWORKS = ("terraform", "kubernetes", "dockerfile", "github_actions")


class Peer(Struct, frozen=True, kw_only=True):
    """A program and what it is told to do with a tree; `version` as it tells it, "" with the `reason` if it is not."""

    name: str
    command: tuple[str, ...] = ()
    version: str = ""
    reason: str = ""

    def on(self, root: Path) -> list[str]:
        """The command for a tree."""
        return [word.replace("{tree}", str(root)) for word in self.command]


def own(folder: Path) -> str:
    """The program of this checkout as users have it: from a wheel, which brings its catalog compiled, in an environment
    of its own. Made anew each time."""
    root, wheels, home = Path(__file__).parents[2], folder / "wheel", folder / "venv-own"
    shutil.rmtree(wheels, ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
    pip = ["-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([sys.executable, *pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(root)], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    wheel = next(wheels.glob("sovassess-*.whl"))
    subprocess.run([str(home / "bin" / "python"), *pip, "install", str(wheel)], check=True)
    return str(home / "bin" / "sovassess")


def peers(folder: Path) -> Iterator[Peer]:
    """All of them, installed below a folder where they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    yield _ripgrep(folder)
    yield _cdxgen(folder)
    four = [word for name in FRAMEWORKS for word in ("--framework", name)]
    quiet = ("--quiet", "--compact", "--skip-download", "-o", "json")
    yield _from_index(folder, "checkov", "-d", "{tree}", *four, *quiet)
    rules = folder / "rules.yaml"
    rules.write_text("\n".join(["rules:", *_rules()]) + "\n", "utf-8")
    yield _from_index(
        folder,
        "semgrep",
        "scan",
        "--config",
        str(rules),
        "--metrics=off",
        "--disable-version-check",
        "--json",
        "{tree}",
    )
    yield _from_index(folder, "borderlint", "scan", "{tree}", "-f", "json")


def _from_index(folder: Path, name: str, *arguments: str) -> Peer:
    home = folder / f"venv-{name}"
    program = home / "bin" / name
    if not program.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
            pip = [str(home / "bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", name]
            subprocess.run(pip, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return Peer(name=name, reason=_last(error))
    python = str(home / "bin" / "python")
    told = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
    version = subprocess.run([python, "-c", told, name], capture_output=True, text=True, check=True).stdout.strip()
    return Peer(name=name, command=(str(program), *arguments), version=version)


def _cdxgen(folder: Path) -> Peer:
    home = folder / "cdxgen"
    program = home / "node_modules" / ".bin" / "cdxgen"
    if not program.exists():
        try:
            command = ["npm", "install", "--silent", "--prefix", str(home), "@cyclonedx/cdxgen"]
            subprocess.run(command, check=True, capture_output=True, text=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return Peer(name="cdxgen", reason=_last(error))
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)
    version = next((word for word in done.stdout.replace("\x1b", " ").split() if word[0].isdigit()), "?")
    command = (str(program), "-r", "--no-install-deps", "-o", str(folder / "bom.json"), "{tree}")
    return Peer(name="cdxgen", command=command, version=version)


def _ripgrep(folder: Path) -> Peer:
    program = shutil.which("rg") or next(iter(map(str, folder.glob("ripgrep/usr/bin/rg"))), "")
    if not program:
        try:
            subprocess.run(["apt-get", "download", "ripgrep"], cwd=folder, check=True, capture_output=True, text=True)
            package = next(folder.glob("ripgrep_*.deb"))
            subprocess.run(["dpkg", "-x", str(package), str(folder / "ripgrep")], check=True, capture_output=True)
        except (OSError, StopIteration, subprocess.CalledProcessError) as error:
            return Peer(name="ripgrep", reason=_last(error))
        program = str(folder / "ripgrep/usr/bin/rg")
    literals = folder / "literals.txt"
    literals.write_text("\n".join(_hosts()) + "\n", "utf-8")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    return Peer(name="ripgrep", command=(program, "-j1", "-c", "-F", "-f", str(literals), "{tree}"), version=version)


def _hosts() -> list[str]:
    """As many names of hosts as there are literals, spread over the catalog."""
    catalog = Catalog(load_entries())
    names = sorted({host.lstrip("*.") for entry in catalog.services.values() for host in entry.service.hosts})
    return names[:: max(1, len(names) // LITERALS)][:LITERALS]


def _rules() -> Iterator[str]:
    """Rules of the plainest kind: a call of something that hosts make, in Python."""
    for number, host in enumerate(_hosts()[:RULES]):
        yield f"- id: host-{number}\n  languages: [python]\n  severity: INFO\n  message: a host"
        yield f'  pattern: $CLIENT(..., $KEY="=~/{host.replace(".", "[.]")}/", ...)'


def _last(error: BaseException) -> str:
    text = str(getattr(error, "stderr", "") or error).strip()
    return text.splitlines()[-1][:120] if text else type(error).__name__
