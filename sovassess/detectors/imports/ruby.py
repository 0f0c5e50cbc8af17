"""Ruby source: what it requires, constructs and calls, and where that goes. Gemfiles and migrations are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.formats import ruby_syntax, shaped_literals
from sovassess.formats.code_reading import Dialect
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.shaped_reading import ShapedReading, Tongue
from sovassess.formats.syntax import path_to
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Import
from sovassess.source.view import FileView

MAX_CONSTANTS = 60
_NAMES = frozenset({"Rakefile", "config.ru", "Capfile", "Guardfile", "Fastfile", "Dangerfile"})
_LEFT_OUT = re.compile(r"(^|/)(db/(migrate|schema\.rb|structure)|config/locales)|(^|/)\.bundle/")
_CONSTANT = re.compile(rb"(?<![\w:.])(?:::)?([A-Z]\w*(?:::[A-Z]\w*)+)")
_DEFINED = re.compile(rb"^[ \t]*(?:class|module)[ \t]+([A-Z]\w*)", re.MULTILINE)
_READS = re.compile(rb"\bENV\b")
_MATTERS = re.compile(
    rb"://|\bENV\b|[A-Z]\w*::[A-Z]|\brequire\s+[\"']|(?:MODEL|model)\w*\s*(?:=|:)\s*[\"']|\b[A-Z]\w+\.(?:new|configure|init)\b"
)
_STANDARD = re.compile(
    r"^(json|yaml|set|time|date|uri|csv|erb|logger|fileutils|tempfile|pathname|digest|securerandom|openssl|base64|zlib|"
    r"stringio|strscan|optparse|ostruct|open3|benchmark|forwardable|singleton|timeout|socket|pp|English|bigdecimal|monitor|"
    r"bundler|rubygems|rake|rails|action_\w+|active_\w+|minitest|rspec\w*|bootsnap|simplecov|webmock|vcr|factory_bot\w*|"
    r"spec_helper|rails_helper|test_helper|pry\w*|byebug|debug|io|cgi|shellwords|tmpdir|tsort|weakref|coverage|etc|find|"
    r"delegate|observer|ripper|psych|readline|reline|irb|open-uri|net)(\.|$)"
)
_CORE = frozenset(
    """Float Integer String Array Hash Struct Set Time Date DateTime File Dir IO Process Thread Mutex Kernel Object
        Class Module Comparable Enumerable Enumerator Proc Regexp Symbol Range Random Math Marshal GC ObjectSpace
        Encoding Errno Exception StandardError RuntimeError ArgumentError Rails ActiveRecord ActiveSupport
        ActiveModel ActionController ActionView ActionMailer ActiveJob ActiveStorage ActionCable ActionDispatch
        ApplicationRecord ApplicationController ENV JSON YAML CSV ERB SecureRandom Digest OpenSSL Base64 FileUtils
        Pathname StringIO Tempfile Logger RSpec Minitest FactoryBot Faker I18n Rake Bundler Gem Concurrent Nokogiri
        BigDecimal Benchmark Zlib Ripper Timeout Addressable URI Data Ractor Fiber Signal OpenStruct Current Rack
        Dry Zeitwerk Pundit Devise Warden Arel Ransack Kaminari Money Mime Devise Doorkeeper T Sorbet Etc Shellwords
        CGI Sidekiq Flipper Thor Hashie Liquid Mustache Haml Slim Tilt Psych Forwardable Singleton Open3
        OptionParser Monitor""".split()
)
_SEEN_ANYWAY = frozenset({"Net", "Sidekiq", "OpenURI"})
_HTTP = re.compile(
    r"^(Net\.HTTP|Faraday|HTTParty|RestClient|Typhoeus|Excon|HTTP|HTTPX|Curl|Patron|URI\.open|OpenURI|Down|Http|HTTPClient|"
    r"WebSocket|Mechanize|Savon)(\.|$)"
)
_GIVES_BACK = re.compile(
    r"(^|\.)(freeze|fetch|URI|URI\.parse|parse|presence|to_s|String|strip|chomp|dup|join|ENV\.fetch)$"
)


def _claims(path: str) -> bool:
    return (path.endswith((".rb", ".rake", ".ru")) or basename(path) in _NAMES) and not _LEFT_OUT.search(path)


@cache
def _outside(module: str) -> bool:
    """Whether a required file or qualified constant may belong to a gem, as far as its name tells."""
    return not _STANDARD.match(module)


@cache
def _quiet(name: str) -> bool:
    first = name.split(".", 1)[0]
    return first in _CORE and first not in _SEEN_ANYWAY


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    if _MATTERS.search(data) is None:
        return
    own = {one.decode() for one in _DEFINED.findall(data)}

    def root(name: str) -> str | None:
        return name if name[:1].isupper() and not _quiet(name) and name not in own else None

    tongue = Tongue(Dialect("ruby", _outside, _quiet), ruby_syntax.SHAPE, root, _HTTP, _GIVES_BACK, worth=_WORTH)
    reading = ShapedReading(ruby_syntax.read(data), tongue, view.place, view.known)
    yield from reading.imports()
    yield from _constants(reading, own)
    yield from reading.calls()
    yield from shaped_literals.environment_reads(reading, _READS)
    yield from environment_writes(reading, "ruby")
    yield from shaped_literals.addresses(reading)
    yield from shaped_literals.models(reading)


_WORTH = re.compile(
    rb"(?:::)?[A-Z]\w*(?:::[A-Z]\w*)*::[A-Z]|(?:::)?[A-Z]\w*\.(?:new|init|configure\w*|config|setup|start|connect|client|chat|embed|"
    rb"open|build|\w*(?:api|url|uri|host|endpoint|key|token)\w*(?=\s*=)|get|post|put|patch|delete|request|from_\w+|stdio_\w+|pipeline)\b|"
    rb"[a-z@](?:.|\n)*?[\"':]|URI"
)


def _constants(reading: ShapedReading, own: set[str]) -> Iterator[AnyObservation]:
    """Constants of gems, which are loaded without being required: the first place of each in the file."""
    data, seen = reading.program.data, set[str]()
    for match in _CONSTANT.finditer(data):
        name = match.group(1).decode().replace("::", ".")
        if name in seen or name.split(".", 1)[0] in own or _quiet(name) or len(seen) >= MAX_CONSTANTS:
            continue
        path = path_to(reading.program.root, match.start(1))
        if any(node.type in {"comment", "string_content", "heredoc_content", "regex"} for node in path[-3:]):
            continue
        if any(node.type in {"class", "module"} and node.start_byte > match.start(1) - 9 for node in path):
            continue
        seen.add(name)
        around = reading.circumstances.at(match.start(1))
        if around.dead:
            continue
        number = data.count(b"\n", 0, match.start()) + 1
        yield Import(
            at=reading.place(number),
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            language="ruby",
            module=name,
            guarded=around.guarded,
        )


DETECTOR = Detector(
    id="ruby",
    title="Ruby source",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    detect=_detect,
)
