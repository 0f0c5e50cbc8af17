"""Switches that a program sets for itself: they count in the same process, before the library is there."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Role
from tests.unit.resolution.estate import dependencies

USE = "from transformers import AutoModel\nAutoModel.from_pretrained('acme/reader-7')\n"
SET = "import os\nos.environ.setdefault('HF_HUB_OFFLINE', '1')\n"


def _asks_the_hub(files: dict[str, str]) -> bool:
    found = dependencies({"requirements.txt": "transformers\n", **files})
    return any(d.service == "hugging-face-hub" and d.role is Role.REGISTRY for d in found)


def test_without_a_switch_the_hub_is_asked() -> None:
    assert _asks_the_hub({"app/main.py": USE})


@pytest.mark.parametrize(
    "written",
    [
        SET,
        "import os\nos.environ['HF_HUB_OFFLINE'] = '1'\n",
        "from os import environ\nenviron.setdefault('HF_HUB_OFFLINE', 'true')\n",
        "import os\nos.environ.update({'TOKENIZERS_PARALLELISM': 'false', 'HF_HUB_OFFLINE': '1'})\n",
        "import os\nos.environ.update(TRANSFORMERS_OFFLINE='1')\n",
        "import os\nos.environ |= {'HF_HUB_OFFLINE': 'yes'}\n",
    ],
)
def test_a_switch_that_is_set_before_the_library_is_imported_counts(written: str) -> None:
    assert not _asks_the_hub({"app/main.py": written + USE})


@pytest.mark.parametrize(
    "text",
    [
        USE + SET,
        "from transformers import AutoModel\n" + SET + "AutoModel.from_pretrained('acme/reader-7')\n",
        SET.replace("'1'", "'0'") + USE,
        "import os, sys\nif len(sys.argv) > 1:\n    os.environ.setdefault('HF_HUB_OFFLINE', '1')\n" + USE,
        "import os, sys\nif len(sys.argv) > 1:\n    os.environ['HF_HUB_OFFLINE'] = '1'\n" + USE,
        "import os\ndef offline():\n    os.environ['HF_HUB_OFFLINE'] = '1'\n" + USE,
        "import os\n# os.environ.setdefault('HF_HUB_OFFLINE', '1')\n" + USE,
        'import os\nHELP = """os.environ.setdefault(\'HF_HUB_OFFLINE\', \'1\')"""\n' + USE,
        "import os\nos.environ.setdefault('MY_HF_HUB_OFFLINE', '1')\n" + USE,
        "import os\nos.putenv('HF_HUB_OFFLINE', '1')\n" + USE,
        "import os\nos.environ.get('HF_HUB_OFFLINE', '1')\n" + USE,
    ],
)
def test_a_switch_that_comes_too_late_or_perhaps_does_not_count(text: str) -> None:
    assert _asks_the_hub({"app/main.py": text})


def test_a_switch_of_another_process_or_of_a_test_does_not_count() -> None:
    assert _asks_the_hub({"app/main.py": USE, "app/export.py": SET + "print('exported')\n"})
    assert _asks_the_hub({"app/main.py": USE, "tests/test_main.py": SET + "import app.main\n"})


def test_a_switch_holds_for_what_is_imported_after_it() -> None:
    entry = SET + "from app import reading\nreading.start()\n"
    assert not _asks_the_hub({"app/__init__.py": "", "app/reading.py": USE, "main.py": entry})
    late = "from app import reading\n" + SET + "reading.start()\n"
    assert _asks_the_hub({"app/__init__.py": "", "app/reading.py": USE, "main.py": late})


def test_a_switch_of_a_package_holds_for_what_lies_in_it() -> None:
    assert not _asks_the_hub({"app/__init__.py": SET, "app/models/reading.py": USE})
    assert _asks_the_hub({"app/__init__.py": SET, "other/reading.py": USE})


def test_what_deploys_a_program_comes_before_what_it_only_falls_back_to() -> None:
    compose = "services:\n  app:\n    build: .\n    environment: {HF_HUB_OFFLINE: '0'}\n"
    files = {"docker-compose.yml": compose, "Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python main.py\n"}
    assert _asks_the_hub({"main.py": SET + USE, **files})


def test_a_telemetry_switch_counts_as_an_offline_one_does() -> None:
    use = "import chromadb\nchromadb.PersistentClient('db')\n"
    switch = "import os\nos.environ.setdefault('ANONYMIZED_TELEMETRY', 'False')\n"
    assert not [d for d in dependencies({"main.py": switch + use}) if d.role is Role.TELEMETRY]
    assert [d for d in dependencies({"main.py": use}) if d.role is Role.TELEMETRY]
