"""One screen for a terminal or a log: verdict, ladder, culprits, first fixes, coverage. Details are elsewhere."""

from __future__ import annotations

from io import StringIO
from typing import Literal, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sovassess.model.assessment import Assessment, Dimension
from sovassess.model.enums import Outcome
from sovassess.renderers import egress, wording
from sovassess.renderers.inert import visible
from sovassess.renderers.reading import Reading

ColorSystem: TypeAlias = Literal["auto", "standard", "256", "truecolor", "windows"]

_ASKED = ("serve", "restart", "patch")
_FIXES = 5
_ASCII = str.maketrans({"■": "#", "·": ".", "\u2013": "-", "…": "~", "✓": "+", "✕": "x", "●": "*", "→": ">", "←": "<"})
_MARKS = {Outcome.FAIL: ("✕", "red"), Outcome.UNKNOWN: ("?", "yellow")}


def render(
    assessment: Assessment, width: int = 80, color_system: ColorSystem | None = None, *, ascii_only: bool = False
) -> str:
    """At most 40 lines at 80 columns or more; without `color_system` no escape sequence.

    `ascii_only` is for outputs that cannot encode the symbols of the ladder.
    """
    reading = Reading(assessment)
    out = StringIO()
    console = Console(
        file=out,
        width=max(width, 40),
        color_system=color_system,
        force_terminal=color_system is not None,
        legacy_windows=False,
        markup=False,
        highlight=False,
        emoji=False,
        _environ={},
    )
    for block in (
        _verdict(assessment),
        _ladder(assessment),
        _scores(assessment),
        _switch_off(reading),
        _egress(assessment),
        _fixes(reading),
    ):
        if block is not None:
            console.print(block)
            console.print()
    console.print(_coverage(reading))
    text = "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())
    return _to_ascii(text) if ascii_only else text


def _to_ascii(text: str) -> str:
    return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")


def _verdict(assessment: Assessment) -> Text:
    text = Text()
    warning = wording.coverage_warning(assessment.coverage)
    if warning:
        text.append(warning + "\n", "bold yellow")
    text.append(visible(assessment.subject.name) + ": ", "bold")
    text.append(visible(wording.verdict(assessment)), "bold")
    return text


def _bar(dimension: Dimension, top: int) -> Text:
    if not dimension.applicable:
        return Text("\u2013" * top, "dim")
    text = Text("■" * dimension.level, "green")
    text.append("?" * (dimension.ceiling - dimension.level), "yellow")
    text.append("·" * (top - max(dimension.ceiling, dimension.level)), "dim")
    return text


def _blocker(dimension: Dimension) -> Text:
    if not dimension.applicable:
        return Text(visible(dimension.reason or "nothing of the kind was found"), "dim")
    if not dimension.next:
        return Text("nothing blocks the next level" if dimension.ladder else "", "dim")
    step = dimension.next[0]
    mark, style = _MARKS.get(step.outcome, ("\u2013", "dim"))
    return Text.assemble((f"{mark} ", style), visible(f"{step.criterion} {step.title}"))


def _ladder(assessment: Assessment) -> Table | None:
    if not assessment.dimensions:
        return None
    top = wording.top_level(assessment)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True, header_style="dim")
    longest = max(len(visible(d.name)) for d in assessment.dimensions)
    table.add_column("Dimension", no_wrap=True, overflow="ellipsis", width=min(longest, 30) + 2)
    table.add_column("1 to " + str(top), no_wrap=True, width=max(top, 6))
    table.add_column("Level", no_wrap=True, width=5)
    table.add_column("First blocker of the next level", no_wrap=True, overflow="ellipsis", ratio=1)
    for dimension in assessment.dimensions:
        weakest = dimension.applicable and dimension.id in assessment.overall.limited_by
        name = Text(visible(dimension.name) + (" ←" if weakest else ""), "bold" if weakest else "")
        level = wording.level_range(dimension.level, dimension.ceiling) if dimension.applicable else "n/a"
        table.add_row(name, _bar(dimension, top), level, _blocker(dimension))
    table.caption = "■ proven   ? possible   · not reached   \u2013 does not apply   ← weakest"
    table.caption_justify = "left"
    table.caption_style = "dim"
    return table


