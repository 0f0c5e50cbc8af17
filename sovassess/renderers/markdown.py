"""Markdown for a comment on a pull request or a job summary: one screen first, the rest folded; never the whole report.

The first line is a mark by which a pipeline finds its earlier comment to replace it. The text stays below what GitHub
takes as a comment (65,536 characters).
"""

from __future__ import annotations

from collections.abc import Iterable

from sovassess.model.assessment import AcceptedRisk, Assessment, Dimension
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Outcome
from sovassess.model.findings import accepted_criteria, findings
from sovassess.renderers import egress, forge, wording
from sovassess.renderers.gated import SHOWN, Gated
from sovassess.renderers.inert import code, html, markdown, one_line
from sovassess.renderers.reading import Culprit, Fix, Reading

MARK = "<!-- sovassess -->"
_FIXES = 5
_CULPRITS = 6
_ROWS = 20
_LETTERS = 300
_REASON_LETTERS = 900


def render(assessment: Assessment, gated: Gated | None = None) -> str:
    """The comment; nothing in it that was scanned is markup, a link or a mention. `gated` is told first, if given."""
    reading = Reading(assessment)
    blocks = [
        _head(assessment),
        _gate(gated),
        _ladder(assessment),
        _culprits(reading),
        _fixes(reading),
        _egress(reading),
        _accepted(assessment),
        _unseen(reading),
        _foot(assessment),
    ]
    return "\n\n".join([MARK, *(block for block in blocks if block)]) + "\n"


def _head(assessment: Assessment) -> str:
    warning = wording.coverage_warning(assessment.coverage)
    # GitHub, GitLab and others show a quote with bold letters; its own alert boxes only one of them knows.
    told = f"> **{markdown(warning)}**\n\n" if warning else ""
    return f"{told}### {markdown(assessment.subject.name)}: {markdown(wording.verdict(assessment))}"


def _gate(gated: Gated | None) -> str:
    if gated is None:
        return ""
    asked = markdown(wording.listed(gated.asked))
    lines = [f"**{'✓' if gated.met else '✕'} {gated.headline}.** Asked: {asked}."]
    reasons = [f"- {markdown(_short(reason, _REASON_LETTERS))}" for reason in gated.reasons[:SHOWN]]
    if len(gated.reasons) > SHOWN:
        reasons.append(f"- and {len(gated.reasons) - SHOWN} more")
    notes = [f"- note: {markdown(_short(note))}" for note in gated.notes]
    return "\n".join([*lines, *([""] if reasons or notes else []), *reasons, *notes])


def _ladder(assessment: Assessment) -> str:
    if not assessment.dimensions:
        return ""
    top = wording.top_level(assessment)
    rows = [f"| | Dimension | Level of {top} | First blocker of the next level |", "|---|---|---|---|"]
    for dimension in assessment.dimensions:
        weakest = dimension.applicable and dimension.id in assessment.overall.limited_by
        name = f"**{markdown(dimension.name)}**" if weakest else markdown(dimension.name)
        level = wording.level_range(dimension.level, dimension.ceiling) if dimension.applicable else "\u2013"
        rows.append(f"| {_bar(dimension, top)} | {name} | {level} | {_blocker(dimension)} |")
    return "\n".join(rows)


def _bar(dimension: Dimension, top: int) -> str:
    if not dimension.applicable:
        return "\u2013"
    reach = max(dimension.ceiling, dimension.level)
    return "■" * dimension.level + "□" * (reach - dimension.level) + "·" * (top - reach)


def _blocker(dimension: Dimension) -> str:
    if not dimension.applicable:
        return markdown(dimension.reason)
    if not dimension.next:
        return ""
    step = dimension.next[0]
    more = f" and {len(dimension.next) - 1} more" if len(dimension.next) > 1 else ""
    return f"{wording.OUTCOMES[step.outcome][0]} {markdown(f'{step.criterion} {step.title}')}{more}"


def _culprits(reading: Reading) -> str:
    alone = [c for c in reading.culprits() if len(c.ids) == 1 and c.kind == "party"]
    laws = [c for c in reading.culprits() if len(c.ids) == 1 and c.kind == "jurisdiction"]
    if not alone and not laws:
        return "**Who can switch you off, alone:** nobody that the evidence shows."
    lines = ["**Who can switch you off, alone**", ""]
    lines += [f"- {_culprit(entry)}" for entry in alone[:_CULPRITS]]
    if len(alone) > _CULPRITS:
        lines.append(f"- and {wording.count(len(alone) - _CULPRITS, 'more party', 'more parties')}")
    if laws:
        lines.append(f"- by law: {markdown(wording.listed([entry.names[0] for entry in laws], _CULPRITS))}")
    return "\n".join(lines)


def _culprit(culprit: Culprit) -> str:
    country = f" ({markdown(culprit.country)})" if culprit.country not in ("", "unknown") else ""
    stops = wording.listed([wording.function_name(reach.function) for reach in culprit.reach], 4)
    return f"**{markdown(culprit.names[0])}**{country}: {markdown(stops)}"


def _fixes(reading: Reading) -> str:
    fixes = reading.fixes()
    if not fixes:
        return ""
    found = findings(reading.assessment)
    whole = accepted_criteria(found)
    accepted = {f.criterion.id: f.accepted for f in found if f.accepted is not None and f.criterion.id in whole}
    lines = ["**Fix first**", ""]
    lines += [f"{number}. {_fix(fix, reading, accepted)}" for number, fix in enumerate(fixes[:_FIXES], 1)]
    if len(fixes) > _FIXES:
        rest = [f"- {_fix(fix, reading, accepted)}" for fix in fixes[_FIXES : _FIXES + _ROWS]]
        left = len(fixes) - _FIXES - len(rest)
        rest += [f"- and {left} more in the report"] if left > 0 else []
        lines += ["", _folded(f"{len(fixes) - _FIXES} more that block a next level", rest)]
    return "\n".join(lines)


