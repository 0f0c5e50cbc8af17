"""`sovassess gate` in its plain form, read without the command-line library, which takes longer to load than to gate.

Anything that is not exactly understood here is None, and goes the long way: another spelling, a value that is wrong, a
variable in the environment. So there is one place for every message about wrong usage.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from sovassess.cli.gate import Wanted

PREFIX = "SOVASSESS_"


def _level(text: str) -> int:
    if text not in tuple("012345"):
        raise ValueError(text)
    return int(text)


def _percent(text: str) -> float:
    value = float(text) if text.isdigit() else -1.0
    if not 0 <= value <= 100:
        raise ValueError(text)
    return value


# The same names as in `cli.gate_command`, which a test holds against these.
VALUES: dict[str, tuple[str, Callable[[str], object]]] = {
    "--min-level": ("min_level", _level),
    "--min": ("minima", str),
    "--count-unknown-as": ("count_unknown_as", str),
    "--min-coverage": ("min_coverage", _percent),
    "--baseline": ("baseline", str),
}
FLAGS = ("--strict", "--no-accepted", "--exit-zero")


def plain_gate(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Path, Wanted, bool] | None:
    """The assessment, what is asked of it, and whether the answer is not to count; None for the long way."""
    if arguments[:1] != ["gate"] or any(name.startswith(PREFIX) for name in environment):
        return None
    paths: list[str] = []
    values: dict[str, object] = {}
    minima: list[str] = []
    flags: set[str] = set()
    rest = iter(arguments[1:])
    for word in rest:
        if word in FLAGS:
            flags.add(word)
        elif word in VALUES:
            name, read = VALUES[word]
            text = next(rest, "-")
            try:
                value = read(text)
            except ValueError:
                return None
            if text.startswith("-") or (name in values and name != "minima"):
                return None
            minima += [text] if name == "minima" else []
            values[name] = value
        elif word.startswith("-"):
            return None
        else:
            paths.append(word)
    if len(paths) != 1:
        return None
    from sovassess.cli.gate import Wanted

    baseline = values.get("baseline")
    wanted = Wanted(
        min_level=cast("int | None", values.get("min_level")),
        minima=tuple(minima),
        count_unknown_as=str(values.get("count_unknown_as", "fail")),
        min_coverage=cast("float | None", values.get("min_coverage")),
        strict="--strict" in flags,
        baseline=None if baseline is None else Path(str(baseline)),
        use_accepted="--no-accepted" not in flags,
    )
    return Path(paths[0]), wanted, "--exit-zero" in flags