def _scores(assessment: Assessment) -> Text | None:
    if not assessment.scores:
        return None
    lines = [f"  {wording.clean(score.title)}: {wording.score_range(score)}" for score in assessment.scores]
    return Text.assemble(("Weighted score beside the levels, of 100\n", "bold"), "\n".join(lines))


def _switch_off(reading: Reading) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False, expand=True, title_justify="left")
    table.title = Text("Who can switch you off, alone", "bold")
    table.add_column(no_wrap=True, width=11)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    functions = reading.functions()
    for function in _ASKED:
        names = [visible(name) for name in reading.alone(function)]
        if names:
            laws = ", ".join(reading.alone(function, "jurisdiction"))
            shown = wording.listed(names, 4) + (f"; by law: {visible(laws)}" if laws else "")
        elif function in functions:
            shown = "no single party that the evidence shows"
        else:
            shown = "not judged"
        table.add_row(f"  {wording.function_name(function)}", shown)
    return table


def _egress(assessment: Assessment) -> Table | None:
    """At most five lines: what was recorded, the two states that ask for action, what limits the proof."""
    line = egress.headline(assessment)
    if not line:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=False, expand=True, title_justify="left")
    table.title = Text("Recorded egress", "bold")
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_row(wording.clean(f"  {line}"))
    found = {group.state: group.rows for group in egress.groups(assessment)}
    for state, title, _ in egress.STATES[:2]:
        rows = found.get(state, ())
        if rows:
            names = wording.listed([wording.clean(row.host) for row in rows], 3)
            table.add_row(Text.assemble(("  ✕ ", "red"), f"{title}: {names}"))
    rest = [f"{len(found[state])} {state}" for state, _, _ in egress.STATES[2:] if state in found]
    if rest:
        table.add_row(Text("  " + "; ".join(rest), "dim"))
    caution = egress.caution(assessment)
    if caution:
        table.add_row(Text(wording.clean(f"  Proves little: {caution}"), "yellow"))
    return table


def _fixes(reading: Reading) -> Table | None:
    fixes = reading.fixes()[:_FIXES]
    if not fixes:
        return None
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), show_header=False, expand=True, title_justify="left")
    table.title = Text("Fix first", "bold")
    table.add_column(no_wrap=True, width=4, justify="right")
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    for number, fix in enumerate(fixes, 1):
        mark, style = _MARKS.get(fix.outcome, ("\u2013", "dim"))
        head = Text.assemble(
            (f"{mark} ", style), visible(f"{fix.criterion} {_first_sentence(fix.remediation, fix.title)}")
        )
        table.add_row(f"{number}.", head)
        where = next((wording.place(reading.evidence[e]) for e in fix.evidence if e in reading.evidence), "")
        table.add_row("", Text(visible(f"  {where}  {fix.effect}" if where else f"  {fix.effect}"), "dim"))
    return table


def _first_sentence(text: str, otherwise: str) -> str:
    flat = " ".join((text or otherwise).split())
    return flat.split(". ", 1)[0]


def _coverage(reading: Reading) -> Text:
    coverage = reading.assessment.coverage
    none, partial = wording.missing_kinds(coverage)
    skipped = f", {wording.count(len(coverage.skipped), 'file')} left out by rule" if coverage.skipped else ""
    text = Text(f"Read: {wording.coverage_line(coverage)}{skipped}.")
    gaps = [f"no {wording.listed(none)}" if none else "", f"{wording.listed(partial)} only in part" if partial else ""]
    known = "; ".join(gap for gap in gaps if gap)
    if known:
        text.append(f"\nEvidence missing: {known}.", "yellow")
    hosts = reading.unknown_hosts()
    if hosts:
        text.append("\nUnknown hosts: " + visible(wording.listed(hosts, 3)) + ".", "yellow")
    return text
