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
