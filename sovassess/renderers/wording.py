"""The words that every report for people shares: levels, outcomes, statuses, the verdict; it judges nothing itself."""

from __future__ import annotations

import re

from sovassess.model.assessment import AcceptedRisk, Assessment, Score
from sovassess.model.coverage import Coverage
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Operator, Outcome, Role, Status, Strength, Switch

OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.PASS: ("✓", "met"),
    Outcome.FAIL: ("✕", "not met"),
    Outcome.UNKNOWN: ("?", "unknown"),
    Outcome.NOT_APPLICABLE: ("\u2013", "does not apply"),
}
STATUSES: dict[Status, tuple[str, str]] = {
    Status.UP: ("✓", "up"),
    Status.UNKNOWN: ("?", "unknown"),
    Status.DOWN: ("✕", "down"),
}
OPERATORS: dict[Operator, tuple[str, str]] = {
    Operator.SELF: ("●", "self-run"),
    Operator.VENDOR: ("■", "vendor"),
    Operator.UNKNOWN: ("?", "unknown"),
}
STRENGTHS: dict[Strength, str] = {
    Strength.REQUIRED: "does not work as shipped without it",
    Strength.DEFAULT: "on as shipped, can be replaced by configuration",
    Strength.OPTIONAL: "one of several choices, off as shipped",
    Strength.BUILD: "needed at build, install or pipeline time only",
    Strength.DEV: "tests and tooling",
    Strength.DOCS: "only mentioned",
}
SWITCHES: dict[Switch, str] = {
    Switch.AUTOMATIC: "a fallback takes over by itself",
    Switch.CONFIGURED: "a setting changes it",
    Switch.PLANNED: "code or data work",
    Switch.NONE: "no replacement known",
}
FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("serve", "serving"),
    ("safety", "safety checks"),
    ("login", "signing in"),
    ("restart", "a restart"),
    ("deploy", "a deployment"),
    ("build", "a build"),
    ("patch", "a patch"),
    ("admin_login", "administration"),
    ("change_policy", "a policy change"),
    ("recover", "recovery"),
    ("audit", "an audit"),
)
PHASES: tuple[str, ...] = ("run", "start", "deploy", "build", "update", "admin")
_ROLES: dict[Role, str] = {
    Role.MODEL_API: "model API",
    Role.VECTOR_DB: "vector database",
    Role.EMAIL_SMS: "e-mail and SMS",
    Role.TOOL_API: "tool API",
    Role.CI: "CI",
    Role.CDN: "CDN",
    Role.DNS: "DNS",
    Role.OS: "operating system",
}
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)


def clean(text: str) -> str:
    """`text` with control characters, direction overrides and lone surrogates made visible as `<U+XXXX>`.

    File names may hold them; on a terminal they move the cursor, in a page they make a path read as another.
    """
    return _UNSHOWABLE.sub(lambda hit: f"<U+{ord(hit[0]):04X}>", text)


def role_name(role: str) -> str:
    """A role in words."""
    for known, words in _ROLES.items():
        if known.value == role:
            return words
    return role.replace("-", " ")


def function_name(function: str) -> str:
    """What somebody stops who stops the function; the id itself for a function that the organisation named."""
    return dict(FUNCTIONS).get(function, function.replace("_", " "))


def function_rank(function: str) -> tuple[int, str]:
    """Sort key that puts the well-known functions first, in the order in which people ask for them."""
    names = [name for name, _ in FUNCTIONS]
    return (names.index(function) if function in names else len(names), function)


def phase_rank(phase: str) -> tuple[int, str]:
    """Sort key for phases: now, at the next start, at the next deployment and so on."""
    return (PHASES.index(phase) if phase in PHASES else len(PHASES), phase)


