"""What no single line tells: clients that only guarded code uses, editions, families of variables, credentials."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, dependencies

DEPLOYED = {
    "Dockerfile": 'FROM registry.corp.internal/base:1\nCOPY . /app\nCMD ["node", "src/main.js"]\n',
    "docker-compose.yml": "services:\n  app:\n    build: .\n    environment:\n      OTHER: x\n",
}
METRICS = """import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";

const client = new CloudWatchClient({ region: "eu-central-1" });

function flush(value) {
  client.send(value);
}

export function record(value) {
  if (process.env.PUBLISH_METRICS === "true") {
    flush(value);
  }
}
"""


def strengths(files: Files, party: str) -> set[Strength]:
    return {e.strength for e in dependencies(files) if e.party is not None and e.party.id == party}


def test_a_client_of_which_only_guarded_code_makes_use_is_an_option() -> None:
    assert strengths({"src/metrics.ts": METRICS}, "amazon") == {Strength.OPTIONAL}
    chained = METRICS.replace("client.send(value)", "client\n    .send(value)\n    .catch(() => {})")
    assert strengths({"src/metrics.ts": chained}, "amazon") == {Strength.OPTIONAL}
    arrow = METRICS.replace("function flush(value) {", "const flush = (value: number) => {")
    assert strengths({"src/metrics.ts": arrow}, "amazon") == {Strength.OPTIONAL}


@pytest.mark.parametrize(
    "change",
    [
        ("const client", "export const client"),
        ("function flush", "export function flush"),
        ('if (process.env.PUBLISH_METRICS === "true")', "if (value)"),
        ("client.send(value);\n}", "client.send(value);\n  use(client);\n}"),
    ],
)
def test_a_client_that_others_may_use_is_used(change: tuple[str, str]) -> None:
    changed = METRICS.replace(*change)
    assert changed != METRICS
    assert any(strength.core for strength in strengths({"src/metrics.ts": changed}, "amazon"))


MAIL = 'import sgMail from "@sendgrid/mail";\n\nsgMail.setApiKey("x");\nsgMail.send({ to: "a" });\n'


def test_what_an_edition_with_a_licence_of_its_own_adds_is_an_option() -> None:
    assert any(strength.core for strength in strengths({"src/mail.ts": MAIL}, "twilio"))
    assert strengths({"src/ee/mail.ts": MAIL}, "twilio") == {Strength.OPTIONAL}
    assert any(strength.core for strength in strengths({"src/employees/mail.ts": MAIL}, "twilio"))


LOGIN = """const base = process.env.AUTH_GITLAB_URL ?? "https://gitlab.com";
const id = process.env.AUTH_GITLAB_CLIENT_ID;
export const user = () => fetch(`${base}/api/v4/user`, { headers: { id } });
"""


def test_a_default_address_waits_for_the_credential_of_its_family() -> None:
    files = {"src/login.ts": LOGIN, **DEPLOYED}
    assert strengths(files, "gitlab") == {Strength.OPTIONAL}
    given = DEPLOYED["docker-compose.yml"] + "      AUTH_GITLAB_CLIENT_ID: shop\n"
    assert any(strength.core for strength in strengths({**files, "docker-compose.yml": given}, "gitlab"))
    alone = LOGIN.replace("AUTH_GITLAB_CLIENT_ID", "SHOP_CLIENT_ID")
    assert any(strength.core for strength in strengths({"src/login.ts": alone, **DEPLOYED}, "gitlab"))


TRACKER = 'import requests\n\n\ndef issues():\n    return requests.get("https://gitlab.com/api/v4/issues")\n'


def _connectors(folder: str, *names: str) -> dict[str, str]:
    """A folder of connectors, one of which asks for issues."""
    return {f"app/{folder}/{name}.py": TRACKER if name == "tracker" else "x = 1\n" for name in names}


def test_one_of_several_connectors_is_an_option() -> None:
    assert strengths(_connectors("connectors", "tracker", "wiki", "files"), "gitlab") == {Strength.OPTIONAL}


def test_a_connector_alone_or_beside_what_it_shares_with_nobody_is_used() -> None:
    for names in (("tracker",), ("tracker", "base", "types", "utils", "__init__")):
        assert any(strength.core for strength in strengths(_connectors("connectors", *names), "gitlab")), names


def test_a_folder_of_any_other_name_holds_no_choice() -> None:
    found = strengths(_connectors("services", "tracker", "wiki", "files"), "gitlab")
    assert any(strength.core for strength in found)


def test_what_lies_beside_in_such_a_folder_for_all_is_used() -> None:
    files = {**_connectors("connectors", "calendar", "wiki", "files"), "app/connectors/base.py": TRACKER}
    assert any(strength.core for strength in strengths(files, "gitlab"))


def test_a_script_that_somebody_runs_by_hand_is_an_option() -> None:
    assert strengths({"scripts/sync.py": TRACKER}, "gitlab") == {Strength.OPTIONAL}
    assert any(strength.core for strength in strengths({"app/scripts_of_old.py": TRACKER}, "gitlab"))


ROUTED = """import { gateway } from "@ai-sdk/gateway";
import { generateText } from "ai";

