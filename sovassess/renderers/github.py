"""Annotations for GitHub Actions: workflow commands that mark lines of a pull request; prints no report.

GitHub shows ten of each kind for one step, so the places that matter most come first and the rest are counted.
"""

from __future__ import annotations

from collections import defaultdict

from sovassess.model.assessment import Assessment
from sovassess.model.enums import Outcome
from sovassess.model.findings import Finding, findings
from sovassess.renderers import egress, inert, wording
from sovassess.renderers.gated import Gated
from sovassess.renderers.reading import Reading, in_checkout

SHOWN = 10
_KINDS = ("error", "warning", "notice")


def render(assessment: Assessment, gated: Gated | None = None) -> str:
    """One command for the verdict, one for each thing that the gate missed, one for each line with blocking findings.

    Against a baseline exactly the new findings are marked, whether they block the next level or not.
    """
    only = gated.new if gated is not None else None
    order = {fix.criterion: rank for rank, fix in enumerate(Reading(assessment).fixes())}
    wanted = [f for f in findings(assessment) if (f.blocks if only is None else f.key in only)]
    places: dict[tuple[str, str, int], list[Finding]] = defaultdict(list)
    for finding in wanted:
        places[(_kind(finding), in_checkout(assessment, finding.path), finding.line or 0)].append(finding)
    lines = [_command("notice", "", 0, "sovassess", wording.verdict(assessment)), *_gate(gated)]
    if summary := egress.summary(assessment):
        counted = "; ".join(f"{len(found)} {state}" for state, found in summary.states.items())
        told = ". ".join(text for text in (summary.headline, counted, summary.caution) if text)
        lines.append(_command("notice", "", 0, "sovassess: recorded egress", told))
    for kind in _KINDS:
        here = [(where, found) for where, found in places.items() if where[0] == kind]
        here.sort(key=lambda entry: (entry[0][1] == "", min(_rank(f, order) for f in entry[1]), entry[0]))
        lines += [_marked(where, found) for where, found in here[:SHOWN]]
        if len(here) > SHOWN:
            rest = f"{len(here) - SHOWN} more places are in the report."
            lines.append(_command("notice", "", 0, f"sovassess: more {kind}s", rest))
    return "\n".join(lines) + "\n"


def _gate(gated: Gated | None) -> list[str]:
    """The misses in one command, since each would cost one of the ten that are shown."""
    if gated is None or gated.met:
        return []
    kind = "error" if gated.enforced else "warning"
    missed = "\n".join(inert.one_line(reason) for reason in gated.reasons)
    return [_command(kind, "", 0, f"sovassess: {gated.headline}", missed)]


def _rank(finding: Finding, order: dict[str, int]) -> int:
    return order.get(finding.criterion.id, len(order))


def _kind(finding: Finding) -> str:
    if finding.accepted is not None:
        return "notice"
    return "error" if finding.criterion.outcome is Outcome.FAIL else "warning"


def _marked(where: tuple[str, str, int], found: list[Finding]) -> str:
    kind, path, line = where
    ids = list(dict.fromkeys(f.criterion.id for f in found))
    about = next((f.entity_name for f in found if f.entity_name), "")
    title = f"{wording.listed(ids, 3)}{': ' + inert.one_line(about) if about else ''}"
    return _command(
        kind, path, line, title, "\n".join(_sentence(f) for f in {f.criterion.id: f for f in found}.values())
    )


def _sentence(finding: Finding) -> str:
    state = wording.accepted_words(finding.accepted) or wording.OUTCOMES[finding.criterion.outcome][1]
    head = inert.one_line(f"{finding.criterion.id} {finding.criterion.title}: {state}.")
    why = "" if finding.place is not None else f" {inert.one_line(finding.criterion.reason).rstrip('.')}."
    remedy = inert.one_line(finding.criterion.remediation)
    return f"{head}{why}{' ' + remedy if remedy else ''}"


def _command(kind: str, path: str, line: int, title: str, text: str) -> str:
    parts = [f"file={inert.command_property(path)}"] if path else []
    parts += [f"line={line}"] if path and line else []
    parts.append(f"title={inert.command_property(title)}")
    return f"::{kind} {','.join(parts)}::{inert.command_data(text)}"
