"""Half a surrogate pair in an escape is no reason to fail: it cannot be written down, so it is replaced."""

from __future__ import annotations

import msgspec
import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree

FILES = {
    "app.py": 'import openai\nopenai.OpenAI(base_url="https://api.x.example/\\ud800", api_key="\\ud83d\\ude00")\n',
    "app.ts": 'import OpenAI from "openai";\nnew OpenAI({ baseURL: "https://api.y.example/\\ud800\\udfff" });\n',
    "config.json": '{"endpoint": "https://api.z.example/\\ud800", "model": "\\udc00"}',
    ".mcp.json": '{"mcpServers": {"a\\ud800": {"url": "https://mcp.z.example/\\ud800"}}}',
}


@pytest.mark.parametrize("path", sorted(FILES))
def test_the_file_is_read_and_the_result_can_be_written(path: str) -> None:
    found = scan(MemoryTree({path: FILES[path]}), DETECTORS)
    assert found.files, "the trap: a file that is given up would pass as well"
    assert b"example" in msgspec.json.encode(found.files) or path == "config.json"
