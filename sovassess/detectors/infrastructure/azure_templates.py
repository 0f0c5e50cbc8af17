"""Azure's own templates: Bicep files, ARM templates in JSON, and their files of parameters. No other file is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, masked_secret
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.formats import bicep
from sovassess.formats.template_conditions import decided
from sovassess.formats.yaml import Node, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Definition, Download, Fact, Resource, Workload
from sovassess.model.values import Value, literal, unresolved, variable
from sovassess.source.view import FileView

MAX_BYTES = 5_000_000
_ARM_TYPE = re.compile(r"^[A-Za-z]+(\.[A-Za-z0-9]+)+/[\w./]+$")
_PARAMETER = re.compile(r"^\[(?:parameters|variables)\('([\w-]+)'\)\]$")
# Providers whose name is written with other capitals than its first letters; the platform takes any
# (learn.microsoft.com, "Resource providers for Azure services").
_PROVIDERS = (
    "DBforPostgreSQL", "DBforMySQL", "DBforMariaDB", "DocumentDB", "CognitiveServices", "ContainerRegistry",
    "ContainerService", "KeyVault", "OperationalInsights", "OperationsManagement", "ManagedIdentity",
    "MachineLearningServices", "EventHub", "ServiceBus", "EventGrid", "SignalRService", "ApiManagement",
    "AppConfiguration", "BotService", "ContainerInstance", "DataFactory", "Insights", "Search", "Storage",
    "Web", "App", "Sql", "Cache", "Cdn", "Network", "Compute", "Authorization", "Resources", "Synapse",
    "Databricks", "Logic", "Devices", "Maps", "Dashboard", "Monitor", "RecoveryServices", "DataProtection",
    "Communication", "Batch", "Portal", "AlertsManagement", "Bing", "Security", "HDInsight",
    "NotificationHubs", "StreamAnalytics", "Kusto", "Purview", "LoadTestService", "AAD",
    "AzureActiveDirectory", "AppPlatform", "Automation",
)  # fmt: skip
_CAPITALS = {name.lower(): name for name in _PROVIDERS}
_HANDED_ON = re.compile(r"^\$\{(\w+)(?:=([^{}]*))?\}$")
# What patterns of the public registry make besides groups and roles (github.com/Azure/bicep-registry-modules, avm/ptn).
_PATTERNS: dict[str, tuple[str, ...]] = {
    "avm/ptn/azd/monitoring": ("Microsoft.Insights/components", "Microsoft.OperationalInsights/workspaces"),
    "avm/ptn/azd/insights-dashboard": ("Microsoft.Insights/components",),
    "avm/ptn/azd/container-apps-stack": (
        "Microsoft.App/managedEnvironments", "Microsoft.ContainerRegistry/registries",
    ),
    "avm/ptn/azd/container-app-upsert": ("Microsoft.App/containerApps",),
    "avm/ptn/azd/acr-container-app": ("Microsoft.App/containerApps",),
    "avm/ptn/azd/aks": ("Microsoft.ContainerService/managedClusters", "Microsoft.ContainerRegistry/registries"),
    "avm/ptn/azd/aks-automatic-cluster": ("Microsoft.ContainerService/managedClusters",),
    "avm/ptn/azd/apim-api": ("Microsoft.ApiManagement/service",),
    "avm/ptn/azd/ml-ai-environment": ("Microsoft.MachineLearningServices/workspaces",),
    "avm/ptn/azd/ml-project": ("Microsoft.MachineLearningServices/workspaces",),
    "avm/ptn/azd/ml-hub-dependencies": ("Microsoft.KeyVault/vaults", "Microsoft.Storage/storageAccounts"),
    "avm/ptn/ai-ml/ai-foundry": ("Microsoft.CognitiveServices/accounts#AIServices",),
    "avm/ptn/ai-ml/landing-zone": ("Microsoft.CognitiveServices/accounts#AIServices",),
    "avm/ptn/ai-platform/baseline": ("Microsoft.MachineLearningServices/workspaces",),
}  # fmt: skip
# Keys of `sites/config` that are the resource's own and no variables of the app.
_OWN = frozenset({"name", "kind", "parent", "scope", "location", "tags", "dependson", "appname"})
_PUBLIC_MODULE = re.compile(r"^avm/res/([\w-]+)/([\w-]+)(?:/[\w/-]+)?(?::.*)?$")


def _claims(path: str) -> bool:
    return path.endswith((".bicep", ".json", ".bicepparam"))


def _recognises(view: FileView) -> bool:
    if view.name.endswith(".bicep"):
        return True
    if view.name.endswith(".bicepparam"):
        return True
    head = view.text[:2_000]
    if "deploymentParameters.json" in head and '"parameters"' in view.text:
        return len(view.data) <= MAX_BYTES
    return len(view.data) <= MAX_BYTES and "deploymentTemplate.json" in head and '"resources"' in view.text


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path)
    if view.name.endswith(".bicepparam") or "deploymentParameters.json" in view.text[:2_000]:
        yield from _parameters(frame)
        return
    name = view.name.partition(".")[0]
    yield frame.make(Workload, 1, key=view.path, name=name, kind="terraform")
    language = "bicep" if view.name.endswith(".bicep") else "arm"
    yield frame.make(Fact, 1, kind="template", name=name, fields=(("language", language),))
    yield frame.make(Resource, 1, type="Microsoft.Resources/deployments", name=name)
    if language == "bicep":
        yield from _bicep(frame)
    else:
        yield from _arm(frame, json_document(view.text))


def _parameters(frame: Frame) -> Iterator[AnyObservation]:
    """Values of parameters, for the templates of the folder and below: a name means the same all along."""
    if frame.view.name.endswith(".bicepparam"):
        found = [(leaf.path[0], leaf.value, leaf.line) for leaf in bicep.parameters(frame.view.lines)]
    else:
        given = json_document(frame.view.text).get("parameters").items()
        found = [(name, _handed_on(n.get("value").text), n.line) for name, n in given if n.get("value").is_scalar]
    for name, value, line in found:
        shown = masked_secret(name, value)
        yield frame.make(Definition, line, name=bicep.PARAMETER + name, value=shown, scope=frame.view.folder)


def _handed_on(text: str) -> Value:
    """A value of a parameter file: the Azure Developer CLI puts in what the environment says (`${AZURE_LOCATION}`)."""
    match = _HANDED_ON.match(text)
    return variable(match[1], match[2]) if match else literal(text)


def canonical(kind: str) -> str:
    """A resource type with its provider written as the platform writes it."""
    provider, _, rest = kind.partition("/")
    head, _, tail = provider.partition(".")
    if head.lower() != "microsoft":
        return kind
    return f"Microsoft.{_CAPITALS.get(tail.lower(), tail)}/{rest}"


def _typed(kind: str, settings: list[Setting]) -> str:
    """The type, with the kind behind it where the kind decides what it is (`accounts#OpenAI`)."""
    kind = canonical(kind)
    given = next((setting.value.with_defaults for setting in settings if setting.path == ("kind",)), None) or ""
    if given and kind == "Microsoft.CognitiveServices/accounts":
        return f"{kind}#{given}"
    if kind == "Microsoft.Web/sites" and "functionapp" in given:
        return f"{kind}#functionapp"
    return kind


# -------------------------------------------------------------------------------------------------------- Bicep


def _bicep(frame: Frame) -> Iterator[AnyObservation]:
    for found in bicep.declarations(frame.view.lines):
        inner = frame.optional(f"if {found.condition}") if found.condition else frame
        settings = [Setting(leaf.path, leaf.value, leaf.line) for leaf in found.leaves]
        if found.keyword == "resource":
            kind = found.source.partition("@")[0]
            if _ARM_TYPE.match(kind):
                prefix = "data." if found.existing else ""
                named = _with_variables(canonical(kind), settings)
                yield from resource(inner, prefix + _typed(kind, settings), found.name, found.line, named)
        elif found.source.endswith(".bicep"):
            source = found.source if found.source.startswith((".", "/")) else f"./{found.source}"
            yield inner.make(Resource, found.line, type=f"module.{source}", name=found.name)
        elif not found.source.startswith((".", "/")) and ":" in found.source:
            yield from _module(inner, found, settings)


def _module(frame: Frame, found: bicep.Declaration, settings: list[Setting]) -> Iterator[AnyObservation]:
    """A module from a registry: `br/public:avm/res/…`, `br:registry/path:tag`. A public one names its resource."""
    scheme, _, path = found.source.partition(":")
    moving = ":latest" in path
    if scheme == "br":
        address = literal("https://" + path.rpartition(":")[0])
        yield frame.make(Download, found.line, address=address, moving=moving)
    elif scheme == "br/public":
        address = literal("https://mcr.microsoft.com/bicep/" + path.rpartition(":")[0])
        yield frame.make(Download, found.line, address=address, moving=moving)
        named = _PUBLIC_MODULE.match(path)
        below = [Setting(s.path[1:], s.value, s.line) for s in settings if s.path[:1] == ("params",)]
        for kind in _PATTERNS.get(path.rpartition(":")[0] or path, ()):
            yield from resource(frame, kind, found.name, found.line, below)
        if named:
            provider = "".join(word.capitalize() for word in named[1].split("-"))
            head, *rest = named[2].split("-")
            kind = canonical(f"Microsoft.{provider}/{head}{''.join(word.capitalize() for word in rest)}s")
            if named[0].startswith("avm/res/web/site/config:") or named[0] == "avm/res/web/site/config":
                kind = "Microsoft.Web/sites/config"
            yield from resource(frame, _typed(kind, below), found.name, found.line, _with_variables(kind, below))


def _with_variables(kind: str, settings: list[Setting]) -> list[Setting]:
    """The settings, with those of an app under the name by which they are known as its variables: the resource
    `sites/config` called `appsettings`, and a module's list `configs` with an entry of that name."""
    named = {s.path[:-1] for s in settings if s.last == "name" and (s.value.literal or "").endswith("appsettings")}
    if not named:
        return settings
    out: list[Setting] = []
    for setting in settings:
        path = tuple(part for part in setting.path[:-1] if part != "properties")
        whole = kind == "Microsoft.Web/sites/config" and not path and () in named
        listed = path[:1] == ("configs",) and path in named
        kept = setting.last in _OWN or not (whole or listed)
        out.append(setting if kept else Setting((*path, "appSettings", setting.path[-1]), setting.value, setting.line))
    return out


