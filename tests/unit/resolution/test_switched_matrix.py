"""Ten languages by switches: a client that is told to be silent reaches nobody, a load that stays on disk no hub; and
by where checks run: in the process, at a server of one's own, at a supplier's."""

from __future__ import annotations

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Role
from tests.unit.resolution.bullets import SHAPES, program
from tests.unit.resolution.estate import dependencies, outsiders, party
from tests.unit.resolution.switched import CHECKS, DOWNLOADS, DSN, TELEMETRY, Pair

PAIRS = [
    pytest.param(language, pair, id=f"{language}-{kind}-{name}")
    for kind, table in (("telemetry", TELEMETRY), ("download", DOWNLOADS))
    for language, pairs in table.items()
    for name, pair in pairs.items()
]
KINDS = [pytest.param(language, name, id=f"{language}-{name}") for language in CHECKS for name in CHECKS[language]]


@pytest.mark.parametrize(("language", "pair"), PAIRS)
def test_what_is_left_on_reaches_the_party(language: str, pair: Pair) -> None:
    assert pair.party in outsiders({SHAPES[language].path: program(language, pair.top, pair.on)})


@pytest.mark.parametrize(("language", "pair"), PAIRS)
def test_what_is_switched_off_does_not(language: str, pair: Pair) -> None:
    found = [
        entry
        for entry in dependencies({SHAPES[language].path: program(language, pair.top, pair.off)})
        if party(entry) == pair.party and dict(entry.attributes).get("habit") is None
    ]
    assert found == []


def _checks(files: dict[str, str]) -> set[tuple[str, str]]:
    safety: list[Dependency] = [entry for entry in dependencies(files) if entry.role is Role.SAFETY]
    return {
        (party(entry), kind)
        for entry in safety
        if entry.strength.live
        for kind in dict(entry.attributes).get("checks", "").split(",")
    }


@pytest.mark.parametrize(("language", "name"), KINDS)
def test_a_check_is_told_with_what_it_looks_for_and_who_runs_it(language: str, name: str) -> None:
    check = CHECKS[language][name]
    assert _checks({SHAPES[language].path: program(language, check.top, check.body)}) == {(check.party, check.checks)}


@pytest.mark.parametrize(("language", "name"), KINDS)
def test_a_check_in_comments_is_none(language: str, name: str) -> None:
    check, shape = CHECKS[language][name], SHAPES[language]
    top, body = ("\n".join(f"{shape.comment} {line}" for line in part.splitlines()) for part in (check.top, check.body))
    filler = "\n    pass" if language == "python" else ""
    assert _checks({shape.path: program(language, top, body + filler)}) == set()


@pytest.mark.parametrize(("language", "name"), KINDS)
def test_a_check_in_a_test_checks_nothing_that_runs(language: str, name: str) -> None:
    check, shape = CHECKS[language][name], SHAPES[language]
    assert _checks({shape.test: program(language, check.top, check.body)}) == set()


def _deployed(variable: str, value: str, service: str = "app") -> dict[str, str]:
    """A Compose file that gives one of two services a variable; only `app` is built here."""
    other = (
        ""
        if service == "app"
        else f"  {service}:\n    image: corp/{service}:1\n    environment: {{{variable}: '{value}'}}\n"
    )
    own = f"    environment: {{{variable}: '{value}'}}\n" if service == "app" else "    environment: {A: b}\n"
    return {
        "Dockerfile": "FROM scratch\nCOPY app /app\n",
        "compose.yaml": f"services:\n  app:\n    build: .\n{own}{other}",
    }


LOADS = {
    "HF_HUB_OFFLINE": ("from transformers import AutoModel", "    AutoModel.from_pretrained('BAAI/bge-m3')"),
    "TRANSFORMERS_OFFLINE": (
        "from sentence_transformers import SentenceTransformer",
        "    SentenceTransformer('BAAI/bge-m3')",
    ),
    "HF_DATASETS_OFFLINE": ("from datasets import load_dataset", "    load_dataset('corp/questions')"),
}


@pytest.mark.parametrize("variable", LOADS)
def test_a_variable_of_the_deployment_keeps_loads_offline(variable: str) -> None:
    code = {"app/work.py": program("python", *LOADS[variable])}
    assert "hugging-face" in outsiders(code)
    assert "hugging-face" in outsiders({**code, **_deployed(variable, "0")})
    assert "hugging-face" not in outsiders({**code, **_deployed(variable, "1")})


@pytest.mark.parametrize("variable", LOADS)
def test_a_variable_of_another_service_keeps_nothing_offline(variable: str) -> None:
    code = {"app/work.py": program("python", *LOADS[variable])}
    assert "hugging-face" in outsiders({**code, **_deployed(variable, "1", "worker")})


@pytest.mark.parametrize(
    ("variable", "off", "top", "body", "reached"),
    [
        (
            "LANGFUSE_TRACING_ENABLED",
            "false",
            "from langfuse import Langfuse",
            "    Langfuse(host='https://cloud.langfuse.com')",
            "langfuse",
        ),
        ("NEW_RELIC_ENABLED", "false", "import newrelic.agent", "    newrelic.agent.initialize('a.ini')", "new-relic"),
    ],
)
def test_a_variable_of_the_deployment_silences_a_client(
    variable: str, off: str, top: str, body: str, reached: str
) -> None:
    code = {"app/work.py": program("python", top, body)}
    assert reached in outsiders({**code, **_deployed(variable, "true")})
    assert reached not in outsiders({**code, **_deployed(variable, off)})


def test_a_switch_whose_value_nobody_knows_silences_nothing() -> None:
    body = f"  Sentry.init({{ dsn: '{DSN}', enabled: wanted() }});"
    files = {"src/work.ts": program("typescript", "import * as Sentry from '@sentry/node';", body)}
    assert "sentry" in outsiders(files)


def test_a_switch_of_another_library_silences_nothing() -> None:
    body = f"  other.init({{ enabled: false }});\n  Sentry.init({{ dsn: '{DSN}' }});"
    files = {"src/work.ts": program("typescript", "import * as Sentry from '@sentry/node';", body)}
    assert "sentry" in outsiders(files)


def test_tracing_without_what_people_wrote_carries_metadata_only() -> None:
    code = {"app/work.py": program("python", "from traceloop.sdk import Traceloop", "    Traceloop.init()")}
    [with_content] = [one for one in dependencies(code) if one.service == "traceloop-cloud"]
    silent = dependencies({**code, **_deployed("TRACELOOP_TRACE_CONTENT", "false")})
    [without] = [one for one in silent if one.service == "traceloop-cloud"]
    assert (with_content.data, without.data) == ("content", "metadata")
