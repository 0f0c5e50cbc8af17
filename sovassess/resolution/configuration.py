"""Drafts from addresses that code calls, a page loads or a configuration names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from sovassess.model.enums import Confidence, EvidenceKind, Operator, Role, Strength
from sovassess.model.observations import Address
from sovassess.model.scan import FileObservations
from sovassess.resolution.activation import activated, idle_family
from sovassess.resolution.addresses import is_bucket, names_an_address
from sovassess.resolution.code import CHOICE_ROLES
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.scene import Scene
from sovassess.resolution.silence import in_silent_call
from sovassess.resolution.strength import weakest

_ASSET_ROLES = (Role.CDN, Role.OTHER, Role.CODE_HOST, Role.CLOUD, Role.DATA_STORE)
_BUTTONS = (Role.IDENTITY, Role.PAYMENTS)
WEAK_KEYS = (
    "homepage",
    "documentation",
    "docs",
    "license",
    "licence",
    "bugs",
    "support",
    "terms",
    "privacy",
    "icon",
    "logo",
    "description",
    "survey",
    "feedback",
    "reference",
    "help_url",
    "helpurl",
    "learn",
    "changelog",
    "tutorial",
    "redirect",
    "website",
    "apikeyurl",
    "api_key_url",
    "apikeysurl",
    "api_keys_url",
    "guide_url",
    "guideurl",
)


# A repository's page is for people to read; what programs fetch from a code host has more to its path.
_LINK = re.compile(
    r"^https?://(www\.)?(github|gitlab)\.com/(?!api/|oauth/|login/oauth)[\w.-]+(/[\w.-]+)?(/(issues|discussions|wiki|blob|tree|pulls?)\b.*)?/?$"
)
# A component of a page names addresses to be clicked on; what it calls stands in a call or under such a key.
_COMPONENT = (".tsx", ".jsx", ".vue", ".svelte")
_CALLED = re.compile(
    r"fetch|axios|request|query|mutation|swr|socket|api|endpoint|server|backend|host|gateway|dsn", re.IGNORECASE
)
# What a form shows before somebody fills it in.
_FORM_VALUE = re.compile(r"(^|\.)(default_?values?|initial_?values?|placeholders?)(\.|$)", re.IGNORECASE)
# Keys that hold the address at which the thing itself is reached.
OWN_ADDRESS = re.compile(
    r"(external|public|site|root|canonical|advertise[d]?|callback|redirect|cors|allowed|app|frontend|backend|web|self|"
    r"instance|nextauth|auth|dashboard|admin|portal|homepage|server)_?-?(base_?)?(ur[il]s?|hosts?|origins?|domains?|address)$"
    r"|^(domain|hostname|base_?url|host_?url|origin|vhost|server_?name|fqdn)s?$",
    re.IGNORECASE,
)


def draft_address(scene: Scene, file: FileObservations, address: Address) -> Iterator[Draft]:
    """Who answers at an address that code calls, a page loads or a configuration names."""
    key = address.key.lower()
    if key == "depends_on":
        return  # an order of starting, already in the components
    if (any(word in key for word in WEAK_KEYS) or key.endswith("version")) and not address.asset:
        return
    if in_silent_call(scene, file, address):
        return
    for resolved in scene.texts(address.value, file, address):
        target = scene.address(resolved.text, bare=file.evidence is not EvidenceKind.CODE)
        if target is None and is_bucket(resolved.text):
            target = scene.bucket(file, address)
        if target is None:
            continue
        if binds_everything(target) or (target.host or "").startswith("localhost"):
            continue
        target = told_by_variable(scene, target, address.value.variables)
        if file.evidence is EvidenceKind.CODE and _LINK.match(resolved.text) and file.detector != "shell":
            continue
        if target.operated_by is Operator.UNKNOWN and OWN_ADDRESS.search(address.key.rpartition(".")[2]):
            continue
        role = _role(file, address, target)
        base, condition = _base(file, address, target), ""
        # What a page loads is loaded, whoever has set a key; but for a button that nobody shows without one.
        if not address.asset or target.role in _BUTTONS:
            base, condition = activated(scene, file, address, target, base)
        idle = idle_family(scene, file, address, address.value.variables) if resolved.origin == "default" else ""
        if idle:
            base, condition = weakest(base, Strength.OPTIONAL), f"no manifest sets {idle}"
        yield scene.draft(
            target,
            file,
            address,
            base=base,
            role=role,
            sources=resolved.sources,
            confidence=Confidence.HIGH if target.operated_by is Operator.VENDOR else Confidence.MEDIUM,
            how="asset" if address.asset else "address",
            choice=_is_choice(file, address, role),
            attributes=_attributes(file, address, condition),
        )


def _is_choice(file: FileObservations, address: Address, role: Role) -> bool:
    """Whether suppliers of that role stand for one another. Tools that code calls by an address of their own do not:
    who needs the weather is not helped by a map."""
    interchangeable = role in CHOICE_ROLES and role is not Role.TOOL_API
    return file.evidence is EvidenceKind.CODE and interchangeable and not address.asset


def _role(file: FileObservations, address: Address, target: Target) -> Role:
    known = target.operated_by is Operator.VENDOR and target.role is Role.OTHER
    if address.asset and target.role in _ASSET_ROLES and not known:
        return Role.CDN
    if target.role is Role.OTHER and address.key.startswith("volumes."):
        return Role.DATA_STORE
    if target.role is Role.OTHER and _ISSUER.search(address.key):
        return Role.IDENTITY
    if target.role in (Role.OTHER, Role.CODE_HOST) and _SIGNS_IN.search(address.key):
        return Role.IDENTITY
    if target.role is Role.MODEL_API and file.evidence is EvidenceKind.CODE and _EMBEDS.search(basename(file.path)):
        return Role.EMBEDDINGS
    return target.role


# A file that is named for what it makes of a model.
_EMBEDS = re.compile(r"embed(ding|der)s?([_.-]|$)|[a-z]Embed(ding|der)s?\.", re.IGNORECASE)
# A start argument that says who signs people in.
_ISSUER = re.compile(r"^--?[\w.-]*(oidc|oauth2?|sso|saml|login)[\w.-]*(issuer|url|uri)$")


# A key of a configuration that says who signs people in; a certificate's issuer is named without an address.
_SIGNS_IN = re.compile(
    r"(^|[._-]|[a-z](?=[A-Z]))issuer[_-]?(ur[il])?$|(oidc|openid)\w*[._-](ur[il]|authority|provider)$", re.IGNORECASE
)


def binds_everything(target: Target) -> bool:
    """An address to listen on is nobody's to answer at."""
    return (target.host or "").partition(":")[0] in ("0.0.0.0", "::", "*")  # noqa: S104 - compared, not bound


