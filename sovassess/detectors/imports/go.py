"""Go source: what it imports, constructs and calls, and where that goes. Generated files are somebody's output."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sovassess.detectors.detector import Detector
from sovassess.detectors.program_resources import with_resources
from sovassess.formats import code_environment as environment
from sovassess.formats import code_literals as literals
from sovassess.formats import code_models as models
from sovassess.formats import go_syntax
from sovassess.formats.code_reading import Dialect, Reading
from sovassess.formats.code_words import HTTP_CALL
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.telltales import reaches_out
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

# What of the standard library reaches out. Everything else of it has no dot in the first part of its path.
_REACHES_OUT = re.compile(r"^(net/http|database/sql|net/smtp|net|crypto/tls|net/rpc)\.")
_QUIET = re.compile(
    r"^(github\.com/(stretchr/testify|google/go-cmp|google/uuid|pkg/errors|sirupsen/logrus|rs/zerolog|spf13/(cobra|pflag)|"
    r"onsi/(gomega|ginkgo)|gin-gonic/gin|labstack/echo|gorilla/(mux|websocket\.Upgrader)|go-chi/\w+|golang/(mock|protobuf)|"
    r"gogo/protobuf|davecgh/go-spew|fatih/color|charmbracelet/\w+|mattn/go-\w+|go-logr/\w+|hashicorp/(go-multierror|hcl|"
    r"go-version|errwrap)|samber/lo|shopspring/decimal|mitchellh/\w+|Masterminds/\w+|olekukonko/tablewriter|urfave/cli|"
    r"go-playground/\w+|prometheus/client_golang|BurntSushi/toml|gofiber/fiber|json-iterator/go|tidwall/\w+|"
    r"evanphx/json-patch|jmoiron/sqlx\.(In|Named)|google/gnostic|emicklei/go-restful|go-openapi/(spec|strfmt|swag))|"
    r"go\.uber\.org/(zap|atomic|multierr|mock|goleak)|golang\.org/x/(sync|text|tools|term|sys|exp|mod|crypto/ssh\.Parse)|"
    r"google\.golang\.org/(protobuf|grpc/(codes|status|metadata|credentials|peer|test))|gopkg\.in/(yaml|inf|check)|"
    r"sigs\.k8s\.io/(yaml|structured-merge-diff|kustomize)|k8s\.io/(api|apimachinery|klog|utils|apiextensions-apiserver|"
    r"component-base|code-generator|kube-openapi)|gotest\.tools|gonum\.org|gorm\.io/gorm)([./]|$)"
)
# What a call gives back that is no client: its methods lead nowhere new.
_RESULT = re.compile(
    r"^(Get|Do|Read|Write|Parse|List|Find|Query|Exec|Send|Run|Marshal|Unmarshal|Decode|Encode|Fetch|Post|Put|Delete|Head|"
    r"Is|Has|To|As|Sum|Must[A-Z]|Errorf?|String|Bytes|Len|Format|Sprint|Split|Join|Copy|Clone|Register|Handle|Serve|Listen)"
    r"[A-Z]?\w*\."
)
_LOGGING = tuple(
    f".{level}{form}"
    for level in ("Debug", "Info", "Warn", "Warning", "Error", "Fatal", "Trace")
    for form in ("", "f", "w", "ln")
)
_GENERATED = re.compile(rb"^// Code generated .{0,300}DO NOT EDIT\.?\s*$|^//go:build\s+ignore\s*$", re.MULTILINE)
_MATTERS = re.compile(
    rb"[\"`][\w-]+\.[\w-]+[\w.]*/|net/http|database/sql|net/smtp|://|[gG]etenv|os\.Setenv|LookupEnv|env\w*:\"|[mM]odel\w*\s*:?=\s*[\"`]"
)
_SENDS = re.compile(
    rb"\bhttp\.(?:DefaultClient|Client|Get|Head|Post|NewRequest)|\bsqlx?\.\w*(?:Open|Connect)|\bsmtp\.|\.Dial|"
    rb"\bgrpc\.NewClient|resty|retryablehttp|websocket|[eE][nN][vV]\w*\(|\.GetString\("
)
_IMPORTED = re.compile(rb"[\"`]([\w-]+\.[\w.-]+/[\w./-]+)[\"`]")
_READS = re.compile(rb"[eE][nN][vV]\w*\(|\.GetString\(")


def _claims(path: str) -> bool:
    return path.endswith(".go")


@cache
def _outside(name: str) -> bool:
    """Whether a package, or what a qualified name stands for, is none of the language's own that stays inside."""
    first = name.split("/", 1)[0]
    if "." in first and "/" in name:
        return "/internal/" not in name
    return _REACHES_OUT.match(name + ".") is not None or HTTP_CALL.match(name) is not None


@cache
def _quiet(name: str) -> bool:
    if not _outside(name) or _QUIET.match(name) is not None:
        return True
    if _REACHES_OUT.match(name) is not None:
        return HTTP_CALL.match(name) is None
    last = name.rsplit("/", 1)[-1]
    if last.endswith(_LOGGING):
        return True
    return _RESULT.match(last.partition(".")[2]) is not None


_DIALECT = Dialect("go", _outside, _quiet)


def _spares(view: FileView) -> tuple[str, ...] | None:
    data = view.utf8
    if _SENDS.search(data) is not None or reaches_out(data):
        return None
    modules = {match.group(1).decode() for match in _IMPORTED.finditer(data)}
    return None if any(view.known.matters("go", module, data) for module in sorted(modules)) else ()


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    if _MATTERS.search(data) is None or _GENERATED.search(data, 0, 4_000) is not None:
        return
    reading = Reading(go_syntax.read(data), _DIALECT, view.place, view.known)
    yield from reading.imports()
    yield from with_resources(reading.calls())
    yield from environment.environment_reads(reading, _READS)
    yield from environment_writes(reading, "go")
    yield from literals.addresses(reading)
    yield from models.model_constants(reading)


DETECTOR = Detector(
    id="go", title="Go source", evidence=EvidenceKind.CODE, claims=_claims, detect=_detect, spares=_spares
)
