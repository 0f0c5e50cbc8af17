"""Folders of suppliers, registered makers, switches behind locals, stores inside the process."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role, Strength
from tests.unit.resolution.estate import Files, dependencies


def of_party(files: Files, party: str) -> set[Strength]:
    return {e.strength for e in dependencies(files) if e.party is not None and e.party.id == party}


def own(files: Files) -> dict[str, Strength]:
    found = [e for e in dependencies(files) if e.operated_by is Operator.SELF]
    return {e.service: e.strength for e in found}


WEIGHTS = "from sentence_transformers import SentenceTransformer\n\nmodel = SentenceTransformer('org/name')\n"
SUPPLIERS = ("openai", "cohere", "groq", "mistral_ai")


def folder(names: tuple[str, ...], place: str = "shop/embedding") -> dict[str, str]:
    return {f"{place}/{name}.py": "import os\n" for name in names} | {f"{place}/hugging_face.py": WEIGHTS}


def test_what_lies_in_a_folder_of_suppliers_is_as_much_a_choice_as_they_are() -> None:
    assert of_party(folder(SUPPLIERS), "hugging-face") == {Strength.OPTIONAL}


@pytest.mark.parametrize("names", [SUPPLIERS[:2], ("parse", "split", "rank", "store"), ("stripe", "slack", "github")])
def test_other_modules_side_by_side_are_used_together(names: tuple[str, ...]) -> None:
    assert of_party(folder(names), "hugging-face") == {Strength.DEFAULT}


def test_what_such_a_folder_holds_for_all_is_no_choice() -> None:
    files = {f"shop/embedding/{name}.py": "import os\n" for name in SUPPLIERS} | {"shop/embedding/measure.py": WEIGHTS}
    assert of_party(files, "hugging-face") == {Strength.DEFAULT}


TOOLS = """from tavily import TavilyClient

def create_search(key):
    return TavilyClient(api_key=key)

REGISTER
"""


@pytest.mark.parametrize(
    ("line", "strength"),
    [
        ('tools.register("search", create_search)', Strength.OPTIONAL),
        ("registry.register_tool(Names.SEARCH, create_search)", Strength.OPTIONAL),
        ("app.register(create_search)", Strength.DEFAULT),
        ('tools.register("search", create_search)\nclient = create_search("k")', Strength.DEFAULT),
        ("# tools.register('search', create_search)", Strength.DEFAULT),
    ],
)
def test_a_maker_that_is_registered_under_a_name_is_one_to_ask_for(line: str, strength: Strength) -> None:
    assert of_party({"shop/tools.py": TOOLS.replace("REGISTER", line)}, "tavily") == {strength}


COUNTED = """variable "deploy_cache" {
  type    = string
  default = "DEFAULT"
}

locals {
  deploy_cache = EXPRESSION
}

