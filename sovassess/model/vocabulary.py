"""The kinds of items that a rubric or a scenario can select, and the fields of each.

This is the one list that detectors (through `Fact`), the graph (which makes the items) and the rubric loader (which
refuses a word that stands here nowhere) agree on. A field that nobody could fill for an item is unknown for it.
"""

from __future__ import annotations

from msgspec import Struct


class Field(Struct, frozen=True):
    """A field of an item kind: `type` is `text`, `flag`, `number`, `set` or `date`; `meaning` is for people."""

    type: str
    meaning: str


def _fields(**kinds: tuple[str, str]) -> dict[str, Field]:
    return {name: Field(*entry) for name, entry in kinds.items()}


VOCABULARY: dict[str, dict[str, Field]] = {
    "dependency": _fields(
        role=("text", "the role in the words of the contract"),
        strength=("text", "required, default, optional, build, dev or docs"),
        core=("flag", "required or default, in production"),
        operated_by=("text", "vendor, self or unknown"),
        party=("text", "catalog id of the party"),
        service=("text", "catalog id of the service, or host:NAME"),
        country=("text", "seat of the party"),
        jurisdictions=("set", "countries whose authorities can compel the party: seat and every parent"),
        reach=("set", "jurisdictions and the hosting country together"),
        owners=("set", "catalog ids of the party and of every parent"),
        developers=(
            "set",
            "catalog ids of the developers of the models that it serves and that cannot be had elsewhere",
        ),
        developer_reach=("set", "countries of those developers"),
        location=("text", "country where it is hosted; `global` if it has no fixed place"),
        placement=(
            "text",
            "stated: its country is known; chosen: it lies in the region that whoever deploys it says, which no file "
            "does; nowhere: it has no fixed place",
        ),
        region=("text", "the provider's name of the place; `none` for a service without places to choose"),
        models=("set", "names of the models that it serves, without what stands before them"),
        families=("set", "families of those models"),
        licence_restricted=("flag", "the licence of a model that it serves restricts or can be ended"),
        artifact=("text", "what a registry gives: image, package-set, weights or chart"),
        locked=("flag", "each project that takes packages from it fixes their versions"),
        phases=("set", "build, deploy, start, run, update, admin"),
        protocol=("text", "the interface it speaks"),
        open_protocol=("flag", "several independent suppliers speak that interface"),
        substitutability=("text", "open-protocol, portable or proprietary"),
        switch=("text", "automatic, configured, planned or none"),
        data=("text", "content, metadata or none: what it gets to see"),
        self_alternative=("flag", "a self-run member stands in the same group of alternatives"),
        via_gateway=("text", "self, vendor or none: whose gateway stands before it"),
        status=("text", "active, frozen, withdrawn or ended, for sources and systems"),
        encryption_key=("text", "self, customer, provider or none: who manages the key of a store"),
        key_external=("flag", "the key is held outside the storing provider"),
        backup_location=("text", "country of the backups of a store"),
        backup_operated_by=("text", "who runs the store that the backups go to"),
        inventoried=("flag", "the organisation's inventory names it"),
        blocking=("flag", "its loss stops the component that calls it"),
        telemetry_kind=("text", "usage, observability, crash or trace"),
        default_on=("flag", "telemetry or update check of a product that is on as shipped"),
        as_shipped=("flag", "needed or used as shipped, or done by a product on its own as shipped"),
        mirrored=("flag", "a self-run mirror stands in for it"),
        in_code=("flag", "its address is a literal in code"),
        policy_source=("text", "file, remote or provider: where the rules of a gateway or check are kept"),
        runtime=("text", "container, process, function: what it runs, for compute"),
        account=("text", "own or foreign: whose account at its party it lies in, where the settings name own ones"),
        cached_start=("flag", "a restart needs no contact with it"),
        certificates=("flag", "it is a public authority that signs certificates by ACME"),
    ),
    "path": _fields(
        source=("text", "id of the component"),
        target=("text", "id of the dependency that is reached"),
        target_role=("text", "its role"),
        target_operated_by=("text", "vendor, self or unknown"),
        core=("flag", "the dependency is required or default, in production"),
        gateway=("text", "self, vendor or none: whose gateway the path crosses"),
        check=("text", "self, vendor, mixed or none: whose safety checks the path crosses"),
        check_scope=("text", "gateway, application or none"),
        redaction=("text", "self, vendor or none: whose personal-data filter the path crosses"),
        authorizer=("text", "self, vendor or none: who decides about the call"),
        log_sink=("text", "self, vendor, none: where the call is recorded"),
    ),
    "model": _fields(
        model=("text", "the id as written"),
        task=("text", "chat, embeddings, speech, safety, rerank or image"),
        developer=("text", "catalog id of the developer"),
        developer_country=("text", "seat of the developer"),
        operated_by=("text", "vendor, self or unknown: who serves it"),
        operator=("text", "catalog id of the party that serves it"),
        core=("flag", "required or default, in production"),
        open_weights=("flag", "the weights can be had"),
        licence=("text", "SPDX id or name of the weights' licence"),
        licence_restricted=("flag", "the licence restricts fields, users or can be ended"),
        version=("text", "pinned or floating"),
        retirement=("date", "announced retirement"),
        in_code=("flag", "the name is a literal in code"),
        weights_from=("text", "local, registry or hub"),
        weights_format=("text", "safetensors, gguf, onnx or engine"),
        digest=("flag", "the weights are recorded by digest or revision"),
        alternative_open=("flag", "its group has an open-weight member that is self-run or of another owner"),
        alternative_self=("flag", "its group has a self-run member"),
        fallback=("flag", "it stands in for another model"),
        guarded=("flag", "some safety check is in use in the estate"),
    ),
    "check": _fields(
        check=("text", "moderation, pii, jailbreak, guard or authorization"),
        operated_by=("text", "vendor, self or unknown"),
        operator=("text", "catalog id of the party that runs it"),
        policy_source=("text", "file, remote or provider"),
        scope=("text", "gateway or application"),
        on_failure=("text", "block or allow"),
        timeout=("flag", "a timeout is set"),
        assets_from=("text", "local, registry or hub: where its weights and rules come from"),
        self_alternative=("flag", "a self-run check of the same type stands beside it"),
        logged_to=("text", "self, vendor or none"),
        core=("flag", "required or default, in production"),
    ),
    "component": _fields(
        type=("text", "workload, service, image, package, terraform, pipeline or workflow"),
        workload=("flag", "it runs in production"),
        described=("flag", "a file describes how it is deployed"),
        portable=("flag", "what describes it is not one vendor's own template language"),
        covered=("flag", "an open format describes what is built in the same folder"),
        egress=("text", "denied, open: what the network policies let out by default"),
        locked=("flag", "its packages are locked, or it has none"),
        billed=("flag", "a lock file or SBOM lists what is in it"),
        calls_models=("flag", "it calls a model"),
    ),
    "image": _fields(
        reference=("text", "as written"),
        use=("text", "base, run or ci"),
        registry=("text", "host of the registry"),
        operated_by=("text", "who runs the registry"),
        pin=("text", "digest, version, moving or none"),
        status=("text", "active, frozen, withdrawn"),
        verified=("flag", "pulled by digest or under a signature policy"),
        built_here=("flag", "the tree has the build file"),
        local=("flag", "it is built where it runs and not pulled"),
    ),
    "base": _fields(
        base=("text", "catalog id of the operating-system base"),
        built_here=("flag", "the tree has the build file of the image on top of it"),
        maker=("text", "catalog id of the maker"),
        governance=("text", "community or vendor"),
        state=("text", "supported or ended, on the day of the scan and the notice after"),
        end_of_life=("date", "end of maintenance"),
        alternatives=("number", "compatible rebuilds"),
        subscription=("flag", "patches need a subscription"),
        registry_operated_by=("text", "who runs the registry that the base comes from"),
        packages_operated_by=("text", "who runs the package sources that the build uses"),
    ),
    "project": _fields(
        ecosystem=("text", "purl type"),
        locked=("flag", "a lock file or exact pins cover it"),
        hashed=("flag", "with hashes"),
        source_operated_by=("text", "who runs the index"),
    ),
    "artifact": _fields(
        type=("text", "image, chart, package-set, weights or dataset"),
        pinned=("flag", "revision, version or digest is fixed"),
        source_operated_by=("text", "who runs the place it comes from"),
        phase=("text", "build or start: when it is fetched"),
        verified=("flag", "a digest, hash or signature is checked"),
        bundled=("flag", "a transfer bundle lists it"),
    ),
    "literal": _fields(
        type=("text", "model-endpoint, model-name, vendor-endpoint or account-id"),
        context=("text", "production, test, example, docs or tooling"),
        core=("flag", "something required or on as shipped stands behind it"),
    ),
    "command": _fields(
        type=("text", "pipe-to-shell or moving-download"),
        context=("text", "production, test, example, docs or tooling"),
    ),
    "file": _fields(
        format=("text", "detector id"),
        evidence=("text", "evidence kind"),
        portable=("flag", "not one vendor's own template language"),
        covered=("flag", "an open format describes what is built in the same folder"),
    ),
    "module": _fields(
        service=("text", "catalog id of the proprietary service whose SDK it imports"),
        modules=("number", "modules of production code that import the SDK"),
    ),
    "egress": _fields(
        seen=("flag", "a recording saw it"),
        permitted=("flag", "a policy or list permits it"),
        declared=("flag", "code or configuration names it"),
        operated_by=("text", "vendor, self or unknown"),
        listed=("flag", "seen or permitted"),
    ),
    "pipeline": _fields(
        purpose=("text", "build, deploy, model-training, safety-eval, reproducibility, signing or other"),
        operated_by=("text", "who runs the pipeline"),
        provenance=("flag", "it produces provenance attestations"),
        keys=("text", "self or vendor: whose keys or identity sign"),
    ),
    "function": _fields(
        required=("flag", "the organisation requires it"),
        outside_only=("flag", "some need of it has no self-run provider"),
    ),
    "store": _fields(
        immutable=("flag", "object lock, write-once retention or a signed chain is set"),
        audit=("flag", "audit records go to it"),
        operated_by=("text", "vendor, self or unknown"),
    ),
    "environment": _fields(
        provider=("text", "catalog id of the party, or `self`"),
    ),
}

