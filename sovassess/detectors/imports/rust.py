"""Rust source: what it uses, constructs and calls, and where that goes. Code that only tests compile is development."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats import code_words as words
from sovassess.formats import rust_syntax, shaped_literals
from sovassess.formats.code_reading import Dialect
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.shaped_reading import ShapedReading, Tongue
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_LEFT_OUT = re.compile(r"(^|/)(target|generated)/|\.(generated|gen)\.rs$|(^|/)bindings\.rs$")
_CRATE = re.compile(rb"\b([a-z]\w*)::")
_USED = re.compile(rb"^[ \t]*(?:pub[ \t]+)?(?:use|extern[ \t]+crate)[ \t]+(?:::)?([a-z]\w*)", re.MULTILINE)
_MODULE = re.compile(rb"^[ \t]*(?:pub(?:\([^)]*\))?[ \t]+)?mod[ \t]+(\w+)", re.MULTILINE)
_READS = re.compile(rb"\bvar(?:_os)?\s*\(|\b(?:option_)?env!|\bdotenv!")
_MATTERS = re.compile(rb"://|\benv::(?:set_)?var|\benv!|\benv\s*=\s*\"|[mM](?:odel|ODEL)\w*[^\n]{0,40}[=:(]\s*&?\"")
_LANGUAGE = frozenset({"std", "core", "alloc", "crate", "self", "super", "proc_macro", "test"})
_QUIET = re.compile(
    r"^(serde\w*|tokio|tokio_util|tokio_stream|anyhow|thiserror|eyre|color_eyre|tracing|log|env_logger|clap\w*|chrono|time|uuid|"
    r"regex|rand\w*|itertools|futures\w*|axum\w*|actix|actix_web|actix_rt|tower\w*|bytes|once_cell|lazy_static|async_trait|"
    r"rayon|parking_lot|crossbeam\w*|dashmap|indexmap|hashbrown|smallvec|bitflags|num\w*|syn|quote|proc_macro2|criterion|"
    r"proptest|quickcheck|tempfile|walkdir|dirs|toml|config|base64|hex|sha\d|md5|rustls|url|http|mime\w*|unicode\w*|memmap2|"
    r"heed|roaring|flate2|zip|tar|image|nom|pest|petgraph|ndarray|nalgebra|bincode|rkyv|wasm_bindgen|js_sys|web_sys|strum\w*|"
    r"derive_more|educe|derivative|insta|assert_cmd|predicates|mockall|wiremock|rstest|pretty_assertions|cfg_if|"
    r"libc|nix|windows\w*|winapi|egui|bevy\w*|iced\w*|ratatui|crossterm|indicatif|console|colored|termcolor|dialoguer|"
    r"either|bstr|memchr|aho_corasick|arrayvec|fxhash|ahash|rustc_hash|semver|glob|ignore|notify|either|void|pin_project\w*|"
    r"string|str|u8|u16|u32|u64|i8|i16|i32|i64|usize|isize|f32|f64|bool|char|fmt|io|env|fs|path|mem|cmp|iter|collections|"
    r"sync|thread|result|option|ops|convert|hash|process|net|ptr|slice|vec|marker|borrow|cell|rc|any|error|future|task|pin)"
    r"(\.|$)"
)
_HTTP = re.compile(
    r"^(reqwest|reqwest_middleware|ureq|hyper|surf|isahc|attohttpc|awc|minreq|tungstenite|tokio_tungstenite|tonic|gloo_net|"
    r"eventsource_client|octocrab)(\.|$)"
)
_GIVES_BACK = re.compile(
    r"(^|\.)(from|parse|from_static|Some|Ok|(Arc|Box|Rc|Cow|Mutex)\.new|unwrap_or\w*|to_string|to_owned|into|format!|concat!|"
    r"vec!|concatcp!|formatcp!|or|or_else|get_or_insert\w*|from_str|clone|json!)$"
)
_WORTH = re.compile(
    rb"(?s).*?(?:\"|::(?:new|builder|default|with_\w+|from_\w+|connect\w*|open\w*|init\w*|client|load\w*|try_\w+)\(|"
    rb"\.(?:get|post|put|patch|delete|head|request|create\w*|embed\w*|chat|completions?|connect\w*)\(|"
    rb"[uU][rR][lL]|[hH]ost|[eE]ndpoint)"
)


def _claims(path: str) -> bool:
    return path.endswith(".rs") and not _LEFT_OUT.search(path)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    own = _LANGUAGE | {one.decode() for one in _MODULE.findall(data)}
    named = {one.decode() for one in _CRATE.findall(data)}

    def outside(module: str) -> bool:
        return module.split(".", 1)[0] not in own

    def quiet(name: str) -> bool:
        return not outside(name) or _QUIET.match(name) is not None

    def root(name: str) -> str | None:
        return name if name in named and not quiet(name) else None

    used = {one.decode() for one in _USED.findall(data)} | named
    if all(quiet(one) for one in used) and _MATTERS.search(data) is None:
        return
    tongue = Tongue(Dialect("rust", outside, quiet), rust_syntax.SHAPE, root, _HTTP, _GIVES_BACK, worth=_WORTH)
    reading = ShapedReading(rust_syntax.read(data), tongue, view.place, view.known)
    yield from reading.imports()
    yield from reading.calls()
    yield from shaped_literals.environment_reads(reading, _READS)
    yield from environment_writes(reading, "rust")
    yield from shaped_literals.addresses(reading)
    yield from _defaults(reading)
    yield from shaped_literals.models(reading)


def _defaults(reading: ShapedReading) -> Iterator[AnyObservation]:
    """Addresses that an argument parser's attribute gives a field as its default."""
    for name, bindings in reading.program.anywhere.items():
        for one in bindings:
            inside = one.value.parent.parent if one.value is not None and one.value.parent is not None else None
            if one.kind != "value" or inside is None or inside.type != "attribute" or one.value is None:
                continue
            value = reading.evaluator.bound_value(one, name)
            shown = value.literal if value is not None else None
            if value is not None and shown and words.URL.match(shown) and words.ADDRESS_NAME.search(name):
                number = one.value.start_point[0] + 1
                yield reading.address(number, value, name, reading.circumstances.at(one.at))


DETECTOR = Detector(
    id="rust",
    title="Rust source",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    detect=_detect,
)