resource "azurerm_redis_cache" "cache" {
  count    = local.deploy_cache ? 1 : 0
  location = "westeurope"
}
"""


@pytest.mark.parametrize("expression", ['var.deploy_cache == "true" ? true : false', "(var.deploy_cache == true)"])
@pytest.mark.parametrize(("default", "core"), [("false", False), ("true", True)])
def test_a_local_hands_on_what_its_variable_says(expression: str, default: str, core: bool) -> None:
    text = COUNTED.replace("DEFAULT", default).replace("EXPRESSION", expression)
    found = {e.strength for e in dependencies({"main.tf": text}) if e.role is Role.DATA_STORE}
    assert any(strength.core for strength in found) is core


def test_a_local_that_says_something_else_is_not_taken_for_its_variable() -> None:
    text = COUNTED.replace("DEFAULT", "false").replace("EXPRESSION", 'var.deploy_cache == "false" ? true : false')
    assert any(e.strength.core for e in dependencies({"main.tf": text}) if e.role is Role.DATA_STORE)


@pytest.mark.parametrize(
    ("code", "store"),
    [
        ("import chromadb\n\ndef a(path):\n    return chromadb.PersistentClient(path=path)\n", "chroma"),
        ("import lancedb\n\ndef a(path):\n    return lancedb.connect(path)\n", "lancedb"),
        (
            "from langchain_community.vectorstores import FAISS\n\n"
            "async def a(docs, by):\n    return await FAISS.afrom_documents(docs, by)\n",
            "faiss",
        ),
        (
            "from langchain_community.vectorstores import FAISS\n\n"
            "def a(by):\n    return FAISS.load_local('index', by)\n",
            "faiss",
        ),
    ],
)
def test_a_store_in_the_process_is_ones_own_wherever_its_files_lie(code: str, store: str) -> None:
    assert own({"shop/a.py": code}).get(store) is Strength.DEFAULT


def test_an_exporter_whose_address_the_caller_gives_is_not_ones_own() -> None:
    code = (
        "from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter\n\n"
        "def a(c):\n    return OTLPSpanExporter(endpoint=c.url)\n"
    )
    assert not own({"shop/a.py": code})


@pytest.mark.parametrize(
    "code",
    [
        "from langchain_community.vectorstores import FAISS\n",
        "from langchain_community.vectorstores import FAISS\n\n# FAISS.from_documents(docs)\n",
        "import chromadb\n\ndef a(host):\n    return chromadb.HttpClient(host=host)\n",
    ],
)
def test_a_store_that_is_only_imported_or_lies_elsewhere_is_none(code: str) -> None:
    assert "faiss" not in own({"shop/a.py": code})
    assert "chroma" not in own({"shop/a.py": code})


DEFAULTED = 'import os\nimport httpx\n\nURL = os.getenv("NAME", "ADDRESS")\n\ndef a():\n    return httpx.get(URL)\n'


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("TIKA_SERVER_URL", "http://localhost:9998/tika", "apache-tika"),
        ("APP_SEARXNG_URL", "http://127.0.0.1:8080", "searxng"),
        ("SHOP_API_URL", "http://localhost:8000", ""),
        ("TIKA_SERVER_URL", "https://tika.shop.eu", ""),
        ("TIKA_LANGUAGE", "localhost", ""),
        ("VECTOR_URL", "http://localhost:8080", ""),
    ],
)
def test_a_server_on_the_same_machine_is_named_by_the_variable_that_may_move_it(
    name: str, address: str, found: str
) -> None:
    files = {"shop/a.py": DEFAULTED.replace("NAME", name).replace("ADDRESS", address)}
    assert {service for service in own(files) if not service.startswith("host:")} == ({found} if found else set())


def test_a_variable_that_a_manifest_points_elsewhere_names_no_server_on_the_same_machine() -> None:
    compose = {
        "compose.yaml": "services:\n  shop:\n    build: ./shop\n    environment:\n      TIKA_SERVER_URL: https://tika.corp.eu\n"
    }
    code = {"shop/a.py": DEFAULTED.replace("NAME", "TIKA_SERVER_URL").replace("ADDRESS", "http://localhost:9998/tika")}
    assert "apache-tika" not in own(
        {**code, **compose, "shop/Dockerfile": "FROM registry.corp.internal/a:1\nCOPY . .\n"}
    )


@pytest.mark.parametrize(
    ("code", "party"),
    [
        ("from openai import AzureOpenAI\n\ndef a(c):\n    return AzureOpenAI(azure_endpoint=c.url)\n", "microsoft"),
        ("from openai import OpenAI\n\ndef a(c):\n    return OpenAI(base_url=c.url)\n", ""),
    ],
)
def test_a_client_that_is_one_resellers_own_names_who_answers(code: str, party: str) -> None:
    parties = {e.party.id for e in dependencies({"shop/a.py": code}) if e.party and e.role is Role.MODEL_API}
    assert parties == ({party} if party else set())


FORM = """import { useForm } from "react-hook-form";