export const title = () => generateText({ model: gateway.languageModel("google/gemini-2.5-flash-lite") });
export const text = () => generateText({ model: gateway.languageModel("anthropic/claude-haiku-4.5") });
"""
OFFERED = """export const DEFAULT_CHAT_MODEL = "google/gemini-2.5-flash-lite";
export const models = [
  { id: "openai/gpt-5.2", name: "one" },
  { id: "xai/grok-4.1-fast-non-reasoning", name: "two" },
];
"""


def test_makers_whose_models_a_gateway_sells_on_are_no_suppliers_beside_it() -> None:
    files = {
        "package.json": '{"name": "chat", "dependencies": {"ai": "6.0.0", "@ai-sdk/gateway": "3.0.0"}}',
        "lib/ai/providers.ts": ROUTED,
        "lib/ai/models.ts": OFFERED,
    }
    found = {(entry.service, entry.role): entry.strength for entry in dependencies(files)}
    core = {service for (service, _), strength in found.items() if strength.core}
    assert {"vercel-ai-gateway", "models-of:google", "models-of:anthropic"} <= core
    assert not core & {"models-of:openai", "models-of:xai"}


def test_modules_named_for_the_hosts_that_they_load_are_options_side_by_side() -> None:
    def embeds(*names: str) -> dict[str, str]:
        page = "export const View = ({{ id }}) => <iframe src={{`https://{host}/embed/${{id}}`}} />;\n"
        hosts = {"Vimeo": "player.vimeo.com", "YouTube": "www.youtube.com", "Spotify": "open.spotify.com"}
        return {f"src/editor/views/{name}.tsx": page.format(host=hosts[name]) for name in names}

    several = embeds("Vimeo", "YouTube", "Spotify")
    assert strengths(several, "vimeo") == {Strength.OPTIONAL}
    assert any(strength.core for strength in strengths(embeds("Vimeo", "YouTube"), "vimeo"))
    renamed = {path.replace("Vimeo", "Hero"): text for path, text in several.items()}
    assert any(strength.core for strength in strengths(renamed, "vimeo"))


ANALYTICS = """export function load() {
  const account = process.env.GOOGLE_ANALYTICS_ID;
  const script = document.createElement("script");
  script.src = "https://www.googletagmanager.com/gtag/js?id=" + account;
  document.head.appendChild(script);
}
"""


def test_a_script_that_reports_waits_for_the_account_that_its_file_reads() -> None:
    assert strengths({"src/report.ts": ANALYTICS}, "google") == {Strength.OPTIONAL}
    fixed = ANALYTICS.replace("process.env.GOOGLE_ANALYTICS_ID", '"G-1234"')
    assert any(strength.core for strength in strengths({"src/report.ts": fixed}, "google"))
    set_ = {"src/report.ts": ANALYTICS, ".env.production": "GOOGLE_ANALYTICS_ID=G-1234\n"}
    assert any(strength.core for strength in strengths(set_, "google"))


TRACED = """services:
  app:
    image: registry.corp.internal/app:1
    environment:
      LANGFUSE_HOST: ${LANGFUSE_HOST:-https://cloud.langfuse.com}
      LANGFUSE_PUBLIC_KEY: ${LANGFUSE_PUBLIC_KEY:-}
      LANGFUSE_SECRET_KEY: ${LANGFUSE_SECRET_KEY:-}
"""


def test_an_address_beside_a_key_that_is_left_empty_is_an_offer() -> None:
    assert strengths({"compose.yaml": TRACED}, "langfuse") == {Strength.OPTIONAL}
    given = TRACED.replace("${LANGFUSE_PUBLIC_KEY:-}", "pk-lf-1").replace("${LANGFUSE_SECRET_KEY:-}", "${SECRET}")
    assert any(strength.core for strength in strengths({"compose.yaml": given}, "langfuse"))
    alone = "".join(line for line in TRACED.splitlines(keepends=True) if "KEY" not in line)
    assert any(strength.core for strength in strengths({"compose.yaml": alone}, "langfuse"))


def test_folders_of_go_packages_hold_things_to_choose_from_in_the_singular() -> None:
    asks = 'package {n}\n\nimport "net/http"\n\nfunc Get() {{ http.Get("https://gitlab.com/api/v4/issues") }}\n'
    names = ("tracker", "wiki", "files")
    files = {f"internal/adapter/{n}/{n}.go": asks.format(n=n) if n == "tracker" else f"package {n}\n" for n in names}
    assert strengths(files, "gitlab") == {Strength.OPTIONAL}
    one = {path: text for path, text in files.items() if "tracker" in path}
    assert any(strength.core for strength in strengths(one, "gitlab"))
    service = {path.replace("adapter", "service"): text for path, text in files.items()}
    assert any(strength.core for strength in strengths(service, "gitlab"))


def test_a_module_beside_suppliers_that_is_named_for_its_host_is_one_of_them() -> None:
    search = 'package search\n\nimport "net/http"\n\nfunc Find() {{ http.Get("https://{host}/v1/search") }}\n'
    hosts = {
        "exa": "api.exa.ai", "tavily": "api.tavily.com", "brave": "api.search.brave.com", "serper": "google.serper.dev",
    }  # fmt: skip
    beside = {f"internal/websearch/{name}.go": search.format(host=host) for name, host in hosts.items()}
    new = {"internal/websearch/metafind.go": search.format(host="metafind.cn")}

    def strength(files: Files) -> set[Strength]:
        return {e.strength for e in dependencies(files) if "metafind" in e.service}

    assert strength({**beside, **new}) == {Strength.OPTIONAL}
    assert strength(new) == {Strength.DEFAULT}
    named = {"internal/websearch/update.go": search.format(host="metafind.cn")}
    assert strength({**beside, **named}) == {Strength.DEFAULT}


def test_what_the_page_of_a_plugin_loads_is_as_optional_as_the_plugin() -> None:
    page = 'export const Page = () => <script src="https://cdn.zapier.com/elements.js" />;\n'
    others = {"plugins/wiki/client/Page.tsx": "export {};\n", "plugins/files/client/Page.tsx": "export {};\n"}
    assert strengths({"plugins/automation/client/Page.tsx": page, **others}, "zapier") == {Strength.OPTIONAL}
    loaded = {"plugins/automation.client.tsx": page, **others}
    assert any(strength.core for strength in strengths(loaded, "zapier"))
    assert any(strength.core for strength in strengths({"plugins/automation/client/Page.tsx": page}, "zapier"))


def test_a_script_that_sets_where_packages_come_from_builds() -> None:
    script = "#!/bin/sh\nexport GOPROXY=https://goproxy.cn,direct\ngo build ./...\n"
    assert strengths({"tools/package.sh": script}, "goproxy-cn") == {Strength.BUILD}
    served = {"compose.yaml": "services:\n  app:\n    image: a\n    environment:\n      GOPROXY: https://goproxy.cn\n"}
    assert Strength.BUILD not in strengths(served, "goproxy-cn")


@pytest.mark.parametrize(
    ("default", "offered"), [('"dummy"', False), ('"not-needed"', False), ('""', True), ("None", True)]
)
def test_a_key_that_falls_back_to_a_dummy_is_no_offer_of_who_sells_it(default: str, *, offered: bool) -> None:
    code = (
        "import os\nfrom openai import OpenAI\n\n"
        f'client = OpenAI(base_url="http://llm:11434/v1", api_key=os.getenv("OLLAMA_API_KEY", {default}))\n'
    )
    assert bool(strengths({"app/llm.py": code}, "ollama")) is offered