# ---------------------------------------------------------------------------------------------------------- ARM


def _arm(frame: Frame, root: Node) -> Iterator[AnyObservation]:
    defaults = {
        name: given.get("defaultValue").text
        for name, given in root.get("parameters").items()
        if given.get("defaultValue").kind == "scalar" and not given.get("defaultValue").text.startswith("[")
    }
    defaults |= {
        name: given.text
        for name, given in root.get("variables").items()
        if given.is_scalar and not given.text.startswith("[")
    }
    for path, node in root.walk():
        kind = node.get("type").text
        if "resources" not in path or not node.is_mapping or not node.get("apiVersion"):
            continue
        if not _ARM_TYPE.match(kind):
            continue
        condition = node.get("condition")
        off = condition.flag is not True and decided(condition.text, defaults) is not True and bool(condition)
        inner = frame.optional(f"condition {condition.text[:80]}") if off else frame
        settings = list(_settings(node, defaults))
        yield from resource(inner, _typed(kind, settings), node.get("name").text, node.line_of("type"), settings)


def _settings(node: Node, defaults: dict[str, str]) -> Iterator[Setting]:
    """The scalars of a resource without those of the resources inside it; `properties` is left out of the path."""
    stack: list[tuple[tuple[str, ...], Node]] = [((), node)]
    while stack:
        path, current = stack.pop()
        if current.kind == "scalar" and path and not current.is_null:
            kept = path[1:] if path[0] == "properties" and len(path) > 1 else path
            yield Setting(kept, _arm_value(current.text, defaults), current.line)
            continue
        below = [((*path, key), child) for key, child in current.items() if path or key not in ("resources", "type")]
        below += [((*path, str(index)), member) for index, member in enumerate(current.members)]
        stack.extend(reversed([entry for entry in below if entry[0][-1] != "template"]))


def _arm_value(text: str, defaults: dict[str, str]) -> Value:
    if not (text.startswith("[") and text.endswith("]")) or text.startswith("[["):
        return literal(text) if text else Value()
    match = _PARAMETER.match(text)
    if match is None:
        return unresolved("expression")
    shown = match[1] if text.startswith("[variables") else bicep.PARAMETER + match[1]
    return variable(shown, defaults.get(match[1]))


DETECTOR = Detector(
    id="azure-templates",
    title="Bicep or ARM template",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
