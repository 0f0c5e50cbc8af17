"""Write the examples' reports anew: `make report`. It judges nothing; the tests compare what is committed with it.

Three formats are kept whole, for people to read as a difference. Of the others a digest is kept, since together they
are larger than the program; `make report` leaves them in `build/reports`, where a difference can be looked at.

The reports are made from copies outside the checkout: one that names the commit it belongs to could never be part of
that commit.
"""

from __future__ import annotations

import shutil
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sovassess.renderers import RENDERERS
from tests.acceptance.inside import run

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
ESTATES = tuple(sorted(path.name for path in (ROOT / "examples").glob("*/") if path.is_dir()))
WHOLE = ("html", "json", "markdown")
# The day on which `make report` judges, since attestations expire; the Makefile is the one place that says it.
DAY = next(
    line.partition(":=")[2].strip()
    for line in (ROOT / "Makefile").read_text("utf-8").splitlines()
    if line.startswith("REPORT_DAY :=")
)


def made(estate: str, folder: Path) -> dict[str, bytes]:
    """What `reports/` holds of one example, by file name. Every format is left in `folder` under its own name."""
    shutil.copytree(ROOT / "examples" / estate, folder / estate)
    files = {entry.name: folder / f"{estate}.{entry.name}{entry.suffix}" for entry in RENDERERS}
    formats = [f"--format={name}={file}" for name, file in files.items()]
    done = run("scan", estate, "--no-reports", "--quiet", *formats, cwd=folder, SOURCE_DATE_EPOCH=DAY)
    assert done.returncode == 0, done.stderr
    out = {f"{estate}{entry.suffix}": files[entry.name].read_bytes() for entry in RENDERERS if entry.name in WHOLE}
    digests = [f"{sha256(file.read_bytes()).hexdigest()}  {name}\n" for name, file in sorted(files.items())]
    return {**out, f"{estate}.sha256": "".join(digests).encode("ascii")}


def main() -> None:
    """Write them all."""
    kept = ROOT / "build" / "reports"
    shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True)
    REPORTS.mkdir(exist_ok=True)
    for estate in ESTATES:
        with TemporaryDirectory() as name:
            for file, data in made(estate, Path(name)).items():
                (REPORTS / file).write_bytes(data)
                sys.stdout.write(f"reports/{file}\n")
            for path in Path(name).glob(f"{estate}.*"):
                shutil.copyfile(path, kept / path.name)


if __name__ == "__main__":
    main()
