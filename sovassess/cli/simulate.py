"""`sovassess simulate`: rehearse a switch-off on a tree, or show what a saved result holds of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sovassess.catalog.check import COUNTRIES
from sovassess.cli.gate import load
from sovassess.cli.output import terminal_width
from sovassess.cli.scan import plain_request
from sovassess.cli.screen import folded
from sovassess.documents import existing, nearest
from sovassess.errors import SovassessError
from sovassess.graph.lifetimes import MOMENTS
from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Status
from sovassess.model.rehearsals import Cause, ScenarioResult
from sovassess.pipeline import Stage, prepare
from sovassess.renderers import wording
from sovassess.scenario.apply import Rehearsals
from sovassess.scenario.load import SHIPPED, load_scenarios
from sovassess.scenario.model import Scenario
from sovassess.scenario.names import laws_of, names_of

_MARKS = {Status.UP: "up", Status.UNKNOWN: "?", Status.DOWN: "DOWN"}
_WITH = {"setting": "a setting", "work": "work on code or data", "none": "nothing that is known"}
_SHOWN = 4
_REMEDIES = 5

Named = Callable[[str], str]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be lost: a scenario by id or file, or a loss put together from parties, laws and the uplink."""

    scenario: str | None
    without: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    offline: bool = False

    @property
    def composed(self) -> bool:
        """True if it is put together here."""
        return bool(self.without or self.laws or self.offline)


def simulate(path: Path, asked: Asked, format_: str) -> int:
    """Print the rehearsals that are asked for; all that come with sovassess if none is."""
    if path.suffix == ".json" and path.is_file():
        return _saved(load(path), asked, format_)
    stage = prepare(plain_request(path))
    if asked.composed and asked.scenario is None:
        scenario = _composed(stage, asked)
        results = [stage.rehearsals.apply(scenario, {}, scenario.id)]
    else:
        more = _composed(stage, asked) if asked.composed else None
        rehearsals, names = _named(stage, asked.scenario)
        results = [rehearsals.result(name) if more is None else rehearsals.together(name, more) for name in names]
    _print(results, format_, _names(stage), stage.resolution.book.records)
    return 0


def list_scenarios() -> int:
    """Print the scenarios that come with sovassess, with their parameters and scopes."""
    print("\n".join(folded(_listed(), terminal_width())))
    return 0


def _listed() -> Iterator[str]:
    for scenario in load_scenarios(SHIPPED).values():
        each = f" (one for each {scenario.each})" if scenario.each else ""
        yield f"{scenario.id:34} {scenario.title}{each}"
        words = [f"{name}={_shown(value)}" for name, value in scenario.parameters.items() if value is not None]
        if scenario.scopes:
            words.append(f"scope={'|'.join(scenario.scopes)}")
        if words:
            yield f"{'':34} {', '.join(words)}"


def _shown(value: str | tuple[str, ...] | None) -> str:
    return "+".join(value) if isinstance(value, tuple) else str(value)


def _named(stage: Stage, name: str | None) -> tuple[Rehearsals, list[str]]:
    """Where the scenarios that a name stands for are rehearsed, and what they are called there."""
    rehearsals = stage.rehearsals
    if name is None:
        return rehearsals, [known for known in rehearsals.names() if "(" not in known]
    if Path(name).suffix in (".yaml", ".yml"):
        own = load_scenarios(Path(name), names_of(stage.catalog, stage.graph))
        more = rehearsals.with_scenarios(own)
        return more, [entry for entry in more.names() if entry.partition("(")[0] in own]
    known = rehearsals.names()
    base, bracket, _ = name.partition("(")
    bases = {entry.partition("(")[0] for entry in known} | set(load_scenarios(SHIPPED))
    if base not in bases:
        raise SovassessError(f"there is no scenario {base!r}{nearest(base, bases)}")
    wanted = rehearsals.matching(name if bracket or base in known else f"{base}(*)")
    each = load_scenarios(SHIPPED)[base].each
    unknown = [entry for entry in wanted if each is not None and "=" not in entry and entry not in known]
    if unknown:
        values = [entry.partition("(")[2][:-1] for entry in known if entry.startswith(base + "(")]
        value = unknown[0].partition("(")[2][:-1]
        raise SovassessError(f"{base}: nothing here depends on the {each} {value!r}{existing(value, values)}")
    if bracket:
        names = names_of(stage.catalog, stage.graph)
        for entry in wanted:
            rehearsals.refuse_strange(entry, names)
    return rehearsals, list(wanted)


def _selector(**fields: object) -> dict[str, object]:
    return fields


def _composed(stage: Stage, asked: Asked) -> Scenario:
    removes: list[dict[str, object]] = []
    known = stage.graph.parties()
    for party in asked.without:
        if party not in known:
            raise SovassessError(f"nothing here depends on a party {party!r}{existing(party, known)}")
        removes += [
            _selector(operated_by="vendor", owners={"contains": party}),
            _selector(operated_by="vendor", developers={"contains": party}),
            _selector(role="license-server", owners={"contains": party}),
        ]
    for law in (law.upper() for law in asked.laws):
        if len(law) != 2 or not law.isalpha():
            raise SovassessError(
                f"--jurisdiction takes a country code of two letters, not {law!r}; here there is "
                f"{', '.join(sorted(laws_of(stage.graph))) or 'none'}"
            )
        if law not in COUNTRIES | {"EU"}:
            raise SovassessError(f"--jurisdiction: there is no country {law!r}{existing(law, laws_of(stage.graph))}")
        removes += [
            _selector(operated_by="vendor", jurisdictions={"contains": law}),
            _selector(operated_by="vendor", location=law),
            _selector(operated_by="vendor", developer_reach={"contains": law}),
        ]
    if asked.offline:
        removes.append(_selector(operated_by={"not": "self"}))
    words = [*(f"without {stage.graph.party_name(p)}" for p in asked.without)]
    words += [*(f"without what is under the law of {law.upper()}" for law in asked.laws)]
    title = ", ".join([*words, *(["without any outside link"] if asked.offline else [])])
    parameters = {f"lost{n}": v for n, v in enumerate((*asked.without, *(law.upper() for law in asked.laws)))}
    keeps = (_selector(operated_by="self"),)
    return Scenario(id="asked", title=title, removes=tuple(removes), keeps=keeps, parameters=dict(parameters))