def _attributes(file: FileObservations, address: Address, condition: str) -> tuple[tuple[str, str], ...]:
    out: list[tuple[str, str]] = []
    if file.evidence is EvidenceKind.CODE and address.value.literal is not None:
        out.append(("in_code", "true"))
    if condition:
        out.append(("condition", condition))
    return tuple(out)


def _is_shown(file: FileObservations, address: Address, target: Target) -> bool:
    if target.operated_by is not Operator.UNKNOWN or address.asset or not file.path.endswith(_COMPONENT):
        return False
    host = (target.host or "").partition(":")[0]
    return _CALLED.search(address.key) is None and _CALLED.search(host) is None


def _is_only_named(address: Address, target: Target) -> bool:
    """A host that nobody knows, under a plain name that no call takes: as often a link as a place that is asked."""
    unknown = target.operated_by is Operator.UNKNOWN and not address.asset
    words = re.findall(r"[A-Z]?[a-z]+", address.key)
    asked = any(_CALLED.match(word) for word in words)
    return unknown and re.fullmatch(r"[a-z]\w*", address.key) is not None and not asked


def _base(file: FileObservations, address: Address, target: Target) -> Strength:
    if file.evidence is EvidenceKind.CODE:
        form = file.path.endswith(_COMPONENT) and _FORM_VALUE.search(address.key)
        if form or file.detector == "shell" or _is_shown(file, address, target) or _is_only_named(address, target):
            return Strength.OPTIONAL
        return Strength.DEFAULT
    if target.operated_by is Operator.UNKNOWN and file.detector.startswith("generic"):
        return Strength.OPTIONAL
    return Strength.DEFAULT


def told_by_variable(scene: Scene, target: Target, names: Iterable[str]) -> Target:
    """What runs at a local address that no name tells: the software after which the variable is called
    (`OLLAMA_URL=http://host.docker.internal:11434`)."""
    if target.operated_by is not Operator.SELF or target.component or not target.service.startswith("host:"):
        return target
    found = (scene.catalog.product_index.variable(name) for name in names if names_an_address(name))
    product = next((one for one in found if one is not None), None)
    return self_run(product[0], host=target.host) if product is not None else target
