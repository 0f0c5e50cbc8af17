"""What is spared shows nothing, and is read after all where a choice in it weakens what another file shows."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
import pytest

from sovassess.detectors.detector import Detector
from sovassess.detectors.registry import DETECTORS
from sovassess.errors import ParseError
from sovassess.formats.known import KnownNames
from sovassess.keeping.shelf import Shelf
from sovassess.model.observations import AnyObservation, Chosen, Import
from sovassess.model.scan import Scan
from sovassess.scanning import scan
from sovassess.scanning.kept import Readings
from sovassess.source.tree import MemoryTree
from sovassess.source.view import FileView
from tests.detectors.cases import HERE, case_folders
from tests.loaded import catalog

SPARING = [one for one in DETECTORS if one.spares is not None]
KNOWN = catalog().known


def seen(detector: Detector, view: FileView) -> list[AnyObservation]:
    found: list[AnyObservation] = []
    with suppress(ParseError):
        found.extend(detector.detect(view))
    return found


def shows(detector: Detector, name: str, data: bytes) -> tuple[bool, list[AnyObservation]]:
    """Whether a file is spared, and what a thorough look shows in it that anybody would miss."""
    view = FileView(name, data)
    view.known = KNOWN
    assert detector.spares is not None
    found: list[AnyObservation] = [
        one
        for one in seen(detector, view)
        if not isinstance(one, Chosen)
        and not (isinstance(one, Import) and not KNOWN.matters(one.language, one.module, data))
    ]
    return detector.spares(view) is not None, found


@pytest.mark.parametrize("case", case_folders(), ids=lambda case: case.relative_to(HERE).as_posix())
def test_nothing_that_a_reader_reports_is_spared(case: Path) -> None:
    for path in sorted((case / "input").rglob("*")):
        name = path.relative_to(case / "input").as_posix()
        for detector in SPARING if path.is_file() else ():
            if detector.claims(name):
                spared, found = shows(detector, name, path.read_bytes())
                assert not (spared and found), (detector.id, name, found)


@pytest.mark.parametrize("detector", SPARING, ids=lambda detector: detector.id)
def test_files_in_which_nothing_reaches_out_are_spared(detector: Detector) -> None:
    plain = {
        "python": ("shop/total.py", "from decimal import Decimal\n\n\ndef total(rows):\n    return sum(rows)\n"),
        "javascript": (
            "src/total.ts",
            "import { clsx } from 'clsx'\nexport const total = (rows: number[]) => rows.length",
        ),
        "go": ("total/total.go", 'package total\n\nimport "github.com/google/uuid"\n\nvar id = uuid.New()\n'),
    }
    name, text = plain[detector.id]
    assert shows(detector, name, text.encode()) == (True, [])


REACHES = {
    "python": [
        "url = 'https://a.corp.example'",
        "import os\nk = os.environ['A']",
        "from openai import OpenAI",
        "model = 'a'",
        "REGION = 'eu-central-1'",
        "SERVER: str = 'a.corp.example'",
        "m = Auto.from_pretrained('a/b')",
        "A = {'FAST_LLM': 'groq:kimi-k2'}",
        "c = Queue(broker='a.corp.example')",
        "import httpx",
        "from redis import Redis",
        "import google.cloud.storage\ns = google.cloud.storage.Client()",
    ],
    "javascript": [
        "fetch(a)",
        "const k = process.env.A",
        "import OpenAI from 'openai'",
        "const x = require('axios')",
        "const o = { model: 'a' }",
        "await import('openai')",
        "const s = new WebSocket(u)",
    ],
    "go": [
        'package a\nimport "github.com/sashabaranov/go-openai"\nvar c = openai.NewClient(k)',
        'package a\nvar k = os.Getenv("A")',
        'package a\nvar u = "https://a.corp.example"',
        "package a\nvar r, _ = http.Get(u)",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(key, text) for key, texts in REACHES.items() for text in texts])
def test_a_file_in_which_anything_may_reach_out_is_read(language: str, text: str) -> None:
    detector = next(one for one in SPARING if one.id == language)
    name = {"python": "a.py", "javascript": "a.ts", "go": "a.go"}[language]
    view = FileView(name, text.encode())
    view.known = KNOWN
    assert detector.spares is not None
    assert detector.spares(view) is None


CHOOSER = """\
from shop.openai_writer import OpenAIWriter
from shop.plain_writer import PlainWriter


def writer(settings):
    if settings.enable_writer:
        return OpenAIWriter()
    return PlainWriter()
"""
WRITER = "from openai import OpenAI\n\n\nclass OpenAIWriter:\n    def __init__(self):\n        self.client = OpenAI()\n"
FILES = {
    "shop/__init__.py": "",
    "shop/choosing.py": CHOOSER,
    "shop/openai_writer.py": WRITER,
    "shop/plain_writer.py": "class PlainWriter:\n    pass\n",
}


def scanned(files: dict[str, str], known: KnownNames = KNOWN, kept: Readings | None = None) -> Scan:
    tree = MemoryTree(files)
    return scan(tree, DETECTORS, kept=kept, known=known)


def chosen(found: Scan) -> list[str]:
    return [one.name for file in found.files for one in file.observations if isinstance(one, Chosen)]


def test_a_file_that_chooses_what_reaches_out_is_read_after_all() -> None:
    assert chosen(scanned(FILES)) == ["module:shop/openai_writer/OpenAIWriter"]


def test_a_file_that_chooses_what_reaches_nobody_stays_spared() -> None:
    assert chosen(scanned({**FILES, "shop/openai_writer.py": "class OpenAIWriter:\n    pass\n"})) == []


def test_a_spared_file_counts_as_read() -> None:
    with_all = scanned(FILES, KnownNames())
    assert scanned(FILES).coverage == with_all.coverage


def test_what_ran_before_makes_no_difference(tmp_path: Path) -> None:
    later = 10**19
    plain = {**FILES, "shop/openai_writer.py": "class OpenAIWriter:\n    pass\n"}
    taking = (
        "from shop.choosing import Choosing\n\n\ndef take(settings):\n    if settings.enable_it:\n        Choosing()\n"
    )
    importing = {**FILES, "shop/taking.py": taking}
    importing["shop/choosing.py"] = f"import sqlalchemy\n{CHOOSER}\n\nclass Choosing:\n    pass\n"
    for files in (plain, FILES, FILES, importing, importing, plain, FILES):
        kept = Readings(Shelf(tmp_path), "a", later)
        assert msgspec.json.encode(scanned(files, kept=kept)) == msgspec.json.encode(scanned(files))
