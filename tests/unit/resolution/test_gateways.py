"""What answers behind a gateway of one's own: said to be unknown where no file lists it, and only there."""

from __future__ import annotations

from tests.unit.resolution.estate import dependencies

GATEWAY = """services:
  router:
    image: ghcr.io/berriai/litellm:main-v1.60.0
  app:
    build: .
    environment:
      OPENAI_BASE_URL: http://router:4000/v1
"""
APP = "from openai import OpenAI\n\nclient = OpenAI()\nclient.chat.completions.create(model='assistant', messages=[])\n"
FILES = {"compose.yaml": GATEWAY, "Dockerfile": "FROM registry.corp.internal/base:1\nCOPY . /app\n", "main.py": APP}
SERVER = "  models:\n    image: vllm/vllm-openai:v0.9.0\n    command: --model mistralai/Mistral-7B-Instruct-v0.3\n"


def behind(files: dict[str, str]) -> set[str]:
    found = dependencies(files)
    return {entry.service for entry in found if entry.service.startswith("unresolved:models-behind")}


def test_what_a_gateway_leads_to_is_unknown_where_no_file_says_it() -> None:
    assert behind(FILES) == {"unresolved:models-behind-litellm"}


def test_servers_of_models_beside_the_gateway_are_what_it_leads_to() -> None:
    assert behind({**FILES, "compose.yaml": GATEWAY + SERVER}) == set()
    commented = "".join(f"# {line}\n" for line in SERVER.splitlines())
    assert behind({**FILES, "compose.yaml": GATEWAY + commented}) != set()
    switched_off = SERVER + "    profiles: [gpu]\n"
    assert behind({**FILES, "compose.yaml": GATEWAY + switched_off}) != set()


def test_a_gateway_whose_routes_are_listed_hides_nothing() -> None:
    routes = (
        "model_list:\n  - model_name: assistant\n    litellm_params:\n      model: openai/gpt-5.5\n"
        "      api_key: os.environ/OPENAI_API_KEY\n"
    )
    assert behind({**FILES, "litellm_config.yaml": routes}) == set()
