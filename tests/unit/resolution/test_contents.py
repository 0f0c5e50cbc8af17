"""Whether a telemetry service gets to see what people wrote: switches of its library, in calls and in variables."""

from __future__ import annotations

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Role
from tests.unit.resolution.estate import dependencies

HIDDEN = "import os\nos.environ['LANGSMITH_HIDE_INPUTS'] = 'true'\nos.environ['LANGSMITH_HIDE_OUTPUTS'] = 'true'\n"
SMITH = "from langsmith import Client\n"


def _seen(text: str, service: str, files: dict[str, str] | None = None) -> Dependency:
    found = dependencies({"app/main.py": text, **(files or {})})
    (one,) = [d for d in found if d.service == service and d.role is Role.TELEMETRY]
    return one


def _compose(**variables: str) -> dict[str, str]:
    lines = "".join(f"      {name}: '{value}'\n" for name, value in variables.items())
    return {
        "docker-compose.yml": f"services:\n  app:\n    build: ./app\n    environment:\n      MODE: 'on'\n{lines}",
        "app/Dockerfile": "FROM python:3.12\nCOPY . .\n",
    }


@pytest.mark.parametrize(
    ("text", "data"),
    [
        (SMITH + "Client()\n", "content"),
        (SMITH + "Client(hide_inputs=True, hide_outputs=True)\n", "metadata"),
        (SMITH + "Client(hide_inputs=True)\n", "content"),
        (SMITH + "Client(hide_inputs=False, hide_outputs=False)\n", "content"),
        (HIDDEN + SMITH + "Client()\n", "metadata"),
        (SMITH + "def hidden(given): ...\nClient(hide_inputs=hidden, hide_outputs=hidden)\n", None),
        (SMITH + "def masked(given):\n    return given\nClient(anonymizer=masked)\n", None),
        (SMITH + "Client(anonymizer=None)\n", "content"),
    ],
)
def test_a_part_that_is_left_in_is_enough_to_be_content(text: str, data: str | None) -> None:
    found = _seen(text, "langsmith")
    assert found.data == data
    if data is None:
        assert found.reason == "a function of its own masks what it reports"


def test_a_mask_of_langfuse_leaves_it_open_what_remains() -> None:
    use = "from langfuse import Langfuse\nLangfuse({})\n"
    assert _seen(use.format(""), "langfuse-cloud").data == "content"
    assert _seen("def mask(data): ...\n" + use.format("mask=mask"), "langfuse-cloud").data is None


def test_variables_hide_both_sides_or_nothing() -> None:
    use = "from arize.otel import register\nregister(space_id='s')\n"
    both = _compose(OPENINFERENCE_HIDE_INPUTS="true", OPENINFERENCE_HIDE_OUTPUTS="true")
    assert _seen(use, "arize-cloud", both).data == "metadata"
    assert _seen(use, "arize-cloud", _compose(OPENINFERENCE_HIDE_INPUTS="true")).data == "content"
    assert _seen(use, "arize-cloud", _compose(OPENINFERENCE_HIDE_INPUTS="false")).data == "content"
    smith = "from langchain.chat_models import init_chat_model\ninit_chat_model('openai:gpt-5.5')\n"
    hidden = _compose(LANGSMITH_TRACING="true", LANGSMITH_HIDE_INPUTS="true", LANGSMITH_HIDE_OUTPUTS="true")
    assert _seen(smith, "langsmith", hidden).data == "metadata"
    assert _seen(smith, "langsmith", _compose(LANGSMITH_TRACING="true")).data == "content"


@pytest.mark.parametrize(
    ("arguments", "data"),
    [
        ("", "content"),
        (", send_default_pii=False", "content"),
        (", include_local_variables=False, max_request_body_size='never'", "metadata"),
        (", include_local_variables=False", "content"),
        (", include_local_variables=False, max_request_body_size='never', send_default_pii=True", "content"),
    ],
)
def test_a_crash_report_holds_content_unless_bodies_and_variables_stay_out(arguments: str, data: str) -> None:
    text = f"import sentry_sdk\nsentry_sdk.init(dsn='https://a@o1.ingest.sentry.io/1'{arguments})\n"
    assert _seen(text, "sentry-saas").data == data


AZURE = "from azure.monitor.opentelemetry import configure_azure_monitor\nconfigure_azure_monitor()\n"


@pytest.mark.parametrize(
    ("variables", "data"),
    [
        ({}, "metadata"),
        ({"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}, "content"),
        ({"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "SPAN_ONLY"}, "content"),
        ({"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "NO_CONTENT"}, "metadata"),
        ({"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "false"}, "metadata"),
        ({"AZURE_TRACING_GEN_AI_CONTENT_RECORDING_ENABLED": "true"}, "content"),
        ({"SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS_SENSITIVE": "true"}, "content"),
        ({"SEMANTICKERNEL_EXPERIMENTAL_GENAI_ENABLE_OTEL_DIAGNOSTICS": "true"}, "metadata"),
        ({"SPRING_AI_CHAT_OBSERVATIONS_LOG_PROMPT": "true"}, "content"),
    ],
)
def test_what_is_left_out_as_shipped_is_seen_where_a_variable_puts_it_in(variables: dict[str, str], data: str) -> None:
    found = _seen(AZURE, "azure-monitor", _compose(**variables))
    assert found.data == data


def test_a_switch_of_another_component_puts_nothing_in() -> None:
    files = _compose()
    files["docker-compose.yml"] += (
        "  other:\n    image: corp/other:1\n    environment:\n"
        "      OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true'\n"
    )
    assert _seen(AZURE, "azure-monitor", files).data == "metadata"


@pytest.mark.parametrize(("said", "data"), [("true", "content"), ("false", "metadata")])
def test_a_property_of_spring_is_the_variable_of_the_same_name(said: str, data: str) -> None:
    settings = f"spring.ai.chat.observations.log-prompt={said}\n# spring.ai.chat.observations.log-completion=true\n"
    assert _seen(AZURE, "azure-monitor", {"app/src/main/resources/application.properties": settings}).data == data
    nested = f"spring:\n  ai:\n    chat:\n      observations:\n        log-prompt: {said}\n"
    assert _seen(AZURE, "azure-monitor", {"app/src/main/resources/application.yml": nested}).data == data
