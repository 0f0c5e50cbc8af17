"""What variables and files beside a place tell of it: software at a local address, a switch, an example, a folder."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Role, Strength
from tests.unit.resolution.estate import dependencies, services

COMPOSE = "services:\n  web:\n    image: acme/web\n    environment:\n      {}: {}\n      {}: {}\n"
OUTSIDE = "http://host.docker.internal:11434"


def strengths(files: dict[str, str], service: str) -> set[Strength]:
    return {one.strength for one in dependencies(files) if one.service == service}


def test_a_variable_tells_the_software_at_a_local_address() -> None:
    files = {"compose.yml": COMPOSE.format("OLLAMA_BASE_URL", OUTSIDE, "LOG", "info")}
    assert {(one.role, one.strength) for one in dependencies(files) if one.service == "ollama"} == {
        (Role.MODEL_SERVER, Strength.DEFAULT)
    }


def test_a_variable_of_another_name_tells_no_software() -> None:
    found = services({"compose.yml": COMPOSE.format("BACKEND_URL", OUTSIDE, "OLLAMA_MODEL", "llama3")})
    assert "ollama" not in found
    assert "host:host.docker.internal" in found


def test_a_variable_tells_nothing_of_what_the_tree_itself_runs_there() -> None:
    compose = (
        "services:\n  web:\n    image: acme/web\n    environment:\n      OLLAMA_URL: http://models:80\n"
        "  models:\n    image: acme/models\n"
    )
    assert "ollama" not in services({"compose.yml": compose})


@pytest.mark.parametrize(
    ("switch", "value", "strength"),
    [
        ("LANGCHAIN_TRACING_V2", "${LANGCHAIN_TRACING_V2-false}", Strength.OPTIONAL),
        ("LANGCHAIN_ENABLED", "'no'", Strength.OPTIONAL),
        ("LANGCHAIN_DISABLED", "'true'", Strength.OPTIONAL),
        ("LANGCHAIN_TRACING_V2", "'true'", Strength.DEFAULT),
        ("LANGCHAIN_DISABLED", "'false'", Strength.DEFAULT),
        ("OTHER_ENABLED", "'false'", Strength.DEFAULT),
    ],
)
def test_an_address_is_as_much_in_use_as_the_switch_beside_it_says(switch: str, value: str, strength: Strength) -> None:
    compose = COMPOSE.format("LANGCHAIN_ENDPOINT", "https://api.smith.langchain.com", switch, value)
    assert strengths({"compose.yml": compose}, "langsmith") == {strength}


CLIENTS = {
    "src/titles/index.ts": "import OpenAI from 'openai';\nexport const client = new OpenAI({});\n",
    "src/memory/summarise.ts": "import Anthropic from '@anthropic-ai/sdk';\nexport const client = new Anthropic({});\n",
    "src/speech.ts": "import Groq from 'groq-sdk';\nexport const client = new Groq({});\n",
}


def test_a_file_that_bears_the_name_of_its_folder_is_judged_by_it() -> None:
    assert strengths(CLIENTS, "openai-api") == {Strength.DEFAULT}


@pytest.mark.parametrize("folder", ["src/providers", "src/llm"])
def test_a_folder_for_choosing_makes_its_own_file_one_of_several(folder: str) -> None:
    files = {f"{folder}/index.ts": CLIENTS["src/titles/index.ts"]} | {
        path: text for path, text in CLIENTS.items() if "titles" not in path
    }
    assert strengths(files, "openai-api") == {Strength.OPTIONAL}


def test_a_file_of_its_folders_name_that_makes_several_clients_offers_them() -> None:
    both = (
        "import OpenAI from 'openai';\nimport Mistral from '@mistralai/mistralai';\n"
        "export const one = new OpenAI({});\nexport const other = new Mistral({});\n"
    )
    assert strengths(CLIENTS | {"src/titles/index.ts": both}, "openai-api") == {Strength.OPTIONAL}


EXA = "import Exa from 'exa-js';\nexport const client = new Exa(process.env.EXA_API_KEY || '');\n"
EXAMPLE = "OPENAI_API_KEY=\nANTHROPIC_API_KEY=\nFIRECRAWL_API_KEY=\n"


@pytest.mark.parametrize(
    ("example", "strength"),
    [
        (EXAMPLE, Strength.OPTIONAL),
        (EXAMPLE + "EXA_API_KEY=\n", Strength.DEFAULT),
        ("OPENAI_API_KEY=\n", Strength.DEFAULT),
        ("# OPENAI, ANTHROPIC and FIRECRAWL\n", Strength.DEFAULT),
    ],
)
def test_a_supplier_whose_key_the_example_leaves_out_beside_others_is_an_option(
    example: str, strength: Strength
) -> None:
    assert strengths({"search.ts": EXA, ".env.example": example}, "exa-api") == {strength}


@pytest.mark.parametrize(
    ("path", "role"),
    [("app/OpenAIEmbedder.py", Role.EMBEDDINGS), ("app/embeddings.py", Role.EMBEDDINGS),
     ("app/chat.py", Role.MODEL_API), ("app/embedded.py", Role.MODEL_API)],
)  # fmt: skip
def test_an_address_of_models_in_a_file_named_for_embeddings_is_asked_for_them(path: str, role: Role) -> None:
    code = "import os\nimport requests\n\nurl = os.getenv('OPENAI_BASE_URL', 'https://api.openai.com/v1')\n"
    found = {one.role for one in dependencies({path: code + "requests.post(url)\n"}) if one.service == "openai-api"}
    assert found == {role}
