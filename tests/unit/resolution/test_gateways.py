"""What answers behind a gateway of one's own: said to be unknown where no file lists it, and only there."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Role, Strength
from tests.unit.resolution.estate import dependencies, outsiders, party

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


PROXIES = {
    "nginx.conf": "http {{ upstream models {{ {second} {first} }} "
    "server {{ location / {{ proxy_pass http://models; }} }} }}\n",
    "haproxy.cfg": "defaults\n  mode http\nbackend models\n  {second}\n  {first}\n",
}
SERVERS = {
    "nginx.conf": ("server vllm:8000 backup;", "server api.mistral.ai:443;"),
    "haproxy.cfg": ("server own vllm:8000 backup", "server hosted api.mistral.ai:443 ssl"),
}


@pytest.mark.parametrize("name", list(PROXIES))
def test_what_a_proxy_keeps_for_need_comes_after_the_others(name: str) -> None:
    second, first = SERVERS[name]
    found = dependencies({f"deploy/{name}": PROXIES[name].format(second=second, first=first)})
    ranked = {party(entry): (entry.order, entry.attributes.get("when")) for entry in found if entry.group}
    assert ranked == {"mistral-ai": (0, "automatic"), "self": (1, "automatic")}
    assert len({entry.group for entry in found if entry.group}) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nginx.conf", "server {{ listen 80; location / {{ proxy_pass https://{host}; }} }}\n"),
        ("conf.d/a.conf", "upstream a {{ server {host}; }}\nserver {{ location / {{ proxy_pass https://a; }} }}\n"),
        ("haproxy.cfg", "defaults\n  mode http\nbackend b\n  server s {host}\n"),
        ("Caddyfile", ":80 {{\n  reverse_proxy {host}\n}}\n"),
        ("traefik/dynamic.yml", "http:\n  services:\n    a:\n      loadBalancer:\n"
         "        servers: [{{url: 'https://{host}'}}]\n"),
        ("envoy.yaml", "static_resources:\n  clusters:\n  - name: a\n    load_assignment:\n      endpoints:\n"
         "      - lb_endpoints:\n        - endpoint: {{address: {{socket_address: {{address: {host}}}}}}}\n"),
    ],
)  # fmt: skip
def test_the_host_behind_a_proxy_is_a_default_and_a_local_name_is_ones_own(name: str, text: str) -> None:
    (hosted,) = [e for e in dependencies({name: text.format(host="api.groq.com")}) if party(e) == "groq"]
    assert (hosted.role, hosted.strength) == (Role.MODEL_API, Strength.DEFAULT)
    (unknown,) = [e for e in dependencies({name: text.format(host="api.nobody-knows.de")}) if party(e) == "unknown"]
    assert (unknown.role, unknown.strength) == (Role.OTHER, Strength.DEFAULT)
    for local in ("backend", "backend.internal", "10.0.0.7"):
        assert outsiders({name: text.format(host=local)}) == set()
    commented = "\n".join(f"# {line}" for line in text.format(host="api.groq.com").splitlines())
    assert outsiders({name: commented}) == set()


def test_a_proxy_that_passes_no_model_on_does_not_say_what_is_behind_a_gateway_for_models() -> None:
    servers = "upstream pages { server pages-a:80; server pages-b:80; }"
    pages = f"http {{ {servers} server {{ location / {{ proxy_pass http://pages; }} }} }}\n"
    assert behind({**FILES, "deploy/nginx.conf": pages}) == {"unresolved:models-behind-litellm"}
