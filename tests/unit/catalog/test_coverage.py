"""Measuring the catalog against lists of names."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.coverage import lines, measure, read_list
from sovassess.errors import InputFileError
from tests.loaded import catalog as shipped

LISTS = Path(__file__).parents[3] / "benchmarks" / "data" / "catalog"
HEAD = "# title: Names\n# source: a list\n# date: 2026-11-21\n# kind: package/pypi\n"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return shipped()


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_list_of_others_is_covered_as_far_as_asked(catalog: Catalog, path: Path) -> None:
    names = read_list(path)
    assert names.names
    assert names.source
    assert measure(catalog, names).met


def test_what_is_missing_comes_by_popularity(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text(HEAD + "# target: 50\nopenai\t9\nno-such-package-a\t3\nno-such-package-b\t7\n")
    found = measure(catalog, read_list(path))
    assert [name for name, _ in found.missing] == ["no-such-package-b", "no-such-package-a"]
    assert not found.met
    assert list(lines(found)) == [
        "Names: 1 of 3, 33.3 %, target 50 %: NOT MET",
        "  missing  no-such-package-b  (7)",
        "  missing  no-such-package-a  (3)",
    ]


def test_typing_stubs_never_count(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text(HEAD + "boto3\nmypy-boto3-s3\ntypes-redis\nboto3-stubs\n")
    assert [name for name, _ in measure(catalog, read_list(path)).missing] == [
        "boto3-stubs", "mypy-boto3-s3", "types-redis",
    ]  # fmt: skip


def test_a_rule_for_a_whole_family_covers_no_single_name(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text(HEAD + "llama-index-llms-openai\nllama-index-no-such-part\n")
    assert catalog.package("pypi", "llama-index-no-such-part") is not None
    assert [name for name, _ in measure(catalog, read_list(path)).missing] == ["llama-index-no-such-part"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# title: Names\nopenai\n", "lacks `# source:`"),
        (HEAD.replace("package/pypi", "package/pipy") + "openai\n", "did you mean 'package/pypi'?"),
        (HEAD + "openai\tmany\n", "names.txt:5: 'many' is not a number"),
    ],
)
def test_a_list_with_a_wrong_head_or_number_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "names.txt"
    path.write_text(text)
    with pytest.raises(InputFileError) as caught:
        read_list(path)
    assert words in str(caught.value)
