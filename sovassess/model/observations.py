"""What a detector saw at one place, with no judgement and no knowledge of vendors.

A detector yields these and nothing else. Everything about who owns a host, a package or an image is decided later, by
resolution against the catalog.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from sovassess.model.enums import Usage
from sovassess.model.values import Gate, Value


class Place(Struct, frozen=True, order=True):
    """A line of a scanned file. `line` is 1-based, None for the whole file; `excerpt` is that line, stripped."""

    path: str
    line: int | None = None
    excerpt: str = ""


class Observation(Struct, frozen=True, kw_only=True, tag_field="observation"):
    """What all observations share.

    `component` is the key of a component that the same file declares (`Workload.key`), empty if the file alone decides.
    `usage` is what the structure around the place says; the folder is judged later. `condition` says in a few words
    what switches it on where `usage` is optional ("extra `local`", "profile debug", "count = var.x ? 1 : 0"). `gates`
    are variables that alone decide whether the place runs; `usage` is what comes of it where nothing sets them.
    """

    at: Place
    component: str = ""
    usage: Usage = Usage.MAIN
    condition: str = ""
    gates: tuple[Gate, ...] = ()


class Import(Observation, frozen=True, kw_only=True, tag="import"):
    """Code imports a module. `module` is dotted for Python, the specifier for JavaScript; relative imports are not
    reported. `guarded` is an import inside try/except or inside a function; `type_only` never runs."""

    language: str
    module: str
    names: tuple[str, ...] = ()
    guarded: bool = False
    type_only: bool = False


class Call(Observation, frozen=True, kw_only=True, tag="call"):
    """Code constructs a client or calls a function of an imported module.

    `callee` is the qualified name with import aliases undone (`openai.OpenAI`, `requests.get`); positional arguments
    are named "0", "1", … . Only string-like arguments are kept; one that is an object is an unresolved value.
    """

    language: str
    callee: str
    arguments: tuple[tuple[str, Value], ...] = ()

    def argument(self, *names: str) -> Value | None:
        """The first argument that has one of the names, None if there is none."""
        for name in names:
            for key, value in self.arguments:
                if key == name:
                    return value
        return None


class Chosen(Observation, frozen=True, kw_only=True, tag="chosen"):
    """Code takes something of the tree's own only under a condition. `name` is a class, or `module:` and a path."""

    language: str
    name: str


class EnvironmentRead(Observation, frozen=True, kw_only=True, tag="environment-read"):
    """Code or a configuration reads an environment variable; `default` is what it falls back to. Without a `needed` one
    the program does not go on."""

    name: str
    default: str | None = None
    needed: bool = False


class EnvironmentValue(Observation, frozen=True, kw_only=True, tag="environment-value"):
    """A manifest gives a variable its value for a component. `secret` values are unresolved and only named.

    `shared` is the name of the ConfigMap, Secret or env file that carries it, where other components can take it.
    """

    name: str
    value: Value
    secret: bool = False
    shared: str = ""


class Definition(Observation, frozen=True, kw_only=True, tag="definition"):
    """A parameter of a format gets its value: `var.region` in a Terraform folder, `.Values.a.b` in a chart.

    `scope` is the folder in which the name holds, relative to the root, "" for the root. Resolution joins it with the
    `Variable` parts of that name that stand in the same scope; a detector never looks into another file for it.
    """

    name: str
    value: Value
    scope: str


class EnvironmentSource(Observation, frozen=True, kw_only=True, tag="environment-source"):
    """A component takes all variables of a shared set (`envFrom`, `env_file`), named by `shared`."""

    shared: str


class Address(Observation, frozen=True, kw_only=True, tag="address"):
    """A URL or host name in a position that acts: a call's argument, a configuration value, a script or style source.

    `key` says where: a configuration key, a call, an HTML attribute. `asset` marks what a browser loads.
    """

    value: Value
    key: str = ""
    asset: bool = False


class ModelName(Observation, frozen=True, kw_only=True, tag="model-name"):
    """A model is named. `key` is the parameter or configuration key, `callee` the call it stands in, if any.

    `weights` is True where the name says which weights are loaded (a server's argument, `from_pretrained`).
    """

    value: Value
    key: str = ""
    callee: str = ""
    weights: bool = False


class Requirement(Observation, frozen=True, kw_only=True, tag="requirement"):
    """A package is required. `ecosystem` is a purl type (`pypi`, `npm`, …); `group` is "" for the main set, else
    `extra:NAME`, `dev:NAME` or `build`. `pinned` is one exact version, `hashed` a digest beside it."""

    ecosystem: str
    name: str
    version: str = ""
    group: str = ""
    pinned: bool = False
    hashed: bool = False


