"""Levels, dimensions, criteria and evidence of the sample, with hostile strings in the free text."""

from __future__ import annotations

import hashlib

from sovassess.model.assessment import (
    Criterion,
    Dimension,
    LevelName,
    NextStep,
    Rung,
)
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Basis, Origin, Outcome

SCRIPT = "<script>window.pwned=1</script>"
IMAGE = '"><img src=x onerror="window.pwned=1">'
HOSTILE_PATH = f"services/{SCRIPT}/app.py"
HOSTILE_PARTY = f"Evil & Sons {IMAGE}"
HOSTILE_MODEL = "gpt'-5.5\u202e{{7*7}}</title></style></script><svg onload=window.pwned=1>"

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE

LEVELS = (
    LevelName(level=0, name="Unmapped", meaning="Level 1 is not reached."),
    LevelName(level=1, name="Resident", meaning="Places and owners are known and lie where you want them."),
    LevelName(
        level=2, name="Governed", meaning="Rules, versions and addresses are in your files; a change is a setting."
    ),
    LevelName(level=3, name="Substitutable", meaning="Each critical part has a stand-in under another owner and law."),
    LevelName(level=4, name="Self-operated", meaning="What must run is run by you; no outside party is in its path."),
    LevelName(level=5, name="Self-sustaining", meaning="You can also build, patch and recover with every line cut."),
)

_DIMENSIONS = (
    (
        "data_jurisdiction",
        "DAT",
        "Data location and legal reach",
        "Where is the data, and who can have it?",
        2,
        3,
        (P, P, U, F, F),
    ),
    (
        "model_control",
        "MOD",
        "Model control",
        "Who decides which model answers, and for how long?",
        1,
        1,
        (P, F, F, U, F),
    ),
    (
        "operational_dependence",
        "OPS",
        "Operational dependence",
        "What stops when somebody outside stops?",
        1,
        2,
        (P, U, F, F, F),
    ),
    ("lock_in", "LOC", "Lock-in and escape velocity", "How fast could you leave?", 2, 4, (P, P, U, U, F)),
    (
        "safety_architecture",
        "SAF",
        "Safety architecture",
        "Who runs the checks on what goes in and out?",
        1,
        3,
        (P, U, U, F, F),
    ),
    (
        "supply_chain",
        "SUP",
        "Software supply chain",
        "Who can change or withhold what you build from?",
        3,
        3,
        (P, P, P, F, U),
    ),
    ("airgap_readiness", "AIR", "Air-gap readiness", "What goes on with every line cut?", 2, 2, (P, P, F, P, F)),
)

_STATEMENTS = (
    "Every outside party is named and its place is known.",
    "Rules, versions and addresses stand in your own files, so that a change is a setting.",
    "Each critical part has a stand-in under another owner and another law.",
    "What must run is run by you, and no outside party stands in its path.",
    "You can build, change, patch, audit and recover with every line cut.",
)

_FILES = (
    (
        "deploy/assistant.yaml",
        41,
        "            - name: LLM_BASE_URL  value: https://api.anthropic.example/v1",
        "kubernetes",
    ),
    ("deploy/assistant.yaml", 58, "          image: docker.io/acme/assistant:latest", "kubernetes"),
    ("src/assistant/client.py", 12, "client = OpenAI(base_url=os.environ['LLM_BASE_URL'])", "python-imports"),
    (
        "src/assistant/guard.py",
        27,
        "verdict = moderation.create(model='omni-moderation-latest', input=text)",
        "python-imports",
    ),
    ("infra/main.tf", 3, 'provider "aws" { region = "us-east-1" }', "terraform"),
    ("infra/database.tf", 18, 'resource "aws_db_instance" "main" {', "terraform"),
    ("Dockerfile", 1, "FROM python:3.12-slim", "dockerfile"),
    (".github/workflows/release.yml", 22, "uses: actions/checkout@v4", "github-actions"),
    (HOSTILE_PATH, 7, f'model = "{HOSTILE_MODEL}"', "python-imports"),
    ("egress/proxy.log", 1932, "CONNECT telemetry.vendor.example:443  200", "egress-hosts"),
    ("requirements.txt", 4, "anthropic==0.80.0", "pip-requirements"),
    ("signed statement", None, "key ceremony record 2026-09", "settings"),
)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def all_evidence() -> tuple[Evidence, ...]:
    made: list[Evidence] = []
    for number, (path, line, excerpt, detector) in enumerate(_FILES, 1):
        origin = {"egress-hosts": Origin.EGRESS, "settings": Origin.ATTESTED}.get(detector, Origin.OBSERVED)
        digest = "" if origin is Origin.ATTESTED else digest_of(path)
        made.append(
            Evidence(
                id=f"ev-{number:04d}",
                origin=origin,
                detector=detector,
                path=path,
                line=line,
                excerpt=excerpt,
                digest=digest,
            )
        )
    return tuple(made)


def all_criteria() -> tuple[Criterion, ...]:
    made: list[Criterion] = []
    for position, (key, prefix, *_, outcomes) in enumerate(_DIMENSIONS):
        for level, outcome in enumerate(outcomes, 1):
            for turn in (1, 2):
                here = outcome if turn == 1 else (P if outcome is not U else N)
                cited = (
                    () if here in (U, N) else (f"ev-{(position + level + turn) % 12 + 1:04d}", f"ev-{position + 1:04d}")
                )
                made.append(
                    Criterion(
                        id=f"{prefix}-{level}.{turn}",
                        dimension=key,
                        level=level,
                        title=_TITLES[(position + level + turn) % len(_TITLES)],
                        outcome=here,
                        basis=Basis.OBSERVED if cited else Basis.NONE,
                        reason=_REASONS[here],
                        evidence=cited,
                        remediation="Name a second provider in the gateway's route and pin it. Test it monthly.",
                    )
                )
    return tuple(sorted(made, key=lambda c: c.id))


_TITLES = (
    "Stores and compute carry an explicit location",
    "The model's address is a setting, not code",
    "Each model task has a stand-in of another developer",
    "Checks on input and output run on your own machines",
    "Images are pulled by digest from your own registry",
    "Nothing outside is needed for a restart",
)
_REASONS = {
    P: "All 4 of 4 selected items meet the condition.",
    F: f"2 of 5 do not: claude-fable-5 at Anthropic, and {HOSTILE_MODEL} at {HOSTILE_PARTY}.",
    U: "No egress recording was given, so the absence of a hosted call cannot be shown.",
    N: "Nothing of the kind exists, and every kind of evidence that could show it was read.",
}


def all_dimensions(criteria: tuple[Criterion, ...]) -> tuple[Dimension, ...]:
    made: list[Dimension] = []
    for key, _, name, question, level, ceiling, outcomes in _DIMENSIONS:
        steps = [
            NextStep(criterion=c.id, outcome=c.outcome, title=c.title, remediation=c.remediation)
            for c in criteria
            if c.dimension == key and c.level == level + 1 and c.outcome in (F, U)
        ]
        made.append(
            Dimension(
                id=key,
                name=name,
                question=question,
                level=level,
                ceiling=ceiling,
                applicable=True,
                reason="",
                ladder=tuple(
                    Rung(level=i, statement=s, outcome=o)
                    for i, (s, o) in enumerate(zip(_STATEMENTS, outcomes, strict=True), 1)
                ),
                next=tuple(steps),
            )
        )
    return tuple(made)