# --------------------------------------------------------------------------------------------------------------- words


def _names(stage: Stage) -> Named:
    names = {node.id: node.name for node in stage.graph.view.nodes}
    names |= {f"service:{d.id}": d.name for d in stage.graph.dependencies.values()}
    return lambda key: wording.clean(names.get(key) or key.partition(":")[2])


def _saved(assessment: Assessment, asked: Asked, format_: str) -> int:
    """The rehearsals that a saved result holds; others need the tree that it was made from."""
    if asked.composed or (asked.scenario or "").endswith((".yaml", ".yml")):
        raise SovassessError("a saved result holds the rehearsals of its scan only; give the folder for another one")
    known = [result.id for result in assessment.scenarios]
    if asked.scenario is not None and asked.scenario not in known:
        raise SovassessError(f"the saved result holds no scenario {asked.scenario!r}{nearest(asked.scenario, known)}")
    results = [r for r in assessment.scenarios if asked.scenario in (None, r.id)]
    names = {node.id: node.name for node in assessment.graph.nodes}
    evidence = {record.id: record for record in assessment.evidence}
    _print(results, format_, lambda key: wording.clean(names.get(key) or key.partition(":")[2]), evidence)
    return 0


def _print(results: Sequence[ScenarioResult], format_: str, name: Named, evidence: Mapping[str, Evidence]) -> None:
    if format_ == "json":
        print(json.dumps(msgspec.to_builtins(results), indent=2, sort_keys=True))
        return
    if format_ != "text":
        raise SovassessError(f"unknown format {format_!r}; known: text, json")
    for result in results:
        print("\n".join(folded(_lines(result, name, evidence), terminal_width())))
        print()


def _lines(result: ScenarioResult, name: Named, evidence: Mapping[str, Evidence]) -> list[str]:
    out = [wording.clean(f"{result.id}: {result.title}")]
    if not result.functions:
        return [*out, "  nothing here needs what is lost"]
    gone = [name(key) for key in result.removed]
    perhaps = any(Status.UNKNOWN in states.values() for states in result.moments.values())
    nothing = "nothing for sure; what perhaps is, stands below" if perhaps else "nothing that is here"
    out.append(f"  gone: {wording.listed(list(dict.fromkeys(gone)), _SHOWN) if gone else nothing}")
    moments = [moment for moment, _ in MOMENTS]
    out.append(f"  {'':14}" + "".join(f"{moment:8}" for moment in moments) + "stays up only with")
    order = [*result.checks, *(f for f in result.functions if f not in result.checks)]
    for function in order:
        states = result.moments.get(function, {})
        cells = "".join(f"{_MARKS[states[m]]:8}" if m in states else f"{'':8}" for m in moments)
        forbidden = "goes on, no longer allowed" if function in result.forbidden else ""
        needed = _WITH.get(result.survives_with.get(function, ""), forbidden)
        out.append(f"  {function:14}{cells}{needed}".rstrip())
    for cause in result.because:
        out += _proof(cause, name, evidence)
    out += _remedies(result)
    if result.degraded:
        out.append(f"  goes on with less: no {wording.listed([name(key) for key in result.degraded], _SHOWN)}")
    return out


def _remedies(result: ScenarioResult) -> list[str]:
    """What would keep each function up, the hardest first."""
    out: list[str] = []
    for function in dict.fromkeys(remedy.function for remedy in result.remedies):
        found = [remedy for remedy in result.remedies if remedy.function == function]
        found.sort(key=lambda remedy: remedy.kind != "work")
        for remedy in found[:_REMEDIES]:
            place = f"  {remedy.place}" if remedy.place else ""
            out.append(wording.clean(f"  to keep {function}, {remedy.kind}: {remedy.what}{place}"))
        if len(found) > _REMEDIES:
            out.append(f"  to keep {function}: and {len(found) - _REMEDIES} more (-f json names them)")
    return out


def _proof(cause: Cause, name: Named, evidence: Mapping[str, Evidence]) -> list[str]:
    steps = [_step(key, name) for key in (*cause.reached, *cause.path)]
    record = evidence.get(cause.evidence[0]) if cause.evidence else None
    place = f"  {wording.clean(wording.place(record))}" if record is not None else ""
    out = [f"  why {cause.function}: {' > '.join(steps)}{place}"]
    open_ = [text for text in (cause.reason, f"held up by {cause.lasts}" if cause.lasts else "") if text]
    return [*out, *(f"      {wording.clean(text)}" for text in open_)]


def _step(key: str, name: Named) -> str:
    kind, _, rest = key.partition(":")
    return f"law of {rest}" if kind == "jurisdiction" else rest if kind == "function" else name(key)
