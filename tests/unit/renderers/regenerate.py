"""Write the expected outputs of the sample anew: `python -m tests.unit.renderers.regenerate`; read the difference."""

from __future__ import annotations

from pathlib import Path

from sovassess import renderers
from sovassess.comparison import compare, standing
from sovassess.renderers import difference
from tests.unit.renderers import sample

GOLDEN = Path(__file__).parent / "golden"
# The page has tests of its own, in a browser, and the canonical JSON is the sample itself.
LEFT_OUT = ("html", "json")


def expected() -> dict[str, str]:
    """Every expected file by its name."""
    rich, empty = sample.rich(), sample.empty()
    out = {
        f"{entry.name}{entry.suffix}": renderers.render(entry.name, rich)
        for entry in renderers.RENDERERS
        if entry.name not in LEFT_OUT
    }
    found = compare(standing(empty), standing(rich))
    out["difference.txt"] = difference.text(found, empty, rich)
    out["difference.md"] = difference.markdown(found, empty, rich)
    out["difference.json"] = difference.json(found, empty, rich)
    return out


def main() -> None:
    """Write them all."""
    GOLDEN.mkdir(exist_ok=True)
    for name, text in expected().items():
        (GOLDEN / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
