"""Which libraries are known decides what a reader reports, and nothing that counts whoever is called."""

from __future__ import annotations

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.formats.known import EVERYTHING, KnownNames, Library
from sovassess.model.observations import Address, AnyObservation, Call, Import, ModelName
from sovassess.source.view import FileView

STORE = Library(
    modules=(("python", "bench.store"),), clients=(("python", "bench.store.open_store"),), whole=False
)  # an import of it says nothing yet
TRACE = Library(modules=(("python", "tracing"), ("go", "corp.example/trace")), clients=(), whole=True)
KNOWN = KnownNames((STORE, TRACE))


def test_a_library_is_known_with_all_that_lies_in_it() -> None:
    assert KNOWN.imports("python", "bench.store.errors")
    assert KNOWN.imports("python", "tracing")


@pytest.mark.parametrize("module", ["bench", "bench.stores", "tracing_tools", "my.tracing"])
def test_a_similar_name_or_what_a_library_lies_in_is_no_library(module: str) -> None:
    assert not KNOWN.imports("python", module)


def test_a_name_is_known_in_its_language_only() -> None:
    assert not KNOWN.imports("javascript", "tracing")


def test_every_major_version_of_a_go_module_is_known() -> None:
    assert KNOWN.imports("go", "corp.example/trace/v3")


def test_a_client_is_called_or_something_on_it() -> None:
    assert KNOWN.calls("python", "bench.store.open_store")
    assert KNOWN.calls("python", "bench.store.open_store.write")
    assert not KNOWN.calls("python", "bench.shelf.open_store")


def test_a_file_matters_only_if_it_names_what_is_called_of_a_library() -> None:
    assert KNOWN.matters("python", "bench.store", b"from bench.store import open_store")
    assert not KNOWN.matters("python", "bench.store", b"from bench.store import Row")
    assert not KNOWN.matters("python", "bench.store", b"from bench.store import open_stores, reopen_store")


def test_a_file_matters_if_an_import_alone_says_something() -> None:
    assert KNOWN.matters("python", "tracing.auto", b"")


def test_an_import_of_what_a_library_lies_in_may_bring_it_along() -> None:
    assert KNOWN.matters("python", "bench", b"import bench")


def test_what_declares_infrastructure_matters_without_being_known() -> None:
    assert KNOWN.calls("python", "aws_cdk.aws_s3.Bucket")
    assert KNOWN.matters("python", "pulumi_aws", b"")


def test_nothing_is_left_out_where_nobody_says_what_is_known() -> None:
    assert EVERYTHING.imports("ruby", "any")
    assert EVERYTHING.calls("ruby", "any.thing")
    assert EVERYTHING.matters("ruby", "any", b"")


def seen(text: str, known: KnownNames) -> list[AnyObservation]:
    view = FileView("app/work.py", text.encode())
    view.known = known
    detector = next(one for one in DETECTORS if one.id == "python")
    return list(detector.detect(view))


PROGRAM = """\
import tracing
from somewhere import Client, Other
from bench.store import open_store

def work():
    store = open_store("table")
    other = Other("x")
    client = Client(base_url="https://llm.corp.example/v1")
    return client.chat(model="gpt-4o")
"""


def test_an_unknown_library_is_reported_for_addresses_and_models_alone() -> None:
    found = seen(PROGRAM, KNOWN)
    assert [one.module for one in found if isinstance(one, Import)] == ["tracing", "bench.store"]
    assert [one.callee for one in found if isinstance(one, Call)] == ["bench.store.open_store"]
    assert [one.value.literal for one in found if isinstance(one, Address)] == ["https://llm.corp.example/v1"]
    assert [one.value.literal for one in found if isinstance(one, ModelName)] == ["gpt-4o"]


def test_all_imports_and_calls_are_reported_where_everything_may_matter() -> None:
    found = seen(PROGRAM, EVERYTHING)
    assert [one.module for one in found if isinstance(one, Import)] == ["tracing", "somewhere", "bench.store"]
    assert {one.callee for one in found if isinstance(one, Call)} >= {"somewhere.Other", "somewhere.Client"}
