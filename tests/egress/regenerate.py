"""Write `expected.json` of all cases, or of those named `ID` or `ID/CASE`, from what the readers make of them now."""

from __future__ import annotations

import sys

from tests.egress.cases import HERE, case_folders, recorded, render


def main(names: list[str]) -> None:
    for case in case_folders():
        name = case.relative_to(HERE).as_posix()
        if names and not any(name == wanted or name.startswith(wanted + "/") for wanted in names):
            continue
        text = render(recorded(case))
        target = case / "expected.json"
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            sys.stderr.write(f"{name}: written\n")


if __name__ == "__main__":
    main(sys.argv[1:])
