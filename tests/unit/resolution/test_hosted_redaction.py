"""Hosted filters for personal data are checks that run outside, in every language; the other uses of them are none."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role
from tests.unit.resolution.estate import dependencies

HOST = "https://corp.cognitiveservices.azure.com/"
PYTHON = f"from azure.ai.textanalytics import TextAnalyticsClient\nc = TextAnalyticsClient(endpoint='{HOST}')\n"
SCRIPT = (
    "import { TextAnalyticsClient } from '@azure/ai-text-analytics';\n"
    f"const c = new TextAnalyticsClient('{HOST}', key);\n"
)
SHARP = (
    "using Azure.AI.TextAnalytics;\nclass P {\n"
    f'  TextAnalyticsClient c = new TextAnalyticsClient(new Uri("{HOST}"), key);\n  void F() {{ %s }}\n}}\n'
)
JAVA = (
    "import com.azure.ai.textanalytics.TextAnalyticsClientBuilder;\nclass A {\n  void f() {\n"
    f'    var c = new TextAnalyticsClientBuilder().endpoint("{HOST}").buildClient();\n    %s\n  }}\n}}\n'
)


def _roles(path: str, text: str) -> set[tuple[Role, str | None]]:
    found = [d for d in dependencies({path: text}) if d.operated_by is Operator.VENDOR]
    kept = [d for d in found if d.role not in (Role.REGISTRY, Role.CODE_HOST)]
    return {(d.role, d.attributes.get("checks")) for d in kept}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/a.py", PYTHON + "c.recognize_pii_entities(['x'])\n"),
        ("app/a.ts", SCRIPT + "await c.recognizePiiEntities(['x']);\n"),
        ("App/A.cs", SHARP % 'c.RecognizePiiEntities("x");'),
        ("App/A.cs", SHARP % 'await c.RecognizePiiEntitiesAsync("x");'),
        ("src/A.java", JAVA % 'c.recognizePiiEntities("x");'),
        ("app/a.py", "import boto3\nboto3.client('comprehend').detect_pii_entities(Text='x', LanguageCode='en')\n"),
        ("app/a.py", "from google.cloud import dlp_v2\ndlp_v2.DlpServiceClient().deidentify_content(request={})\n"),
    ],
)
def test_a_hosted_filter_for_personal_data_is_a_check_and_no_tool(path: str, text: str) -> None:
    assert _roles(path, text) == {(Role.SAFETY, "pii")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/a.py", PYTHON + "c.analyze_sentiment(['x'])\n"),
        ("app/a.ts", SCRIPT + "await c.analyzeSentiment(['x']);\n"),
        ("App/A.cs", SHARP % 'c.AnalyzeSentiment("x");'),
        ("src/A.java", JAVA % 'c.analyzeSentiment("x");'),
    ],
)
def test_another_use_of_the_same_client_is_no_check(path: str, text: str) -> None:
    assert _roles(path, text) == {(Role.TOOL_API, None)}


def test_both_uses_in_one_file_are_both_there() -> None:
    text = PYTHON + "c.recognize_pii_entities(['x'])\nc.analyze_sentiment(['x'])\n"
    assert _roles("app/a.py", text) == {(Role.SAFETY, "pii"), (Role.TOOL_API, None)}


def test_a_service_that_searches_stores_is_no_check_of_what_is_said() -> None:
    assert _roles("app/a.py", "import boto3\nboto3.client('macie2').create_classification_job()\n") == {
        (Role.OTHER, None)
    }