# Kinds that a detector may report directly as a `Fact`, with the fields it may give.
FACT_KINDS: dict[str, tuple[str, ...]] = {
    # A network policy: `default` is `denied` or `open` for egress; `scope` a namespace, network or "" for the file.
    "egress-policy": ("default", "scope"),
    # A gateway in configuration: `policy_source` file or remote, `control_plane` self or vendor, `log_sink`.
    "gateway": ("policy_source", "control_plane", "log_sink", "timeout", "on_failure"),
    # A safety check in configuration: fields as in VOCABULARY["check"], and `guard`, what kind of check a gateway calls
    # it where the person who wrote the file gave it a name of their own.
    "check": (
        "check",
        "operated_by",
        "policy_source",
        "scope",
        "on_failure",
        "timeout",
        "assets_from",
        "address",
        "guard",
    ),
    # Weights named with a digest or kept in several stores.
    "weights": ("path", "digest", "format", "copies", "model"),
    # A registry mirror rule: `upstream` host, `mirror` host.
    "mirror": ("upstream", "mirror"),
    # An image signature policy is enforced for `scope`.
    "signature-policy": ("scope",),
    # An object store keeps records unchangeable; a backup job writes to `target`.
    "immutable-store": ("target",),
    "backup": ("target", "source"),
    # A transfer bundle lists an artefact.
    "bundle": ("artifact",),
    # A pipeline's purpose and properties as in VOCABULARY["pipeline"].
    "pipeline": ("purpose", "provenance", "keys"),
    # Configuration of an organisation-wide switch: `setting` is one of telemetry-off, hub-offline, otlp-sink,
    # audit-sink, default-route-closed; `argument` and `file` are a start argument or a file's setting that keeps a
    # product from reporting or going online, `value` as written (`-reporting.enabled=false`, `hub.offline=true`).
    "switch": ("setting", "value"),
    # A configuration file says how long people stay signed in: `lasts` as written, `unit` of a bare number; `whose` is
    # `behind` for how long an identity server keeps those whom somebody else vouched for.
    "session": ("lasts", "unit", "whose"),
    # An SBOM lies in the tree.
    "sbom": ("path",),
    # The order of upstreams behind one gateway route: `route`, `address`, `order`, `when` (automatic or configured).
    "upstream": ("route", "address", "order", "when", "model", "gateway", "region"),
    # A command starts a program that others ask; its name is the program's, or `by` a unit's or a role's.
    "server": ("by",),
    # A chart dependency: `repository` and `version`.
    "chart": ("repository", "version", "enabled"),
    # A folder whose files are applied only where somebody asks for them (a Kustomize component).
    "optional-folder": ("why",),
    # A file that another of the same format takes, relative to it.
    "included-file": (),
    # A file in one vendor's own template language, by `language`.
    "template": ("language",),
    # A licence is needed: `mode` online, offline or unknown, `address` of the server.
    "licence": ("mode", "address", "product"),
}
