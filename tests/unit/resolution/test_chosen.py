"""A class that another file chooses by a setting: what stands in it is as optional as the choice."""

from __future__ import annotations

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, dependencies

STORE = """using Google.Cloud.Spanner.Data;

namespace Cart;

public class SpannerCartStore : ICartStore
{
    public async Task Save()
    {
        using var connection = new SpannerConnection("Data Source=projects/p/instances/i/databases/d");
        await connection.OpenAsync();
    }
}
"""
STARTUP = """using Microsoft.Extensions.DependencyInjection;

namespace Cart;

public class Startup
{
    public void ConfigureServices(IServiceCollection services)
    {
        string spanner = Configuration["SPANNER_PROJECT"];
        @CHOICE@
    }
}
"""
CONDITION = """if (!string.IsNullOrEmpty(spanner))
        {
            services.AddSingleton<ICartStore, SpannerCartStore>();
        }
        else
        {
            services.AddSingleton<ICartStore, MemoryCartStore>();
        }"""
ALWAYS = "services.AddSingleton<ICartStore, SpannerCartStore>();"


def of_spanner(files: Files) -> set[Strength]:
    return {entry.strength for entry in dependencies(files) if "spanner" in entry.service}


def shop(choice: str) -> dict[str, str]:
    return {"src/SpannerCartStore.cs": STORE, "src/Startup.cs": STARTUP.replace("@CHOICE@", choice)}


def test_a_class_that_is_registered_always_is_used() -> None:
    assert all(strength.core for strength in of_spanner(shop(ALWAYS)))


def test_a_class_that_is_registered_where_a_variable_is_set_is_an_option() -> None:
    assert of_spanner(shop(CONDITION)) == {Strength.OPTIONAL}


def test_a_class_that_another_place_registers_always_is_no_option() -> None:
    found = of_spanner({**shop(CONDITION + "\n        " + ALWAYS)})
    assert all(strength.core for strength in found)


def test_a_class_is_used_where_a_manifest_sets_its_variable() -> None:
    deployed = {
        "src/Dockerfile": "FROM registry.corp.internal/base:1\nCOPY . /app\n",
        "docker-compose.yml": "services:\n  cart:\n    build: src\n    environment:\n      SPANNER_PROJECT: shop\n",
    }
    assert any(strength.core for strength in of_spanner({**shop(CONDITION), **deployed}))


def test_a_comment_or_a_text_that_names_a_class_chooses_nothing() -> None:
    told = 'if (!string.IsNullOrEmpty(spanner))\n{\n    Log("SpannerCartStore");\n}\n// SpannerCartStore'
    assert all(strength.core for strength in of_spanner(shop(told)))


PROVIDER = """from openai import OpenAI


class OpenAIProvider:
    def __init__(self):
        self.client = OpenAI(api_key="x")

    def ask(self, question):
        return self.client.chat.completions.create(model="gpt-4o", messages=[question])
"""
FACTORY = """import os

from app.llm.openai_provider import OpenAIProvider
from app.llm.local_provider import LocalProvider


def provider():
    if os.getenv("LLM_PROVIDER", "local") == "openai":
        return OpenAIProvider()
    return LocalProvider()
"""


def assistant(factory: str) -> dict[str, str]:
    return {
        "app/__init__.py": "",
        "app/llm/__init__.py": "",
        "app/llm/openai_provider.py": PROVIDER,
        "app/llm/local_provider.py": "class LocalProvider:\n    pass\n",
        "app/factory.py": factory,
    }


def of_openai(files: Files) -> set[Strength]:
    return {e.strength for e in dependencies(files) if e.party is not None and e.party.id == "openai"}


def test_a_provider_that_a_factory_makes_by_default_is_used() -> None:
    assert any(strength.core for strength in of_openai(assistant(FACTORY.replace('"local") ==', '"openai") =='))))


def test_a_provider_that_a_factory_makes_on_request_is_an_option() -> None:
    assert of_openai(assistant(FACTORY)) == {Strength.OPTIONAL}


def test_a_provider_that_a_manifest_asks_for_is_used() -> None:
    deployed = {
        "Dockerfile": 'FROM registry.corp.internal/base:1\nCOPY . /app\nCMD ["python", "-m", "app"]\n',
        "docker-compose.yml": "services:\n  app:\n    build: .\n    environment:\n      LLM_PROVIDER: openai\n"
        "      OPENAI_API_KEY: ${OPENAI_API_KEY}\n",
    }
    assert any(strength.core for strength in of_openai({**assistant(FACTORY), **deployed}))


def test_a_file_that_holds_more_than_what_is_chosen_keeps_its_strength() -> None:
    files = assistant(FACTORY.replace("openai_provider", "everything"))
    files["app/llm/everything.py"] = files.pop("app/llm/openai_provider.py")
    assert any(strength.core for strength in of_openai(files))
