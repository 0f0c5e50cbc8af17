"""The report as one self-contained page: no request to anywhere, complete without JavaScript, better with it.

The page carries a Content-Security-Policy that admits exactly its one style sheet and its one script, by their
SHA-256, so that nothing found in a scanned file can ever run in the reader's browser.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Evidence
from sovassess.renderers import egress, forge, html_map, html_sections, json_, wording
from sovassess.renderers.html_facets import facets
from sovassess.renderers.reading import Reading

_PLAIN_ANCHOR = re.compile(r"[A-Za-z0-9_.:-]{1,80}")
_EXCERPT_LETTERS = 200
# Links to further evidence of one item; fewer where the register is long, since they would double the page.
_LINKS, _FEW_LINKS = 6, 3


def render(assessment: Assessment) -> str:
    """The HTML text of `assessment`; equal assessments give equal text."""
    environment = Environment(
        loader=PackageLoader("sovassess.renderers", "templates"),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    reading = Reading(assessment)
    register = html_sections.register(assessment)
    about = html_map.About(facets=facets(assessment.graph), places=reading.places)
    drawn = html_map.lay_out(assessment.graph, about=about)
    json_digest = html_sections.json_digest(json_.render(assessment))
    style, script = _asset(environment, "report.css"), _asset(environment, "report.js")
    style = style.replace("SUBJECT", _css_text(assessment.subject.name)).replace("DIGEST", json_digest[:16])
    names = _words()
    names.update(
        a=assessment,
        reading=reading,
        register=register,
        pick=partial(_pick, reading, _FEW_LINKS if register.big else _LINKS),
        forge=partial(forge.link, assessment.subject),
        forge_line=forge.line_mark(assessment.subject),
        forge_base=forge.base(assessment.subject),
        component_names=reading.component_names,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_csp_hash(style),
        script_hash=_csp_hash(script),
    )
    page = environment.get_template("report.html.j2", globals=names).render(
        ladders=html_sections.ladders(assessment),
        functions=html_sections.scenario_functions(assessment),
        scenarios=html_sections.scenarios(reading),
        groups=html_sections.groups(assessment),
        map=drawn,
        larger_map=html_map.larger(assessment.graph, drawn, about),
        picks=html_sections.picks(about.facets),
        node_rows=html_sections.node_rows(reading),
        dependencies=html_sections.dependencies(assessment),
        skipped=html_sections.skipped_reasons(assessment.coverage.skipped),
        json_digest=json_digest,
    )
    return re.sub(r"\n\s*\n+", "\n", page)


def _asset(environment: Environment, name: str) -> str:
    """One of our own files, with neither markup nor variables in it, as the bytes that the browser will hash."""
    text, _, _ = PackageLoader("sovassess.renderers", "templates").get_source(environment, name)
    return re.sub(r"\n\s*\n+", "\n", text).strip()


def _css_text(text: str) -> str:
    """Text for a string of the style sheet: what is no ASCII letter or digit as its number, so that nothing can act."""
    return "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in wording.clean(text)[:80])


def _csp_hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _shown(value: object) -> object:
    """Every printed value with its invisible characters made visible; markup that we made is left alone."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return wording.clean(str(value))
    return value


def anchor(kind: str, key: str) -> str:
    """A stable id for a page element: `kind-key`; where the key has letters that a link would escape, with a digest."""
    if _PLAIN_ANCHOR.fullmatch(key):
        return key if key.startswith((f"{kind}-", f"{kind}:")) else f"{kind}-{key}"
    tidy = re.sub(r"[^A-Za-z0-9]+", "-", key).strip("-")[:40]
    return f"{kind}-{tidy}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"


class Picked(Struct, frozen=True, kw_only=True):
    """The evidence of one item: shown in full, as links, and the number of the rest; `count` is all but `full`."""

    full: tuple[Evidence, ...]
    links: tuple[Evidence, ...]
    rest: int
    count: int


def _pick(reading: Reading, most: int, ids: Sequence[str], limit: int) -> Picked:
    known = tuple(reading.evidence[key] for key in dict.fromkeys(ids) if key in reading.evidence)
    links = known[limit : limit + most]
    return Picked(
        full=known[:limit],
        links=links,
        rest=max(len(known) - limit - most, 0),
        count=max(len(known) - limit, 0),
    )


def _excerpt(text: str, letters: int = _EXCERPT_LETTERS) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= letters else flat[: letters - 1] + "…"


def _words() -> dict[str, object]:
    return {
        "anchor": anchor,
        "egress": egress,
        "excerpt": _excerpt,
        "place": wording.place,
        "outcomes": wording.OUTCOMES,
        "statuses": wording.STATUSES,
        "operators": wording.OPERATORS,
        "strengths": wording.STRENGTHS,
        "switches": wording.SWITCHES,
        "role_name": wording.role_name,
        "function_name": wording.function_name,
        "level_range": wording.level_range,
        "count": wording.count,
        "listed": wording.listed,
        "verdict": wording.verdict,
        "weakest_names": wording.weakest_names,
        "coverage_warning": wording.coverage_warning,
        "coverage_line": wording.coverage_line,
        "missing_kinds": wording.missing_kinds,
        "top_level": wording.top_level,
        "level_name": wording.level_name,
        "clean": wording.clean,
    }
