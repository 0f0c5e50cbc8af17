"""The closed vocabularies of the domain; the words and their meaning are fixed by the contract."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a service does for the component that uses it."""

    MODEL_API = "model-api"
    SAFETY = "safety"
    EMBEDDINGS = "embeddings"
    SPEECH = "speech"
    VECTOR_DB = "vector-db"
    CLOUD = "cloud"
    DATA_STORE = "data-store"
    IDENTITY = "identity"
    TELEMETRY = "telemetry"
    EMAIL_SMS = "email-sms"
    PAYMENTS = "payments"
    SEARCH_TOOL = "search-tool"
    TOOL_API = "tool-api"
    CODE_HOST = "code-host"
    REGISTRY = "registry"
    CONTROL_PLANE = "control-plane"
    CI = "ci"
    CDN = "cdn"
    DNS = "dns"
    OS = "os"
    LICENSE_SERVER = "license-server"
    GATEWAY = "gateway"
    MODEL_SERVER = "model-server"
    SECRETS = "secrets"
    QUEUE = "queue"
    OTHER = "other"


class Strength(StrEnum):
    """How much the component needs the service, weakest first (`rank` gives the order)."""

    DOCS = "docs"
    DEV = "dev"
    BUILD = "build"
    OPTIONAL = "optional"
    DEFAULT = "default"
    REQUIRED = "required"

    @property
    def rank(self) -> int:
        """0 for the weakest (`docs`) to 5 for the strongest (`required`)."""
        return _STRENGTH_ORDER.index(self)

    @property
    def core(self) -> bool:
        """True for what a deployment has as shipped: `required` and `default`."""
        return self in (Strength.REQUIRED, Strength.DEFAULT)

    @property
    def live(self) -> bool:
        """True for everything but mentions and tooling."""
        return self not in (Strength.DOCS, Strength.DEV)


_STRENGTH_ORDER = tuple(Strength)


class Operator(StrEnum):
    """Who runs what answers."""

    VENDOR = "vendor"
    SELF = "self"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """When the dependency is needed."""

    BUILD = "build"
    DEPLOY = "deploy"
    START = "start"
    RUN = "run"
    UPDATE = "update"
    ADMIN = "admin"


class Switch(StrEnum):
    """What it takes to replace a dependency."""

    AUTOMATIC = "automatic"
    CONFIGURED = "configured"
    PLANNED = "planned"
    NONE = "none"


class Confidence(StrEnum):
    """How sure the resolution is of party and role."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Origin(StrEnum):
    """Where a piece of evidence comes from."""

    OBSERVED = "observed"
    EGRESS = "egress"
    ATTESTED = "attested"


class Outcome(StrEnum):
    """What a criterion yields."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Basis(StrEnum):
    """What the outcome of a criterion rests on."""

    OBSERVED = "observed"
    EGRESS = "egress"
    ATTESTED = "attested"
    MIXED = "mixed"
    NONE = "none"


class Status(StrEnum):
    """Whether a function goes on in a scenario."""

    DOWN = "down"
    UNKNOWN = "unknown"
    UP = "up"


class EvidenceKind(StrEnum):
    """The kinds of evidence whose coverage decides what absence proves."""

    MANIFESTS = "manifests"
    IAC = "iac"
    CODE = "code"
    CONFIG = "config"
    LOCKFILES = "lockfiles"
    CI = "ci"
    EGRESS = "egress"


class CoverageLevel(StrEnum):
    """How much of one evidence kind was read. `none` means that the tree holds no file of that kind."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Context(StrEnum):
    """What a file is for, told by where it lies; it caps the strength of what is found in it."""

    PRODUCTION = "production"
    TEST = "test"
    EXAMPLE = "example"
    DOCS = "docs"
    TOOLING = "tooling"


class Usage(StrEnum):
    """How the structure around an observation ties it to the component, as far as one file can tell.

    `MAIN` is on as shipped, `OPTIONAL` behind an extra, a profile, a flag that is off or a choice among several,
    `BUILD` acts when something is built or installed, `DEV` in tests and tooling, `MENTION` is a comment or prose.
    """

    MENTION = "mention"
    DEV = "dev"
    BUILD = "build"
    OPTIONAL = "optional"
    MAIN = "main"