export function Form() {
  const form = useForm(GIVEN);
  return <form />;
}
"""


@pytest.mark.parametrize(
    ("given", "core"),
    [('{ defaultValues: { host: "https://gitea.com" } }', False), ('fetch("https://gitea.com/api/v1")', True)],
)
def test_what_a_form_shows_to_be_filled_in_is_no_more_than_an_option(given: str, core: bool) -> None:
    found = of_party({"shop/form.tsx": FORM.replace("GIVEN", given)}, "commitgo")
    assert any(strength.core for strength in found) is core


KUBEAI = """apiVersion: kubeai.org/v1
kind: Model
metadata: {name: small}
spec:
  url: hf://org/name
  engine: ENGINE
"""


@pytest.mark.parametrize(("engine", "server"), [("VLLM", "vllm"), ("Infinity", "infinity"), ("Own", "")])
def test_the_engine_of_a_served_model_is_a_server_of_ones_own(engine: str, server: str) -> None:
    found = {service for service in own({"models/a.yaml": KUBEAI.replace("ENGINE", engine)}) if "host:" not in service}
    assert found == ({server} if server else set())


CHART = {
    "helm/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "helm/templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
}
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - {name: a, image: quay.io/shop/a:1}\n"
APPLIES = {"src/extra/install.sh": "#!/bin/sh\nkubectl apply -f configs/a.yaml\n", "src/extra/configs/a.yaml": POD}


def test_what_a_script_applies_beside_a_chart_elsewhere_is_an_option() -> None:
    assert of_party({**CHART, **APPLIES}, "red-hat") == {Strength.OPTIONAL}


@pytest.mark.parametrize(
    "files",
    [
        APPLIES,  # no chart: the script is how it is installed
        {**CHART, "src/extra/configs/a.yaml": POD},  # nothing says that it is applied on request
        {**CHART, **APPLIES, "src/extra/install.sh": "#!/bin/sh\n# kubectl apply -f configs/a.yaml\n"},
        {**CHART, **APPLIES, "src/extra/install.sh": "#!/bin/sh\nkubectl delete -f configs/a.yaml\n"},
        {**{path.replace("helm/", "src/"): text for path, text in CHART.items()}, **APPLIES},
    ],
)
def test_a_manifest_that_no_script_sets_aside_is_deployed(files: Files) -> None:
    assert of_party(files, "red-hat") == {Strength.DEFAULT}


GUARDED = """def embedder():
    try:
        from openai import OpenAI

        return OpenAI()
    except ImportError as error:
        raise ImportError("install openai") from error
"""
PROJECT = '[project]\nname = "shop"\ndependencies = [MAIN]\n\n[project.optional-dependencies]\nmodels = [EXTRA]\n'


@pytest.mark.parametrize(
    ("main", "extra", "core"), [('"openai>=1"', "", True), ("", '"openai>=1"', False), ("", "", False)]
)
def test_a_guarded_package_that_is_required_is_there(main: str, extra: str, core: bool) -> None:
    files = {"pyproject.toml": PROJECT.replace("MAIN", main).replace("EXTRA", extra), "shop/a.py": GUARDED}
    assert any(strength.core for strength in of_party(files, "openai")) is core


def test_what_is_fetched_from_several_registries_is_all_needed() -> None:
    files = {
        "shop/text/a.py": "import tiktoken\n\nenc = tiktoken.get_encoding('cl100k_base')\n",
        "shop/text/b.py": WEIGHTS,
        "shop/text/c.py": "from ftlangdetect import detect\n\ndef a(text):\n    return detect(text)\n",
    }
    found = {e.service: e.strength for e in dependencies(files) if e.role in (Role.REGISTRY, Role.CDN)}
    assert {found["hugging-face-hub"], found["openai-tokenizer-files"], found["fbaipublicfiles"]} == {Strength.DEFAULT}


@pytest.mark.parametrize(
    ("path", "text", "strength"),
    [
        ("run.sh", "#!/bin/sh\ndocker run -it quay.io/shop/a:1\n", Strength.OPTIONAL),
        ("compose.yaml", "services:\n  a:\n    image: quay.io/shop/a:1\n", Strength.DEFAULT),
    ],
)
def test_an_image_that_a_script_runs_is_pulled_by_whoever_runs_it(path: str, text: str, strength: Strength) -> None:
    assert of_party({path: text}, "red-hat") == {strength}