class PackageSource(Observation, frozen=True, kw_only=True, tag="package-source"):
    """Packages of an ecosystem come from an index; `address` is None for the ecosystem's public default.

    `rule` is "" for what a project takes itself, and for settings that hold for a folder `replaces` (in place of the
    public default) or `adds` (beside it). A folder of the tree that packages are kept in has an address `file:NAME`.
    """

    ecosystem: str
    address: Value | None = None
    rule: str = ""


class LockState(Observation, frozen=True, kw_only=True, tag="lock-state"):
    """A project's dependencies are locked or not, with hashes or not. `project` is the folder, "" for the root."""

    ecosystem: str
    project: str
    locked: bool
    hashed: bool


class Image(Observation, frozen=True, kw_only=True, tag="image"):
    """A container image is named. `use`: `base` (FROM), `run` (a workload), `ci` (a pipeline job).

    `pull` is the stated pull policy in lower case, "" if none is stated. `stage` is False for a FROM that names an
    earlier stage (such a reference is not reported at all).
    """

    reference: Value
    use: str
    pull: str = ""
    final: bool = True


class Workload(Observation, frozen=True, kw_only=True, tag="workload"):
    """A unit that is built or run is declared.

    `key` is unique within the file and is what other observations of the file name in `component`. `kind`: `workload`,
    `service`, `image`, `package`, `terraform`, `pipeline`, `workflow`. `build` is the folder of the build context and
    `dockerfile` the file, both relative to the scanned root; `hosts` are names by which others reach it; `namespace` is
    the cluster's namespace as the object states it, "" where it states none. `labels` mark what runs and `selector`
    the labels of what stands behind a service; `external` is the host elsewhere that a name stands for.
    """

    key: str
    name: str
    kind: str
    build: str = ""
    dockerfile: str = ""
    image: Value | None = None
    hosts: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    namespace: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    selector: tuple[tuple[str, str], ...] = ()
    external: Value | None = None


class Resource(Observation, frozen=True, kw_only=True, tag="resource"):
    """Infrastructure code declares a resource, a data source, a provider, a module or a backend.

    `type` is the type as written (`aws_s3_bucket`, `provider.aws`, `backend.s3`, `module.SOURCE`); `attributes` are
    the string-like settings, nested ones dotted (`server_side_encryption.kms_key_id`).
    """

    type: str
    name: str
    attributes: tuple[tuple[str, Value], ...] = ()

    def attribute(self, *names: str) -> Value | None:
        """The first attribute that has one of the names, None if there is none."""
        for name in names:
            for key, value in self.attributes:
                if key == name:
                    return value
        return None


class PipelineStep(Observation, frozen=True, kw_only=True, tag="pipeline-step"):
    """A pipeline runs on a runner or uses an action. `system` names the format (`github-actions`)."""

    system: str
    uses: str = ""
    runner: str = ""


class Tool(Observation, frozen=True, kw_only=True, tag="tool"):
    """An MCP server is configured or called. `transport`: `http` or `stdio`.

    For stdio `command` is the program and its arguments; `package` (`npm:@x/y`, `pypi:z`) is set where a package runner
    fetches it at start.
    """

    name: str
    transport: str
    url: Value | None = None
    command: tuple[str, ...] = ()
    package: str = ""


class Download(Observation, frozen=True, kw_only=True, tag="download"):
    """A build or start step fetches something. `piped` is a download run by a shell, `checked` one whose hash is
    compared. `moving` is a reference that changes under the same name (`main`, `latest`)."""

    address: Value
    piped: bool = False
    checked: bool = False
    moving: bool = False


class EgressDestination(Observation, frozen=True, kw_only=True, tag="egress"):
    """A destination was seen in a recording or is permitted by a policy. `kind`: `seen` or `permitted`.

    `host` is a name, an address or a network; `count` the number of flows, `bytes` their size, `first` and `last`
    seconds since 1970. `names` are what DNS called the address, `addresses` where a name was reached.
    """

    kind: str
    host: str
    port: int | None = None
    count: int = 1
    protocol: str = ""
    bytes: int = 0
    first: int | None = None
    last: int | None = None
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Fact(Observation, frozen=True, kw_only=True, tag="fact"):
    """Anything else that a question may be asked about; `sovassess.model.vocabulary` lists the kinds and fields."""

    kind: str
    name: str
    fields: tuple[tuple[str, str], ...] = ()


UNLESS_SET = "unless the variable is set already"
"""The condition of a value that only fills a gap: what a program sets for itself unless it is given."""
UNWEAKENED = (Chosen, Definition, EnvironmentValue)
"""What a module says for others: who takes it under a condition, or not at all, makes nothing of it an option."""
AnyObservation: TypeAlias = (
    Import | Call | Chosen | EnvironmentRead | EnvironmentValue | EnvironmentSource | Definition | Address | ModelName
    | Requirement | PackageSource | LockState | Image | Workload | Resource | PipelineStep | Tool | Download
    | EgressDestination | Fact
)  # fmt: skip