def level_range(level: int, ceiling: int) -> str:
    """`2` where level and ceiling agree, else `1-3` with an en dash."""
    return str(level) if level == ceiling else f"{level}\u2013{ceiling}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 file`, `1,204 files`; `many` defaults to `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: list[str] | tuple[str, ...], limit: int = 0) -> str:
    """`a, b and c`; with a limit, `a, b and 3 more`."""
    shown = list(names)
    if limit and len(shown) > limit:
        shown = [*shown[:limit], f"{len(names) - limit} more"]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1] if shown else ""


def place(evidence: Evidence) -> str:
    """`path:line`, or the path alone where no line is known."""
    return evidence.path if evidence.line is None else f"{evidence.path}:{evidence.line}"


def accepted_words(risk: AcceptedRisk | None) -> str:
    """`accepted until 2027-03-31 by NAME`, "" for what nobody accepted."""
    if risk is None:
        return ""
    until = f" until {clean(risk.expires)}" if risk.expires else ""
    return f"accepted{until}{' by ' + clean(risk.by) if risk.by else ''}"


def level_name(assessment: Assessment, level: int) -> str:
    """The rubric's name of a level, "" if it gives none."""
    return next((rung.name for rung in assessment.rubric.levels if rung.level == level), "")


def score_range(score: Score) -> str:
    """A score of 100 as "41.5", or as "41.5 to 60.0" where unknown outcomes leave it open."""
    low, high = f"{score.proven:.1f}", f"{score.possible:.1f}"
    return low if low == high else f"{low} to {high}"


def top_level(assessment: Assessment) -> int:
    """The highest level of the rubric; 5 if it lists none."""
    return max((rung.level for rung in assessment.rubric.levels), default=5)


def verdict(assessment: Assessment) -> str:
    """The whole result in one sentence: proven level, possible level, weakest dimension."""
    overall = assessment.overall
    applicable = [dimension for dimension in assessment.dimensions if dimension.applicable]
    if not applicable:
        return "No level: none of the rubric's dimensions applies to what was read."
    top = top_level(assessment)
    proven = f"Level {overall.level} of {top}{_in_brackets(overall.name)}"
    if overall.ceiling > overall.level:
        name = _in_brackets(level_name(assessment, overall.ceiling))
        head = f"{proven} is proven, level {overall.ceiling}{name} possible"
    else:
        head = f"{proven}, and nothing unknown could raise it"
    weakest = weakest_names(assessment)
    if not weakest or len(weakest) == len(applicable) > 1:
        return f"{head}; all {len(applicable)} dimensions stand equally." if weakest else f"{head}."
    noun = "the weakest dimension is" if len(weakest) == 1 else "the weakest dimensions are"
    return f"{head}; {noun} {listed(weakest, 3)}."


def _in_brackets(name: str) -> str:
    return f" ({name})" if name else ""


def weakest_names(assessment: Assessment) -> tuple[str, ...]:
    """Names of the dimensions that the overall level stands on."""
    names = {dimension.id: dimension.name for dimension in assessment.dimensions}
    return tuple(names.get(key, key) for key in assessment.overall.limited_by)


def coverage_warning(coverage: Coverage) -> str:
    """The sentence that must stand before the verdict if the scan saw little; "" if it saw enough.

    Much means that more than one in ten of the files that should have been read was not.
    """
    if coverage.read == 0:
        found = count(coverage.files, "file")
        return f"Nothing was read ({found} found), so nothing is proven."
    recognised = coverage.read + len(coverage.unread)
    if len(coverage.unread) * 10 > recognised:
        lost = count(len(coverage.unread), "file")
        return f"{lost} of {recognised:,} that should have been read could not be; the result rests on the rest."
    return ""


def coverage_line(coverage: Coverage) -> str:
    """How much was read, in one clause."""
    recognised = coverage.read + len(coverage.unread)
    return f"{coverage.read:,} of {count(recognised, 'recognised file')} read, {len(coverage.unread):,} unread"


def missing_kinds(coverage: Coverage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The evidence kinds that the scan had none of, and those that it read in part."""
    kinds = sorted(coverage.evidence_kinds.items())
    return tuple(k for k, v in kinds if v == "none"), tuple(k for k, v in kinds if v == "partial")
