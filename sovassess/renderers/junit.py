"""JUnit XML: a suite for each dimension, a case for each criterion, so that any pipeline shows them; states no time.

What is not met is a failure. What is unknown, accepted or does not apply is skipped and says why: a case that
is neither passed nor failed must not look like either.
"""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from sovassess.model.assessment import Assessment, Criterion, Dimension
from sovassess.model.enums import Outcome
from sovassess.model.findings import Finding, accepted_criteria, findings
from sovassess.renderers import egress, inert, wording

_PLACES = 20


def render(assessment: Assessment) -> str:
    """The document with its declaration, indented by two spaces."""
    root = Xml.Element("testsuites", {"name": inert.xml(f"sovassess: {inert.one_line(assessment.subject.name)}")})
    found = findings(assessment)
    accepted = accepted_criteria(found)
    totals = [0, 0, 0]
    for dimension in assessment.dimensions:
        criteria = [c for c in assessment.criteria if c.dimension == dimension.id]
        suite = Xml.SubElement(root, "testsuite", {"name": inert.xml(dimension.name)})
        _properties(suite, dimension)
        failed = skipped = 0
        for criterion in sorted(criteria, key=lambda entry: (entry.level, entry.id)):
            verdict = _case(suite, dimension, criterion, [f for f in found if f.criterion.id == criterion.id], accepted)
            failed += verdict == "failure"
            skipped += verdict == "skipped"
        counts = (len(criteria), failed, skipped)
        suite.attrib.update(zip(("tests", "failures", "skipped"), map(str, counts), strict=True))
        suite.set("errors", "0")
        totals = [before + now for before, now in zip(totals, counts, strict=True)]
    _egress(root, assessment)
    root.attrib.update(zip(("tests", "failures", "skipped"), map(str, totals), strict=True))
    root.set("errors", "0")
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"


def _egress(root: Xml.Element, assessment: Assessment) -> None:
    """A suite without cases, as the rubric judges what was recorded and this only tells it."""
    found = egress.summary(assessment)
    if found is None:
        return
    counts = dict.fromkeys(("tests", "failures", "skipped", "errors"), "0")
    suite = Xml.SubElement(root, "testsuite", {"name": "Egress against declaration", **counts})
    properties = Xml.SubElement(suite, "properties")
    told = {"recorded": found.headline, "proves little": found.caution}
    told |= {state: wording.listed(list(lines), _PLACES) for state, lines in found.states.items()}
    for name, value in told.items():
        if value:
            Xml.SubElement(properties, "property", {"name": name, "value": inert.xml(inert.one_line(value))})


def _properties(suite: Xml.Element, dimension: Dimension) -> None:
    properties = Xml.SubElement(suite, "properties")
    for name, value in (("level", dimension.level), ("ceiling", dimension.ceiling)):
        shown = str(value) if dimension.applicable else "does not apply"
        Xml.SubElement(properties, "property", {"name": name, "value": shown})


def _case(
    suite: Xml.Element, dimension: Dimension, criterion: Criterion, found: list[Finding], accepted: frozenset[str]
) -> str:
    name = inert.xml(inert.one_line(f"{criterion.id} {criterion.title}"))
    case = Xml.SubElement(suite, "testcase", {"name": name, "classname": f"sovassess.{inert.xml(dimension.id)}"})
    first = next((f.place for f in found if f.place is not None and f.place.digest), None)
    if first is not None:
        case.set("file", inert.xml(inert.visible(first.path)))
        if first.line is not None:
            case.set("line", str(first.line))
    if criterion.outcome is Outcome.PASS:
        return "passed"
    reason = inert.xml(inert.one_line(criterion.reason))
    if criterion.id in accepted:
        words = wording.accepted_words(found[0].accepted) if found else ""
        Xml.SubElement(case, "skipped", {"message": inert.xml(f"{words}; {reason}")})
        return "skipped"
    if criterion.outcome is not Outcome.FAIL:
        word = wording.OUTCOMES[criterion.outcome][1]
        Xml.SubElement(case, "skipped", {"message": f"{word}: {reason}"})
        return "skipped"
    failure = Xml.SubElement(case, "failure", {"type": f"level-{criterion.level}", "message": reason})
    failure.text = inert.xml(_details(criterion, found))
    return "failure"


def _details(criterion: Criterion, found: list[Finding]) -> str:
    places = [wording.place(f.place) for f in found if f.place is not None]
    lines = [inert.visible(place) for place in places[:_PLACES]]
    if len(places) > _PLACES:
        lines.append(f"and {len(places) - _PLACES} more places")
    if criterion.remediation:
        lines.append(f"Remedy: {inert.one_line(criterion.remediation)}")
    return "\n".join(lines)
