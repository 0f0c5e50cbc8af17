"""Charts whose values somebody has to set are rendered all the same, with an open part where the value would stand."""

from __future__ import annotations

import pytest

from sovassess.formats.go_templates import RenderError
from sovassess.formats.template_lines import Rendering
from sovassess.source.charts import Charts
from sovassess.source.tree import MemoryTree

CHART = {
    "app/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
    "app/values.yaml": "serverName:\nlabels: {}\nkind: web\n",
    "app/configs/settings.json.tpl": '{"maps": "https://maps.example/v1"}',
}


def rendering(template: str) -> str:
    files = {**CHART, "app/templates/config.yaml": template}
    found = Charts(MemoryTree(files), files).rendering("app/templates/config.yaml")
    assert isinstance(found, Rendering), found
    return found.text


def test_a_template_of_a_value_that_is_not_set_leaves_the_rest_as_it_is() -> None:
    text = rendering("host: {{ tpl .Values.serverName . }}\nkind: {{ tpl .Values.kind . }}\n")
    assert "host: \n" not in text
    assert "kind: web" in text


def test_what_is_nothing_is_unlike_everything_else() -> None:
    assert "shown: yes" in rendering("{{ if ne .Values.labels.chart false }}shown: yes{{ end }}\n")
    assert "shown" not in rendering('{{ if ne .Values.kind "web" }}shown: yes{{ end }}\n')
    assert "shown: yes" in rendering('{{ if ne .Values.kind "api" }}shown: yes{{ end }}\n')


def test_a_file_that_a_template_takes_as_a_template_is_part_of_it() -> None:
    text = rendering('data:\n  settings.json: |\n    {{ tpl (.Files.Get "configs/settings.json.tpl") . }}\n')
    assert "https://maps.example/v1" in text


@pytest.mark.parametrize("template", ["a: {{ tpl }}\n", "a: {{ tpl .Values.kind }}\n"])
def test_a_call_that_lacks_something_is_still_an_error(template: str) -> None:
    files = {**CHART, "app/templates/config.yaml": template}
    assert isinstance(Charts(MemoryTree(files), files).rendering("app/templates/config.yaml"), RenderError)
