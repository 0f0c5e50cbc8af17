"""`sovassess init`: write sovassess.yaml from what a scan found, asking on a terminal and nowhere else."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from sovassess.cli.output import write
from sovassess.cli.scan import plain_request
from sovassess.documents import nearest
from sovassess.errors import SovassessError
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator
from sovassess.pipeline import Stage, facts, prepare
from sovassess.rubric.load import load_rubric
from sovassess.rubric.questions import HOME, OpenQuestion, open_questions
from sovassess.settings import FILE_NAMES, Settings

_ASKED = 10
_YEAR = dt.timedelta(days=365)


class Answers(Struct, frozen=True, kw_only=True):
    """What a person said on the terminal. `outcomes` maps keys to `pass` or `fail`."""

    home: tuple[str, ...] = ()
    by: str = ""
    outcomes: dict[str, str] = {}


def init(path: Path, output: Path | None, rubric: str | None, *, force: bool, ask: bool) -> int:
    """Scan, ask where somebody is there to answer, and write the file. Raises `SovassessError` if one is there."""
    folder = path if path.is_dir() else path.parent
    target = output if output is not None else folder / FILE_NAMES[0]
    if str(target) != "-" and target.exists() and not force:
        raise SovassessError(f"{target} is there already; --force replaces it, --output names another")
    request = plain_request(path)
    stage = prepare(request)
    loaded = load_rubric(rubric or request.rubric).rubric
    questions = open_questions(loaded, facts(stage), stage.policy)
    answers = _asked(questions) if ask and _is_terminal() and str(target) != "-" else Answers()
    text = "\n".join(_document(stage, questions, answers, request.today)) + "\n"
    write(text, str(target))
    if str(target) != "-":
        print(f"{target}: written, with {len(questions)} open questions", file=sys.stderr)
    return 0


def pipeline_for(name: str) -> int:
    """Print what a pipeline, or a hook, needs to run sovassess: one of the files under `snippets`."""
    known = {entry.stem: entry for entry in sorted((Path(__file__).parent / "snippets").iterdir())}
    if name not in known:
        raise SovassessError(f"there is no pipeline for {name!r}{nearest(name, known)}")
    print(known[name].read_text("utf-8"), end="")
    return 0


# --------------------------------------------------------------------------------------------------------------- asking


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def _asked(questions: Sequence[OpenQuestion]) -> Answers:
    from rich.console import Console
    from rich.prompt import Prompt

    console = Console(stderr=True, highlight=False)
    home: tuple[str, ...] = ()
    if any(question.key == HOME for question in questions):
        home = _home(Prompt, console)
    outcomes: dict[str, str] = {}
    for question in [entry for entry in questions if entry.key != HOME and entry.moves][:_ASKED]:
        console.print(f"\n{_moves(question)}", style="dim", markup=False)
        for criterion in question.criteria:
            console.print(f"{criterion.id} {criterion.title}", style="bold", markup=False)
            console.print(f"  Yes: {criterion.satisfied_by}", markup=False)
        answer = Prompt.ask("Is it so?", choices=["yes", "no", "skip"], default="skip", console=console)
        if answer != "skip":
            outcomes[question.key] = "pass" if answer == "yes" else "fail"
    by = Prompt.ask("\nWho answers for this (role or name)?", console=console) if outcomes else ""
    return Answers(home=home, by=by.strip() or "whoever ran sovassess init", outcomes=outcomes)


def _home(prompt: type, console: object) -> tuple[str, ...]:
    """Countries whose law is accepted, asked until they are codes; empty for none."""
    while True:
        said = str(prompt.ask("Countries or blocs whose law you accept, such as EU CH", default="", console=console))  # type: ignore[attr-defined]
        wanted = tuple(said.replace(",", " ").upper().split())
        try:
            Settings.model_validate({"home": wanted})
        except ValueError:
            print("Country codes of two capitals, or EU, EEA, EFTA", file=sys.stderr)
            continue
        return wanted


# -------------------------------------------------------------------------------------------------------------- writing


def _document(stage: Stage, questions: Sequence[OpenQuestion], answers: Answers, today: dt.date) -> Iterator[str]:
    yield "# Settings of sovassess, begun from a scan. Every part is optional; `sovassess config show` prints them."
    yield "# Strike what is wrong: what stands here is the word of your organisation."
    yield ""
    yield "# Countries or blocs (EU, EEA, EFTA) whose law you accept."
    yield f"home: [{', '.join(answers.home)}]" if answers.home else "# home: [EU, CH]"
    yield ""
    yield "# What counts as your own although its address does not show it."
    yield from _own(stage)
    yield ""
    yield "# What must go on."
    yield "functions:"
    yield "  serve: {required: true}"
    yield ""
    yield "# Outside services that the scan found. Keep those that you know and approve of; say what each is for."
    yield from _inventory(stage)
    yield ""
    yield from _attestations(questions, answers, today)
    yield ""
    yield "# Risks that somebody accepted, until a day, for a reason."
    yield "# accept:"
    yield "#   - id: MOD-2.1"
    yield '#     reason: "moves behind the gateway with release 4"'
    yield "#     by: architecture board"
    yield f"#     expires: {(today + _YEAR).isoformat()}"
    yield ""
    yield "# gate: {min-level: 1, min: {airgap_readiness: 2}}"


def _own(stage: Stage) -> Iterator[str]:
    hosts = sorted(
        {d.host for d in stage.resolution.dependencies if d.operated_by is Operator.UNKNOWN and d.host is not None}
    )
    if hosts:
        yield "# The scan found nobody known behind these; name those that are yours:"
    yield "# own:"
    named = ", ".join(json.dumps(host) for host in hosts[:12] or ["*.corp.example"])
    yield f"#   hosts: [{named}]"
    yield "#   registries: [registry.corp.example]"


def _inventory(stage: Stage) -> Iterator[str]:
    services: dict[str, Dependency] = {}
    for dependency in stage.resolution.dependencies:
        if dependency.strength.core and dependency.operated_by is Operator.VENDOR:
            services.setdefault(dependency.service, dependency)
    if not services:
        yield "inventory: []"
        return
    yield "inventory:"
    for name, dependency in sorted(services.items()):
        party = dependency.party
        whose = f"{party.name} ({party.country or '?'})" if party is not None else "nobody known"
        record = stage.resolution.book.records.get(dependency.evidence[0]) if dependency.evidence else None
        where = f", {record.path}:{record.line}" if record is not None else ""
        yield f"  - {{service: {json.dumps(name)}, data: {dependency.data or 'unknown'}}}  # {_flat(whose + where)}"


def _attestations(questions: Sequence[OpenQuestion], answers: Answers, today: dt.date) -> Iterator[str]:
    yield "# Questions that no file answered, those first whose answer could move most levels. An answer turns unknown"
    yield "# into pass or fail until it expires; it never overrules what a file shows."
    asked = [question for question in questions if question.key != HOME]
    said = [question for question in asked if question.key in answers.outcomes]
    yield "attestations:" if said else "# attestations:"
    for question in said:
        yield from _attestation(question, answers.outcomes[question.key], answers.by, today)
    for question in asked:
        if question.key not in answers.outcomes:
            yield f"  # {_moves(question)}"
            yield from (f"  #   {_flat(f'{c.id} {c.title}: {c.satisfied_by}')}" for c in question.criteria)
            yield from (f"  # {line}" for line in _attestation(question, "pass", "head of platform", today))


def _attestation(question: OpenQuestion, outcome: str, by: str, today: dt.date) -> Iterator[str]:
    yield f"  - key: {question.key}"
    yield f"    outcome: {outcome}"
    yield f"    by: {json.dumps(by, ensure_ascii=False)}"
    yield f"    signed: {today.isoformat()}"
    yield f"    expires: {(today + _YEAR).isoformat()}"
    yield '    evidence: ""'


def _moves(question: OpenQuestion) -> str:
    def levels(count: int) -> str:
        return f"{count} level" if count == 1 else f"{count} levels"

    if not question.moves:
        return "moves no level alone, others at its level are open too"
    return f"could move {levels(question.moves)}: a yes proves {question.up} more, a no rules out {question.down}"


def _flat(text: str) -> str:
    return " ".join(text.split())