def _fix(fix: Fix, reading: Reading, accepted: dict[str, AcceptedRisk]) -> str:
    mark = wording.OUTCOMES[fix.outcome][0]
    places = [reading.evidence[key] for key in fix.evidence if key in reading.evidence]
    where = ""
    if places:
        more = f" and {wording.count(len(places) - 1, 'more place')}" if len(places) > 1 else ""
        where = f" at {_place(reading, places[0])}{more}"
    state = "not known" if fix.outcome is Outcome.UNKNOWN else "not met"
    risk = accepted.get(fix.criterion)
    state += f" (**{markdown(wording.accepted_words(risk))}**)" if risk is not None else ""
    remedy = _short(fix.remediation or fix.title)
    return f"{mark} **{markdown(fix.criterion)}** {markdown(fix.title)}: {state}{where}. {markdown(remedy)}"


def _place(reading: Reading, place: Evidence) -> str:
    """The place, as a link to the line where the forge is known."""
    shown = code(wording.place(place))
    address = forge.link(reading.assessment.subject, place.path, place.line) if place.digest else ""
    return f"[{shown}]({address})" if address else shown


def _egress(reading: Reading) -> str:
    """What was recorded beside what is declared: the two states that ask for action first, all of them folded."""
    assessment = reading.assessment
    groups = egress.groups(assessment)
    if not groups:
        return ""
    headline, caution = egress.headline(assessment), egress.caution(assessment)
    lines = ["**Recorded egress**" + (f": {markdown(headline)}" if headline else "")]
    lines += [f"Proves little: {markdown(caution)}."] if caution else []
    rows: list[str] = []
    for group in groups:
        rows.append(f"- **{group.title}** ({len(group.rows)}). {markdown(group.meaning)}")
        for row in group.rows[:_ROWS]:
            whose = markdown(reading.party_name(row.party)) if row.party else "not identified"
            told = egress.volume(row)
            rows.append(f"  - {code(row.host)}: {whose}{', ' + markdown(told) if told else ''}")
        if len(group.rows) > _ROWS:
            rows.append(f"  - and {len(group.rows) - _ROWS} more in the report")
    counted = "; ".join(f"{len(group.rows)} {group.state}" for group in groups)
    return "\n\n".join([*lines, _folded(f"Egress against declaration: {counted}", rows)])


def _accepted(assessment: Assessment) -> str:
    if not assessment.accepted:
        return ""
    rows: list[str] = []
    for risk in assessment.accepted[:_ROWS]:
        where = f" in {code(risk.path if risk.line is None else f'{risk.path}:{risk.line}')}" if risk.path else ""
        word = "on" if risk.state == "expired" else "until"
        until = f" {word} {markdown(risk.expires)}" if risk.expires else ""
        by = f" by {markdown(risk.by)}" if risk.by else ""
        why = markdown(_short(risk.reason)) or "no reason given"
        rows.append(f"- {code(risk.id)}{where}: **{markdown(risk.state)}**{until}{by}. {why}")
    if len(assessment.accepted) > _ROWS:
        rows.append(f"- and {len(assessment.accepted) - _ROWS} more in the report")
    return _folded(f"Accepted risks: {len(assessment.accepted)}", rows)


def _unseen(reading: Reading) -> str:
    coverage = reading.assessment.coverage
    none, partial = wording.missing_kinds(coverage)
    rows = [f"- {markdown(wording.coverage_line(coverage))}"]
    if none:
        rows.append(f"- no evidence of these kinds: {markdown(wording.listed(none))}")
    if partial:
        rows.append(f"- read only in part: {markdown(wording.listed(partial))}")
    hosts = reading.unknown_hosts()
    if hosts:
        shown = ", ".join(code(host) for host in hosts[:_ROWS])
        more = f" and {len(hosts) - _ROWS} more" if len(hosts) > _ROWS else ""
        rows.append(f"- hosts that nobody has identified: {shown}{more}")
    rows += [
        f"- {code(entry.path if entry.line is None else f'{entry.path}:{entry.line}')}: {markdown(entry.reason)}"
        for entry in coverage.unread[:_ROWS]
    ]
    if len(coverage.unread) > _ROWS:
        rows.append(f"- and {len(coverage.unread) - _ROWS} more unread files in the report")
    return _folded("What was not seen", rows)


def _foot(assessment: Assessment) -> str:
    revision = f", revision {code(assessment.subject.revision[:12])}" if assessment.subject.revision else ""
    rubric = f"{assessment.rubric.id} {assessment.rubric.version}"
    return (
        "<sub>■ proven, □ possible, · not reached, ✕ not met, ? unknown."
        f" sovassess {markdown(assessment.tool.version)}, rubric {markdown(rubric)}{revision}.</sub>"
    )


def _folded(title: str, rows: Iterable[str]) -> str:
    return "\n".join([f"<details><summary>{html(title)}</summary>", "", *rows, "", "</details>"])


def _short(text: str, letters: int = _LETTERS) -> str:
    flat = one_line(text)
    return flat if len(flat) <= letters else flat[: letters - 1] + "…"
