"""Clients of services that a cloud offers for several uses: their role, and whether what was deployed sets them."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role, Strength
from tests.unit.resolution.estate import dependencies

PRODUCT = (
    "import os\nfrom openai import AzureOpenAI\n\n\ndef embed(words):\n"
    "    client = AzureOpenAI(azure_endpoint=os.environ['AZURE_OPENAI_ENDPOINT'])\n"
    "    return client.embeddings.create(input=words, model='text-embedding-3-small')\n"
)
BICEP = (
    "resource app 'Microsoft.App/containerApps@2024-03-01' = {\n  name: 'web'\n  properties: {\n    template: {\n"
    "      containers: [\n        {\n          name: 'web'\n          env: [\n            {\n"
    "              name: 'AZURE_OPENAI_ENDPOINT'\n              value: account.properties.endpoint\n            }\n"
    "          ]\n        }\n      ]\n    }\n  }\n}\n"
)


def found(files: dict[str, str], service: str) -> list[tuple[Role, Strength]]:
    return [(one.role, one.strength) for one in dependencies(files) if one.service == service]


def test_a_method_for_embeddings_of_a_reseller_is_the_resellers_own_service() -> None:
    wanted = [(Role.EMBEDDINGS, Strength.DEFAULT)]
    assert found({"app.py": PRODUCT, "main.bicep": BICEP}, "azure-openai-embeddings") == wanted


def test_a_reseller_whose_address_manifests_leave_out_is_an_option() -> None:
    compose = "services:\n  web:\n    image: acme/web\n    environment:\n      LOG_LEVEL: info\n"
    asked = PRODUCT.replace("os.environ['AZURE_OPENAI_ENDPOINT']", "os.getenv('AZURE_OPENAI_ENDPOINT')")
    wanted = [(Role.EMBEDDINGS, Strength.OPTIONAL)]
    assert found({"app.py": asked, "compose.yml": compose}, "azure-openai-embeddings") == wanted


def test_a_reseller_whose_address_the_program_insists_on_is_a_default() -> None:
    compose = "services:\n  web:\n    image: acme/web\n    environment:\n      LOG_LEVEL: info\n"
    wanted = [(Role.EMBEDDINGS, Strength.DEFAULT)]
    assert found({"app.py": PRODUCT, "compose.yml": compose}, "azure-openai-embeddings") == wanted


def test_an_address_that_is_only_handed_on_switches_no_telemetry_on() -> None:
    code = "import * as Sentry from '@sentry/node';\nSentry.init({ dsn: process.env.SENTRY_DSN });\n"
    compose = "services:\n  web:\n    build: .\n    environment:\n      SENTRY_DSN: ${SENTRY_DSN}\n"
    strengths = {
        one.strength for one in dependencies({"app.ts": code, "compose.yml": compose}) if one.role is Role.TELEMETRY
    }
    assert strengths == {Strength.OPTIONAL}


def test_an_address_that_a_caller_gives_stays_an_option() -> None:
    code = "from openai import AzureOpenAI\n\n\ndef make(url):\n    return AzureOpenAI(azure_endpoint=url)\n"
    assert found({"app.py": code}, "azure-openai") == [(Role.MODEL_API, Strength.OPTIONAL)]


@pytest.mark.parametrize(("name", "role"), [("BedrockEmbeddings", Role.EMBEDDINGS), ("ChatBedrock", Role.MODEL_API)])
def test_a_class_named_for_one_use_of_a_service_has_that_role(name: str, role: Role) -> None:
    code = f"from langchain_aws import {name}\n\nclient = {name}()\n"
    assert {one for one, _ in found({"app.py": code}, "amazon-bedrock")} == {role}


def test_a_store_of_vectors_in_a_database_is_a_store_of_vectors() -> None:
    code = (
        "import { AzureCosmosDBNoSQLVectorStore, AzureCosmsosDBNoSQLChatMessageHistory } from "
        "'@langchain/azure-cosmosdb';\n"
        "const store = new AzureCosmosDBNoSQLVectorStore(embeddings, {});\n"
        "const history = new AzureCosmsosDBNoSQLChatMessageHistory({});\n"
    )
    roles = {role for role, _ in found({"app.ts": code}, "azure-cosmos-db")}
    assert roles == {Role.VECTOR_DB, Role.DATA_STORE}


SIGN_IN = "from azure.identity import {0}\n\nsigned = {0}()\n"


@pytest.mark.parametrize(
    ("name", "strength"),
    [("DefaultAzureCredential", Strength.DEFAULT), ("ClientSecretCredential", Strength.OPTIONAL)],
)
def test_what_a_platform_signs_in_needs_no_key_that_manifests_set(name: str, strength: Strength) -> None:
    files = {"app.py": SIGN_IN.format(name), "main.bicep": BICEP}
    assert found(files, "microsoft-entra-id") == [(Role.IDENTITY, strength)]


def test_a_model_that_is_a_setting_of_a_deployment_is_served_by_it() -> None:
    template = (
        "resource d 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {\n  name: 'e'\n  properties: {\n"
        "    model: {\n      format: 'OpenAI'\n      name: 'text-embedding-ada-002'\n    }\n  }\n}\n"
    )
    assert (Role.EMBEDDINGS, Strength.DEFAULT) in found({"main.bicep": template}, "azure-openai")


def test_a_model_beside_a_resource_of_another_kind_is_served_by_nobody() -> None:
    template = (
        "resource d 'Microsoft.Storage/storageAccounts@2023-01-01' = {\n  name: 'e'\n  properties: {\n"
        "    model: {\n      name: 'text-embedding-ada-002'\n    }\n  }\n}\n"
    )
    roles = {one.role for one in dependencies({"main.bicep": template}) if one.party and one.party.id == "microsoft"}
    assert Role.EMBEDDINGS not in roles


SWITCH = (
    "using Microsoft.SemanticKernel;\nnamespace Shop;\npublic class Startup {\n"
    "  public void Build(IKernelBuilder builder, MemoryOptions options) {\n    switch (options.GeneratorType) {\n"
    '      case string x when x.Equals("AzureOpenAI", StringComparison.OrdinalIgnoreCase):\n'
    '        builder.AddAzureOpenAIChatCompletion("gpt-4o", options.Url, options.Key);\n        break;\n'
    '      case string x when x.Equals("OpenAI", StringComparison.OrdinalIgnoreCase):\n'
    '        builder.AddOpenAIChatCompletion("gpt-4o", options.Key);\n        break;\n    }\n  }\n}\n'
)


@pytest.mark.parametrize(
    ("word", "azure", "other"),
    [("AzureOpenAI", Strength.DEFAULT, Strength.OPTIONAL), ("Ollama", Strength.OPTIONAL, Strength.OPTIONAL)],
)
def test_a_setting_chooses_the_supplier_by_the_name_of_the_property_it_is_bound_to(
    word: str, azure: Strength, other: Strength
) -> None:
    files = {"src/Startup.cs": SWITCH, "src/appsettings.json": f'{{"Memory": {{"GeneratorType": "{word}"}}}}'}
    assert found(files, "azure-openai")[0][1] is azure
    assert {strength for _, strength in found(files, "openai-api")} == {other}


def test_a_setting_of_the_development_stage_chooses_nothing() -> None:
    settings = '{"Memory": {"GeneratorType": "OpenAI"}}'
    files = {"src/Startup.cs": SWITCH, "src/appsettings.Development.json": settings}
    assert {strength for _, strength in found(files, "openai-api")} == {Strength.OPTIONAL}


def test_a_parameter_without_a_default_counts_as_set() -> None:
    code = (
        "import { AzureChatOpenAI } from '@langchain/openai';\nimport { ChatOllama } from '@langchain/ollama';\n"
        "export function make() {\n  if (process.env.MODELS_ENDPOINT) {\n    return new AzureChatOpenAI({});\n  }\n"
        "  return new ChatOllama({});\n}\n"
    )
    template = (
        "param endpoint string\n\nresource s 'Microsoft.Web/sites/config@2023-12-01' = {\n  name: 'appsettings'\n"
        "  properties: {\n    MODELS_ENDPOINT: endpoint\n    AZURE_OPENAI_API_KEY: endpoint\n  }\n}\n"
    )
    assert found({"app.ts": code, "main.bicep": template}, "azure-openai") == [(Role.MODEL_API, Strength.DEFAULT)]
    kept = [one for one in dependencies({"app.ts": code}) if one.operated_by is Operator.SELF]
    assert [one.strength for one in kept] == [Strength.DEFAULT]


@pytest.mark.parametrize(
    ("owner", "strength"),
    [("modelsOptions", Strength.DEFAULT), ("storeOptions", Strength.OPTIONAL), ("o", Strength.OPTIONAL)],
)
def test_a_property_of_one_word_is_that_of_the_section_after_which_its_object_is_called(
    owner: str, strength: Strength
) -> None:
    code = SWITCH.replace("options.GeneratorType", f"{owner}.Type")
    settings = '{"App": {"Models": {"Type": "AzureOpenAI"}, "Store": {"Type": "Volatile"}}}'
    found_ = found({"src/Startup.cs": code, "src/appsettings.json": settings}, "azure-openai")
    assert [one for _, one in found_] == [strength]
