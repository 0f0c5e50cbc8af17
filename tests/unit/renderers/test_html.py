"""The page as text: self-contained, inert, complete, linked, small, the same every time."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from sovassess.model.assessment import Assessment
from sovassess.model.enums import Status
from sovassess.renderers import html
from tests.unit.renderers import sample


class _Page(HTMLParser):
    """Tags with their attributes, the text outside of script and style, and the text inside."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.raw: dict[str, list[str]] = {"script": [], "style": []}
        self._inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag if tag in self.raw else self._inside

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        (self.raw[self._inside] if self._inside else self.words).append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.tags if attribute in attributes]


@pytest.fixture(scope="module")
def rich_text() -> str:
    return html.render(sample.rich())


@pytest.fixture(scope="module")
def rich_page(rich_text: str) -> _Page:
    return _Page(rich_text)


def test_nothing_is_loaded_from_anywhere(rich_page: _Page) -> None:
    loads = rich_page.all("src") + rich_page.all("srcset") + rich_page.all("data") + rich_page.all("action")
    assert loads == []
    assert [link for link in rich_page.all("href") if not link.startswith("#")] == ["data:,"]
    assert "@import" not in rich_page.raw["style"][0]
    assert "url(" not in rich_page.raw["style"][0]


def test_the_policy_admits_exactly_the_one_style_and_the_one_script(rich_page: _Page) -> None:
    policy = next(
        a["content"] for t, a in rich_page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    for kind in ("script", "style"):
        assert len(rich_page.raw[kind]) == 1
        digest = base64.b64encode(hashlib.sha256(rich_page.raw[kind][0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_no_tag_carries_code_or_style_of_its_own(rich_page: _Page) -> None:
    names = {name for _, attributes in rich_page.tags for name in attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_script_in_names_is_text(rich_page: _Page) -> None:
    tags = Counter(tag for tag, _ in rich_page.tags)
    assert tags["script"] == 1
    assert tags["img"] == 0
    assert tags["title"] == 1 + tags["a"] - sum(1 for t, a in rich_page.tags if t == "a" and a.get("class") != "node")
    assert " ".join(sample.HOSTILE_PARTY.split()) in rich_page.text
    assert sample.SCRIPT in rich_page.text


def test_direction_overrides_are_made_visible(rich_text: str) -> None:
    assert "\u202e" not in rich_text
    assert "&lt;U+202E&gt;" in rich_text


@pytest.mark.parametrize(
    "make", [sample.rich, sample.empty, lambda: sample.large(600, 60)], ids=["rich", "empty", "large"]
)
def test_ids_are_unique_and_every_link_has_its_target(make: Callable[[], Assessment]) -> None:
    page = _Page(html.render(make()))
    ids = Counter(page.all("id"))
    assert [key for key, number in ids.items() if number > 1] == []
    assert {link[1:] for link in page.all("href") if link.startswith("#")} <= set(ids)
    assert all(not re.search(r"[\s\"'<>]", key) for key in ids)


def test_every_item_can_be_linked_to(rich_page: _Page) -> None:
    ids, assessment = set(rich_page.all("id")), sample.rich()
    assert {f"crit-{c.id}" for c in assessment.criteria} <= ids
    assert {f"dim-{d.id}" for d in assessment.dimensions} <= ids
    assert {e.id for e in assessment.evidence} <= ids
    assert {html.anchor("dep", d.id) for d in assessment.dependencies} <= ids
    assert {html.anchor("scn", s.id) for s in assessment.scenarios} <= ids
    assert {html.anchor("node", n.id) for n in assessment.graph.nodes if n.kind != "function"} <= ids


def test_sections_stand_in_the_order_in_which_they_are_read(rich_page: _Page) -> None:
    order = [a["id"] for t, a in rich_page.tags if t == "section"]
    assert order == [
        "verdict", "switch-off", "dimensions", "scenarios", "map", "fix", "findings", "dependencies",
        "egress", "statements", "unseen", "evidence", "provenance", "board",
    ]  # fmt: skip


def test_verdict_evidence_and_gaps_are_told(rich_page: _Page) -> None:
    assessment = sample.rich()
    for words in (
        "Level 1 of 5 (Resident), and nothing unknown could raise it; the weakest dimension is Model control.",
        "187 of 189 recognised files read, 2 unread",
        "larger than 5 MB",
        assessment.rubric.digest,
        assessment.settings.digest,
        "Left out: third_party/**",
        assessment.catalog.digest,
        assessment.subject.revision,
        "Seen, never declared",
        "key ceremony record 2026-09",
        "moves behind the gateway with release 4",
        "attested: no hosted moderation is called",
        "telemetry.vendor.example",
        "CONNECT telemetry.vendor.example:443 200",
    ):
        assert words in rich_page.text, words


def test_the_digest_of_the_json_report_is_printed(rich_page: _Page) -> None:
    from sovassess.renderers import json_

    assert hashlib.sha256(json_.render(sample.rich()).encode()).hexdigest() in rich_page.text


def test_an_accepted_risk_is_marked_at_its_finding_and_an_expired_one_is_not(rich_text: str) -> None:
    assert "accepted until 2027-03-31" in rich_text
    assert "accepted until 2025-01-01" not in rich_text


def test_a_scan_that_read_nothing_says_so_first_and_shows_no_level(rich_text: str) -> None:
    text = _Page(html.render(sample.empty())).text
    main = text.index("Nothing was read (3 files found), so nothing is proven.")
    assert main < text.index("No level: none of the rubric")
    assert "Nothing was read" not in rich_text


def _with_evidence(rows: int) -> Assessment:
    return sample.large(rows, 100)


def test_five_thousand_rows_stay_under_the_limit() -> None:
    text = html.render(sample.large())
    assert len(text.encode()) < 1_500_000
    assert len(re.findall(r'<li id="ev-', text)) == 5000


def test_beyond_the_cap_cited_rows_stay_and_the_rest_is_counted() -> None:
    assessment = _with_evidence(6000)
    last = assessment.evidence[-1].id
    changed = (replace(assessment.criteria[0], evidence=(last,)), *assessment.criteria[1:])
    page = _Page(html.render(replace(assessment, criteria=changed)))
    assert last in page.all("id")
    assert "1,000 more lines stand in the JSON report only." in page.text


def test_evidence_that_is_not_in_the_assessment_is_left_out_quietly() -> None:
    base = sample.rich()
    changed = (replace(base.criteria[0], evidence=("ev-9999",)), *base.criteria[1:])
    assert "ev-9999" not in html.render(replace(base, criteria=changed))


def test_equal_input_gives_equal_bytes(rich_text: str) -> None:
    assert html.render(sample.rich()) == rich_text


def _palettes(style: str) -> list[dict[str, tuple[int, int, int]]]:
    found: list[dict[str, tuple[int, int, int]]] = []
    for block in re.findall(r":root\{([^}]*)\}", style):
        colours: dict[str, tuple[int, int, int]] = {}
        for name, code in re.findall(r"--([a-z-]+):#([0-9a-f]{3}(?:[0-9a-f]{3})?)\b", block):
            full = code if len(code) == 6 else "".join(c * 2 for c in code)
            colours[name] = (int(full[:2], 16), int(full[2:4], 16), int(full[4:], 16))
        found.append(colours)
    return found


def _luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_pair_of_text_and_ground_has_the_contrast_of_wcag_aa(rich_page: _Page) -> None:
    palettes = _palettes(rich_page.raw["style"][0])
    assert len(palettes) == 3
    grounds = ("bg", "panel", "sunk")
    pairs = [(ink, ground) for ink in ("ink", "soft", "accent") for ground in (*grounds, "accent-t")]
    pairs += [(tone, ground) for tone in ("good", "maybe", "bad") for ground in (*grounds, f"{tone}-t")]
    pairs += [("on", "good"), ("soft", "good-t"), ("soft", "maybe-t"), ("ink", "good-t"), ("ink", "maybe-t")]
    for palette in palettes:
        for ink, ground in pairs:
            light, dark = sorted((_luminance(palette[ink]), _luminance(palette[ground])), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


def test_a_rehearsal_tells_what_bridges_a_loss_what_is_open_and_what_is_missing_though_it_goes_on() -> None:
    base = sample.rich()
    scenario = base.scenarios[0]
    cause = replace(scenario.because[0], status=Status.UP, lasts="cached names, for 1 hour", reason=sample.SCRIPT)
    changed = replace(
        scenario,
        because=(cause,),
        degraded=("service:aws-eks", "service:aws-eks"),
        notes=("Certificates last until they end.",),
        onset="after_cache",
        notice="none",
    )
    page = _Page(html.render(replace(base, scenarios=(changed, *base.scenarios[1:]))))
    assert "Held up by: cached names, for 1 hour" in page.text
    assert f"Open: {sample.SCRIPT}" in page.text
    assert "at first; it hangs on" in page.text
    assert page.text.count("Goes on with less: no") == 1
    assert "Certificates last until they end." in page.text
    assert "Sets in: after cache. Notice: none." in page.text
