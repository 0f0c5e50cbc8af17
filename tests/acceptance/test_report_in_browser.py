"""The report in a real browser, with the network off: it loads nothing, hides nothing, and answers to keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from sovassess.model.assessment import Assessment
from sovassess.renderers import html, html_sections
from sovassess.renderers.pictures import svg
from tests.acceptance import browser as chromium
from tests.acceptance.browser import Visit
from tests.unit.renderers import sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

_SIZES = [(1280, 800), (768, 1024), (390, 844)]


def _on_a_forge(assessment: Assessment) -> Assessment:
    subject = replace(assessment.subject, remote="https://github.com/acme/shop", revision="f" * 40)
    return replace(assessment, subject=subject)


def _long() -> str:
    """Everything that only a large page has, the folded register and the shortened map, in a hundredth of its rows."""
    with patch.object(html_sections, "PAPER_CAP", 40):
        return html.render(sample.large(50, 100))


_MAKERS: dict[str, Callable[[], str]] = {
    "rich": lambda: html.render(sample.rich()),
    "large": lambda: html.render(sample.large()),
    "long": _long,
    "empty": lambda: html.render(sample.empty()),
    "rich on a forge": lambda: html.render(_on_a_forge(sample.rich())),
    "large on a forge": lambda: html.render(_on_a_forge(sample.large())),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    reason = chromium.missing()
    if reason and chromium.in_ci():
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with chromium.launched() as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made: dict[str, Path] = {}
    for name, make in _MAKERS.items():
        made[name] = folder / f"{name}.html"
        made[name].write_text(make(), encoding="utf-8", newline="")
    return made


@pytest.fixture
def visit(browser: Browser, files: dict[str, Path]) -> Iterator[Callable[..., Visit]]:
    opened: list[Visit] = []

    def start(name: str = "rich", **context: object) -> Visit:
        opened.append(Visit(browser, files[name], **context))
        return opened[-1]

    yield start
    for one in opened:
        one.close()


def _bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def _active(page: Page, expression: str) -> str:
    return str(page.evaluate(f"String(document.activeElement.{expression})"))


@pytest.mark.parametrize("name", ["empty", "large", "rich"])
def test_the_page_asks_for_nothing_and_logs_nothing(visit: Callable[..., Visit], name: str) -> None:
    seen = visit(name)
    seen.open()
    assert [url for url in seen.requests if not url.startswith("data:")] == [seen.path.as_uri()]
    assert seen.complaints == []


def test_an_own_style_or_script_of_somebody_else_is_refused(browser: Browser, tmp_path: Path) -> None:
    page_file = tmp_path / "tampered.html"
    text = html.render(sample.rich()).replace("</body>", "<script>window.pwned=1</script></body>")
    page_file.write_text(text, encoding="utf-8", newline="")
    seen = Visit(browser, page_file)
    assert seen.open().evaluate("typeof window.pwned") == "undefined"
    assert any("Content Security Policy" in message for message in seen.complaints)
    seen.close()


def test_script_in_scanned_names_is_inert(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.click("#open-all")
    page.hover(".node >> nth=5")
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("svg [onload]").count() == 0
    assert page.get_by_text(sample.SCRIPT).count() > 0


@pytest.mark.parametrize(("width", "height"), _SIZES)
@pytest.mark.parametrize("name", ["empty", "large", "rich"])
def test_nothing_runs_off_the_side(visit: Callable[..., Visit], name: str, width: int, height: int) -> None:
    page = visit(name, viewport={"width": width, "height": height}).open()
    page.click("#open-all")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(("width", "height"), _SIZES)
def test_level_weakest_dimension_and_first_evidence_stand_at_the_top(
    visit: Callable[..., Visit], width: int, height: int
) -> None:
    page = visit(viewport={"width": width, "height": height}).open()
    assert re.search(r"Level 1 of 5 \(Resident\).*weakest dimension is Model control", page.inner_text("h1"))
    assert _bottom(page, "h1") <= height
    assert page.inner_text(".facts dd >> nth=0") == "Model control"
    assert _bottom(page, ".facts dd") <= height
    assert _bottom(page, ".first .ev .quote") <= 2 * height


def test_search_leaves_only_what_holds_every_word_and_escape_brings_all_back(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.keyboard.press("/")
    assert _active(page, "id") == "q"
    page.keyboard.type("docker registry")
    page.wait_for_selector('tr[id="dep:aws-eks"]', state="hidden")
    assert page.is_visible('tr[id="dep:docker-hub"]')
    shown, total = (int(number) for number in re.findall(r"\d+", page.inner_text("#hits")))
    assert 0 < shown < total
    page.keyboard.press("Escape")
    assert page.is_visible('tr[id="dep:aws-eks"]')
    assert page.inner_text("#hits") == ""


def test_search_opens_the_evidence_that_it_finds_and_closes_it_again(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.fill("#q", "omni-moderation")
    page.wait_for_selector("#ev-0004", state="visible")
    assert page.is_hidden("#ev-0005")
    page.fill("#q", "")
    page.wait_for_selector("#ev-0004", state="hidden")
    assert page.locator(".register details:not([hidden])").count() > 1


def test_a_long_register_is_folded_and_search_and_links_open_it(visit: Callable[..., Visit]) -> None:
    page = visit("large").open()
    assert page.is_hidden(".register")
    page.fill("#q", "client_4321")
    page.wait_for_selector("#ev-004321", state="visible")
    page.fill("#q", "")
    page.wait_for_selector(".register", state="hidden")
    page.evaluate("location.hash = 'ev-004321'")
    page.wait_for_selector("#ev-004321", state="visible")


def test_findings_filter_by_outcome(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.select_option('[data-for="findings"] [data-facet="outcome"]', "fail")
    left = page.locator("#findings [data-item]:not([hidden])")
    failed = sum(1 for criterion in sample.rich().criteria if criterion.outcome == "fail")
    assert left.count() == failed > 0
    assert page.is_visible('tr[id="dep:aws-eks"]')


def test_dependencies_filter_by_one_of_several_phases(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.select_option('[data-for="dependencies"] [data-facet="phase"]', "deploy")
    assert page.locator("#dependencies tr[data-item]:not([hidden])").count() == 1
    assert page.is_visible('tr[id="dep:aws-eks"]')


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("target", ["ev-0007", "crit-SAF-3.1", "dim-lock_in", "node-party:docker"])
def test_a_deep_link_opens_what_is_folded_and_brings_it_into_view(
    visit: Callable[..., Visit], target: str, script: bool
) -> None:
    page = visit(java_script_enabled=script).open(f"#{target}")
    page.wait_for_selector(f'[id="{target}"]', state="visible")
    box = page.locator(f'[id="{target}"]').bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800


def test_a_link_to_evidence_leads_to_its_row(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.click(".first .ev a")
    target = page.evaluate("location.hash.slice(1)")
    page.wait_for_selector(f'[id="{target}"]', state="visible")
    assert target.startswith("ev-")


def test_a_deep_link_to_an_item_that_a_search_hid_shows_it(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.fill("#q", "nothing holds these words")
    page.wait_for_selector('tr[id="dep:aws-eks"]', state="hidden")
    page.evaluate("location.hash = 'dep:aws-eks'")
    page.wait_for_selector('tr[id="dep:aws-eks"]', state="visible")


def test_the_keyboard_reaches_the_map_and_walks_it(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.focus(".scroll:has(.lanes)")
    page.keyboard.press("Tab")
    assert "node" in _active(page, "classList").split()
    assert page.locator(".lanes.lit").count() == 1
    first = int(_active(page, "dataset.n"))
    page.keyboard.press("ArrowRight")
    second = int(_active(page, "dataset.n"))
    assert page.locator(f'.edge.on[data-s="{first}"][data-t="{second}"]').count() == 1
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector("#map-table tbody tr:target", state="visible")


def test_every_node_has_a_name_and_can_be_reached(visit: Callable[..., Visit]) -> None:
    page = visit("large").open()
    nodes = page.locator(".node")
    assert nodes.count() > 30
    assert page.evaluate("Array.from(document.querySelectorAll('.node')).every(n => n.tabIndex === 0)")
    assert page.evaluate("Array.from(document.querySelectorAll('.node > title')).every(t => t.textContent.length > 1)")


def test_a_node_lights_its_own_paths_and_leaves_the_others_dim(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.focus('.node[href="#node-party:docker"]')
    lit = set(page.locator(".node.on title").all_text_contents())
    names = {text.split(",")[0] for text in lit}
    assert {"Docker", "Docker Hub", "US", "assistant"} <= names
    assert "Z.ai" not in names


def test_without_javascript_everything_is_there(visit: Callable[..., Visit]) -> None:
    page = visit(java_script_enabled=False).open()
    assert page.is_visible("h1")
    assert page.is_hidden(".tools")
    assert page.is_hidden(".filters >> nth=0")
    assert page.locator(".node").count() > 10
    assert page.is_hidden("#crit-MOD-2\\.1 .inside")
    page.click("#crit-MOD-2\\.1 summary")
    assert page.is_visible("#crit-MOD-2\\.1 .inside")


def test_paper_shows_what_the_screen_folds_even_without_javascript(visit: Callable[..., Visit]) -> None:
    page = visit(java_script_enabled=False).open()
    page.emulate_media(media="print")
    assert page.is_visible("#crit-MOD-2\\.1 .inside")
    assert page.is_visible("#ev-0007")
    assert page.is_hidden(".toc")
    for heading in ("h1", "#switch-off h2", "#switch-off h3", "#map h2", "#map caption", "#map .key", "#fix h3"):
        assert page.locator(heading).first.is_visible(), heading
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_printing_leaves_the_folds_as_they_were(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    before = page.locator("details[open]").count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_colour_scheme(visit: Callable[..., Visit], scheme: str) -> None:
    page = visit(color_scheme=scheme).open()
    red, green, blue = (
        int(n) for n in re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
    )
    assert (min(red, green, blue) > 200) is (scheme == "light")


def test_the_long_page_has_every_kind_of_element_that_the_large_one_has(files: dict[str, Path]) -> None:
    def kinds(name: str) -> set[tuple[str, str]]:
        return set(re.findall(r'<(\w+)(?: class="([^"]*)")?', files[name].read_text("utf-8")))

    assert kinds("large") <= kinds("long")
    assert kinds("large") - kinds("rich")


# The long page has the colours of the rich one, so it is looked at in the light only.
@pytest.mark.parametrize(
    ("name", "scheme"),
    [("empty", "light"), ("empty", "dark"), ("rich", "light"), ("rich", "dark"), ("long", "light")],
)
def test_axe_finds_no_barrier(visit: Callable[..., Visit], name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(name, color_scheme=scheme).open()
    if name != "long":  # what is folded there stays so
        page.click("#open-all")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    assert [
        (v["id"], v["impact"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found.response["violations"]
    ] == []


def test_axe_finds_no_barrier_on_a_narrow_screen(visit: Callable[..., Visit]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit("rich", viewport={"width": 390, "height": 844}).open()
    page.click("#open-all")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found.response["violations"]] == []


def test_a_dependency_on_a_narrow_screen_is_one_column_of_words(visit: Callable[..., Visit]) -> None:
    page = visit("rich", viewport={"width": 390, "height": 844}).open()
    boxes = [cell.bounding_box() for cell in page.locator("#dependencies tbody tr >> nth=0").locator("td").all()]
    assert len({round(box["x"]) for box in boxes if box}) == 1
    words = page.evaluate(
        "[...document.querySelectorAll('#dependencies tbody tr:first-child td')]"
        ".map(cell => getComputedStyle(cell, '::before').content.replaceAll('\"', ''))"
    )
    heads = page.locator("#dependencies thead th").all_text_contents()
    assert [word.split()[0] for word in heads[1:]] == [word.split()[0] for word in words]


def test_axe_would_find_a_barrier(visit: Callable[..., Visit]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit("rich").open()
    page.evaluate("document.body.append(document.createElement('button'))")
    assert axe.Axe().run(page).violations_count > 0


def test_the_board_summary_stands_alone_and_prints_on_one_page(visit: Callable[..., Visit]) -> None:
    page = visit("rich").open()
    page.evaluate("location.hash = '#board'")
    shown = page.evaluate("[...document.querySelectorAll('main > section')].filter(s => s.offsetParent).map(s => s.id)")
    assert shown == ["board"]
    page.emulate_media(media="print")
    assert page.locator("#board h2, #board h3").count() == 5
    assert all(heading.is_visible() for heading in page.locator("#board h2, #board h3").all())
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="null")
    page.click("#board .back")
    assert page.is_hidden("#board")
    assert page.is_visible("#findings")


def test_the_map_can_be_narrowed_to_a_law(visit: Callable[..., Visit]) -> None:
    page = visit("rich").open()
    page.select_option("[data-pick=laws]", "US")
    lit = page.evaluate("[...document.querySelectorAll('.lanes.lit .node.on')].map(n => n.dataset.laws ?? '')")
    every = page.evaluate("document.querySelectorAll('.lanes .node').length")
    assert 0 < len(lit) < every
    assert all("US" in laws.split() for laws in lit if laws)
    page.select_option("[data-pick=laws]", "")
    assert page.evaluate("document.querySelectorAll('.lanes.lit').length") == 0


def test_what_is_searched_and_picked_stands_in_the_address_and_comes_back_from_it(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.fill("#q", "tool")
    page.select_option('[data-for="findings"] [data-facet="outcome"]', "unknown")
    page.wait_for_url(re.compile(r"q=tool.*outcome=unknown"))
    address = page.evaluate("location.hash")
    left = page.locator("#findings [data-item]:not([hidden])").count()
    again = visit().open(address)
    assert again.input_value("#q") == "tool"
    assert again.locator("#findings [data-item]:not([hidden])").count() == left
    again.press("#q", "Escape")
    assert again.evaluate("location.hash") == ""


def test_a_list_that_a_filter_empties_takes_its_heading_along(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.fill("#q", "MOD-2.1")
    page.wait_for_selector("#findings-lock_in", state="hidden")
    assert page.is_visible("#findings-model_control")
    page.fill("#q", "")
    page.wait_for_selector("#findings-lock_in", state="visible")


def test_what_is_opened_stands_in_the_address(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    page.click("#crit-MOD-2\\.1 summary")
    assert page.evaluate("location.hash") == "#crit-MOD-2.1"
    page.click("#open-all")
    assert page.evaluate("location.hash") == "#crit-MOD-2.1"


def test_a_cell_that_is_down_leads_to_its_proof(visit: Callable[..., Visit]) -> None:
    page = visit().open()
    down = page.locator(".matrix .cell:has(.st-down)")
    assert 0 < down.count() <= page.locator(".matrix .st-down").count()
    down.first.click()
    target = page.evaluate("location.hash.slice(1)")
    assert target.startswith("proof-")
    page.wait_for_selector(f'[id="{target}"]', state="visible")
    assert page.locator(f'[id="{target}"] .chain li').count() > 1


@pytest.mark.parametrize("name", ["rich on a forge", "large on a forge"])
def test_a_line_of_the_register_leads_to_the_forge(visit: Callable[..., Visit], name: str) -> None:
    seen = visit(name)
    page = seen.open()
    row = page.locator(".register li:has(b:not(:text('\u2013')))").nth(2)
    key = row.get_attribute("id")
    page.evaluate(f"location.hash = '{key}'")
    page.wait_for_selector(f"#{key} b a")
    path = page.locator(f".register details:has(#{key}) summary code").inner_text()
    line = page.locator(f"#{key} b").inner_text()
    whole = f"https://github.com/acme/shop/blob/{'f' * 40}/{quote(path)}"
    assert page.locator(f"#{key} b a").get_attribute("href") == f"{whole}#L{line}"
    assert page.locator(f".register details:has(#{key}) .digest a.out").get_attribute("href") == whole
    assert seen.complaints == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
def test_the_picture_of_the_graph_by_itself_fits_the_screen_and_can_be_read(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    path = tmp_path / "graph.svg"
    path.write_text(svg.render(sample.large()), "utf-8")
    seen = Visit(browser, path, viewport={"width": width, "height": height})
    page = seen.open()
    try:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        sizes = page.evaluate(
            "[...document.querySelectorAll('text')].map(one => one.getBoundingClientRect())"
            ".filter(box => box.width).map(box => [box.left, box.right, box.height])"
        )
        assert len(sizes) > 100
        assert all(left >= 0 and right <= width and tall >= 11 for left, right, tall in sizes)
        assert seen.complaints == []
    finally:
        seen.close()


def test_on_paper_further_evidence_is_no_larger_than_the_first(browser: Browser, tmp_path: Path) -> None:
    found = sample.rich()
    every = tuple(record.id for record in found.evidence)
    path = tmp_path / "cited.html"
    cited = replace(found, dependencies=tuple(replace(d, evidence=every) for d in found.dependencies))
    path.write_text(html.render(cited), encoding="utf-8", newline="")
    seen = Visit(browser, path)
    page = seen.open()
    page.emulate_media(media="print")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.deps .more-ev')]"
        ".map(one => [one, one.parentElement].map(each => parseFloat(getComputedStyle(each).fontSize)))"
    )
    seen.close()
    assert sizes
    assert all(further <= first for further, first in sizes)
