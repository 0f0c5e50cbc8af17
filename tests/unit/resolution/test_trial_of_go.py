"""Classes of mistakes that a whole application showed: databases behind a driver's name, tables of defaults, tiles."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.bullets import program
from tests.unit.resolution.estate import dependencies, outsiders, party, services


def _go(top: str, body: str) -> dict[str, str]:
    return {"internal/work.go": program("go", top, body)}


def test_a_database_whose_address_nobody_tells_is_one_all_the_same() -> None:
    found = dependencies(_go('import "database/sql"', '  sql.Open("mysql", text)'))
    assert [(one.role.value, one.operated_by.value, one.strength.value) for one in found] == [
        ("data-store", "unknown", "optional")
    ]


@pytest.mark.parametrize("driver", ["sqlite", "sqlite3", "duckdb"])
def test_a_database_in_the_program_is_no_outsider(driver: str) -> None:
    assert outsiders(_go('import "database/sql"', f'  sql.Open("{driver}", text)')) == set()


def test_a_database_with_an_address_is_told_by_it() -> None:
    body = '  sql.Open("postgres", "postgres://u@ep-1.eu-central-1.aws.neon.tech/main")'
    assert outsiders(_go('import "database/sql"', body)) == {"neon"}


def test_a_function_of_that_name_elsewhere_opens_no_database() -> None:
    assert outsiders(_go('import sql "git.corp.net/shop/sql"', '  sql.Open("mysql", text)')) == set()


TABLE = 'package ai\n\nconst (\n\tDefaultOpenAIModel = "gpt-5.5"\n\tDefaultGeminiModel = "gemini-2.5-flash"\n)\n'


def test_a_default_for_each_supplier_is_none_of_the_program() -> None:
    found = dependencies({"internal/models.go": TABLE})
    assert {one.strength for one in found} == {Strength.OPTIONAL}


@pytest.mark.parametrize(
    "other", ["DefaultEmbeddingModel", "DefaultGeminiModelForImages", "FallbackGeminiModel", "DefaultSmallModel"]
)
def test_a_default_beside_one_for_something_else_stays_the_programs(other: str) -> None:
    found = dependencies({"internal/models.go": TABLE.replace("DefaultGeminiModel", other)})
    assert [one.strength for one in found if party(one) == "openai"] == [Strength.DEFAULT]


@pytest.mark.parametrize("shard", ["{s}.", "{a-c}.", "{subdomain}.", ""])
def test_tiles_are_asked_of_their_host_whichever_server_is_picked(shard: str) -> None:
    body = f"  return fetch('https://{shard}basemaps.cartocdn.com/light_all/1/2/3.png');"
    assert outsiders({"src/work.ts": program("typescript", "", body)}) == {"carto-stadia"}


def test_a_host_that_is_filled_in_names_nobody() -> None:
    body = "  return fetch('https://{tenant}.cartocdn.com.corp.net/light_all/1/2/3.png');"
    assert "carto-stadia" not in outsiders({"src/work.ts": program("typescript", "", body)})


def test_a_sign_in_at_a_code_host_is_no_link_to_a_repository() -> None:
    body = "  register({ authUrl: 'https://gitlab.com/oauth/authorize', tokenUrl: 'https://gitlab.com/oauth/token' });"
    code = program("typescript", "import { register } from 'sign-in';", body)
    assert outsiders({"src/work.ts": code}) == {"gitlab"}
    link = code.replace("oauth/authorize", "corp/shop").replace("oauth/token", "corp/shop/issues")
    assert outsiders({"src/work.ts": link}) == set()


def test_a_sign_in_with_facebook_is_a_sign_in() -> None:
    body = (
        "  return ['client_id' => env('FACEBOOK_APP_ID', false), 'client_secret' => env('FACEBOOK_APP_SECRET', false)];"
    )
    found = services({"config/services.php": program("php", "", body)})
    assert {(name, one.role.value) for name, one in found.items()} == {("facebook-login", "identity")}


SAIL = (
    "services:\n  app:\n    build:\n      context: ./{}\n    image: sail-8.4/app\n"
    "  store:\n    image: getmeili/meilisearch:v1\n"
)


@pytest.mark.parametrize("context", ["vendor/laravel/sail/runtimes/8.4", "node_modules/corp-tools/runtime"])
def test_a_file_that_a_developers_package_sets_up_is_no_product(context: str) -> None:
    found = dependencies({"docker-compose.yml": SAIL.format(context)})
    assert [one for one in found if one.strength.live] == []


@pytest.mark.parametrize("context", ["runtimes/8.4", "vendors/laravel", "services/vendor/app"])
def test_a_file_that_builds_from_the_tree_is_the_product(context: str) -> None:
    found = dependencies({"docker-compose.yml": SAIL.format(context)})
    assert "meilisearch" in {one.service for one in found if one.strength.core}
