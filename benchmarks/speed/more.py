"""What is measured beside the trees: starting, memory, the curve over sizes, a long page. It writes no table."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.speed import measure
from benchmarks.speed.trees import size, tree

ROOT = Path(__file__).parents[2]
# What is measured is what is installed, wherever the measuring program was taken from.
ENVIRONMENT = {"CI": "1", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
TIMES = 9
COPIES = (1, 2, 4, 8)
ROWS = 5_000


def touch(root: Path, number: int, turn: int) -> None:
    """Change as many files of code as told, each by a comment at its end."""
    files = sorted(path for path in root.rglob("*.py") if path.is_file() and not path.is_symlink())
    for path in files[turn :: max(1, len(files) // number)][:number]:
        with path.open("ab") as file:
            file.write(b"\n# changed\n")


def starts(program: str, folder: Path, work: Path) -> dict[str, float]:
    """CPU milliseconds of commands that read nothing, medians."""
    saved = work / "saved.json"
    scan = [program, "scan", str(tree("S", folder / "trees")), "--quiet", "--no-reports", "--no-cache"]
    measure.run([*scan, "--format", f"json={saved}"], ENVIRONMENT, work)
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "--version": [program, "--version"],
        "--help": [program, "--help"],
        "gate": [program, "gate", str(saved), "--min-level", "1"],
    }
    found: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(TIMES):
        for name, command in commands.items():
            found[name].append(measure.run(command, ENVIRONMENT, work).cpu)
    return {name: round(1000 * statistics.median(values)) for name, values in found.items()}


def curve(program: str, folder: Path, work: Path) -> list[dict[str, float]]:
    """The cold scan of one, two, four and eight copies of S side by side."""
    out: list[dict[str, float]] = []
    single = tree("S", folder / "trees")
    for copies in COPIES:
        root = work / f"times-{copies}"
        for number in range(copies):
            shutil.copytree(single, root / f"copy-{number}", symlinks=True)
        files, length = size(root)
        command = [program, "scan", str(root), "--quiet", "--no-reports", "--no-cache"]
        command += ["--jobs", "1", "--format", f"json={work / 'out.json'}"]
        cpu = statistics.median(measure.run(command, ENVIRONMENT, work).cpu for _ in range(3))
        out.append({"copies": copies, "files": files, "bytes": length, "cpu": round(cpu, 2)})
        shutil.rmtree(root)
    return out


def page(_program: str, _folder: Path, work: Path) -> dict[str, float]:
    """CPU seconds and bytes of the HTML page for thousands of findings, in a process of its own."""
    target = work / "page.html"
    code = (
        "import sys, time; from pathlib import Path; from tests.unit.renderers.sample import large;"
        "from sovassess.renderers import render; whole = large(int(sys.argv[1]));"
        "before = time.process_time(); text = render('html', whole);"
        "Path(sys.argv[2]).write_text(text, 'utf-8'); print(time.process_time() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROWS), str(target)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {"rows": ROWS, "cpu": round(float(done.stdout), 2), "bytes": target.stat().st_size}
