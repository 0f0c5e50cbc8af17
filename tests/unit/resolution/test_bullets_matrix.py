"""Ten languages by what code reaches: a program is a hit, its lines as comment, text, test or look-alike are none."""

from __future__ import annotations

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.own import OwnThings
from sovassess.resolution.resolve import resolve
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree
from tests.loaded import catalog
from tests.unit.resolution.bullets import BULLETS, SHAPES, program
from tests.unit.resolution.estate import dependencies, outsiders, party
from tests.unit.resolution.similar import OWN, resembling

CELLS = [pytest.param(language, name, id=f"{language}-{name}") for language in BULLETS for name in BULLETS[language]]


@pytest.mark.parametrize(("language", "name"), CELLS)
def test_what_the_code_does_names_the_party(language: str, name: str) -> None:
    bullet, shape = BULLETS[language][name], SHAPES[language]
    assert bullet.party in outsiders({shape.path: program(language, bullet.top, bullet.body)})


@pytest.mark.parametrize(("language", "name"), CELLS)
def test_the_same_lines_in_comments_are_nothing(language: str, name: str) -> None:
    bullet, shape = BULLETS[language][name], SHAPES[language]
    top, body = (
        "\n".join(f"{shape.comment} {line}" for line in part.splitlines()) for part in (bullet.top, bullet.body)
    )
    filler = "    pass" if language == "python" else "  :" if language == "shell" else ""
    assert outsiders({shape.path: program(language, top, f"{body}\n{filler}")}) == set()


@pytest.mark.parametrize(("language", "name"), CELLS)
def test_the_same_lines_as_a_text_are_nothing(language: str, name: str) -> None:
    bullet, shape = BULLETS[language][name], SHAPES[language]
    code = bullet.body.replace("'", "`") if language in ("shell", "python") else bullet.body
    assert outsiders({shape.path: program(language, "", shape.quoted.format(code=code))}) == set()


@pytest.mark.parametrize(("language", "name"), CELLS)
def test_the_same_lines_in_a_test_are_no_tie_of_what_runs(language: str, name: str) -> None:
    bullet, shape = BULLETS[language][name], SHAPES[language]
    found = dependencies({shape.test: program(language, bullet.top, bullet.body)})
    assert [party(one) for one in found if one.strength.live] == []


@pytest.mark.parametrize(("language", "name"), CELLS)
def test_names_that_only_look_alike_do_not_name_the_party(language: str, name: str) -> None:
    bullet, shape = BULLETS[language][name], SHAPES[language]
    top, body = resembling(language, name, bullet.top), resembling(language, name, bullet.body)
    assert (top, body) != (bullet.top, bullet.body)
    files = {**OWN.get(language, {}), shape.path: program(language, top, body)}
    assert bullet.party not in outsiders(files)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("Host=db.corp.internal;Port=5433;Database=a", "db.corp.internal", 5433),
        ("Server=tcp:shop.database.windows.net,1433;Initial Catalog=Shop", "shop.database.windows.net", None),
        ("AccountEndpoint=https://corp.documents.azure.com:443/;AccountKey=", "corp.documents.azure.com", 443),
        ("pgsql:host=ep-1.neon.tech;dbname=main", "ep-1.neon.tech", None),
    ],
)
def test_a_list_of_settings_is_an_address(text: str, host: str, port: int | None) -> None:
    found = endpoint_of(text)
    assert found is not None
    assert (found.host, found.port) == (host, port)


@pytest.mark.parametrize("text", ["Localhost=db.org;a=b", "https://a.org/?host=b.org;c=d", "set Server=b.org", "Host="])
def test_what_only_looks_like_such_a_list_is_none_of_another_host(text: str) -> None:
    found = endpoint_of(text)
    assert found is None or found.host == "a.org"


@pytest.mark.parametrize(("language", "name"), CELLS)
def test_a_reader_that_knows_the_catalog_reads_what_matters(language: str, name: str) -> None:
    bullet, shape = BULLETS[language][name], SHAPES[language]
    tree = MemoryTree({shape.path: program(language, bullet.top, bullet.body)})
    scanned = scan(tree, DETECTORS, known=catalog().known)
    found = resolve(scanned.files, catalog(), OwnThings(), scanned.paths).dependencies
    assert bullet.party in {party(one) for one in found if one.strength.live}
