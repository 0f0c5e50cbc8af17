"""Files that hand an application to a hosting platform: which one, with which add-ons, variables, images and commands.

The platform is named by its format (`paas.NAME`); whose it is, the catalog says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.formats.flat import Setting, settings
from sovassess.formats.interpolation import interpolated
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, Fact, Image, Resource, Workload
from sovassess.model.values import Value, literal, unresolved
from sovassess.source.view import FileView


class _Platform(Struct, frozen=True):
    """How a descriptor is told and read. `needs` are patterns that the content must show.

    `variables` are keys that hold variables as a mapping, `addons` keys whose members or values name further services.
    """

    kind: str
    names: str
    needs: tuple[str, ...] = ()
    variables: tuple[str, ...] = ("env",)
    addons: tuple[str, ...] = ()


_GAE = r"(?m)^(handlers|instance_class|entrypoint|env_variables|automatic_scaling|runtime_config|beta_settings)\s*:"
PLATFORMS = (
    _Platform("paas.vercel", r"vercel\.json|now\.json"),
    _Platform("paas.vercel", r"vercel-template\.json", addons=("stores", "products", "integrationids")),
    _Platform("paas.netlify", r"netlify\.toml", variables=("environment",)),
    _Platform("paas.fly", r"fly(\.[\w-]+)?\.toml",
              (r"(?m)^[ \t]*(app|primary_region|\[build|\[http_service|\[\[services)",)),
    _Platform("paas.render", r"render\.ya?ml", (r"(?m)^(services|databases|previews|envVarGroups)\s*:",),
              addons=("services", "databases")),
    _Platform("paas.railway", r"railway\.(json|toml)"),
    _Platform("paas.gae", r"app([.-][\w-]+)?\.ya?ml", (r"(?m)^runtime\s*:", _GAE), ("env_variables",)),
    _Platform("paas.digitalocean", r"\.do/[\w.-]+\.ya?ml", addons=("databases",)),
    _Platform("paas.heroku", r"app\.json", (r"\"(buildpacks|formation|addons|stack|success_url)\"\s*:",),
              addons=("addons",)),
    _Platform("paas.heroku", r"heroku\.ya?ml", addons=("addons",)),
    _Platform("paas.cloudflare-workers", r"wrangler\.(toml|jsonc?)", variables=("vars",), addons=(
        "kv_namespaces", "r2_buckets", "d1_databases", "queues", "vectorize", "ai", "hyperdrive", "durable_objects",
        "browser", "analytics_engine_datasets", "workflows",
    )),
    _Platform("paas.amplify", r"amplify\.ya?ml", (r"(?m)^[ \t]*(frontend|backend|applications)\s*:",)),
    _Platform("paas.firebase", r"firebase\.json", addons=(
        "hosting", "functions", "firestore", "storage", "database", "apphosting", "dataconnect",
    )),
    _Platform("paas.platform-sh", r"\.platform\.app\.ya?ml|\.upsun/[\w.-]+\.ya?ml"),
    _Platform("paas.scalingo", r"scalingo\.json", addons=("addons",)),
    _Platform("paas.replit", r"\.replit"),
    _Platform("paas.static-web-apps", r"staticwebapp\.config\.json"),
    _Platform("paas.azure-developer-cli", r"azure\.ya?ml", (r"(?m)^services\s*:[\s\S]*\bhost\s*:",), addons=("host",)),
    _Platform("paas.app-runner", r"apprunner\.ya?ml", (r"(?m)^runtime\s*:",)),
    _Platform("paas.elastic-beanstalk", r"dockerrun\.aws\.json"),
    _Platform("paas.copilot", r"copilot/[\w-]+/manifest\.ya?ml", (r"(?m)^type\s*:",), ("variables",)),
)  # fmt: skip
_PATTERNS = tuple((platform, re.compile(rf"(^|/)(?:{platform.names})$", re.IGNORECASE)) for platform in PLATFORMS)
# Asked of every file of a tree, and most of them have another one.
_ENDINGS = (".json", ".jsonc", ".toml", ".yml", ".yaml", ".replit")
_COMMANDS = re.compile(
    r"^(build|install|start|dev|release|ignore|pre_?deploy|post_?deploy)_?commands?$|^commands?$", re.IGNORECASE
)
_REGION = frozenset({"region", "regions", "primary_region", "location"})
_PROXIED = frozenset({"destination", "dest", "to", "url"})
_URL = re.compile(r"^https?://[^\s/$]", re.IGNORECASE)
_PUBLIC = re.compile(r"schema|logo|repository|website|homepage|success_url|githubUrl|demoUrl|docs", re.IGNORECASE)
_NAMING = ("type", "plan", "integrationslug", "productslug", "integrationid", "slug", "engine", "name", "binding")


def _platform(path: str) -> tuple[_Platform, ...]:
    return tuple(platform for platform, pattern in _PATTERNS if pattern.search(path))


def _claims(path: str) -> bool:
    return path.lower().endswith(_ENDINGS) and bool(_platform(path))


def _recognised(view: FileView) -> _Platform | None:
    if len(view.data) > 1_000_000:
        return None
    head = view.text[:100_000]
    fitting = (p for p in _platform(view.path) if all(re.search(pattern, head) for pattern in p.needs))
    return next(fitting, None)


def _recognises(view: FileView) -> bool:
    return _recognised(view) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    platform = _recognised(view)
    if platform is None:
        return
    frame = Frame(view=view, component=view.path)
    found = list(settings(basename(view.path).lower(), view.text))
    name = next((s.text for s in found if s.path in (("name",), ("app",), ("service",)) and s.text), view.name)
    language = platform.kind.partition(".")[2]
    yield frame.make(Workload, 1, key=view.path, name=name, kind="service", build=view.folder)
    yield frame.make(Fact, 1, kind="template", name=name, fields=(("language", language),))
    where = tuple(("region", _value(s.text)) for s in found if s.keys[-1:] and s.keys[-1].lower() in _REGION and s.text)
    yield frame.make(Resource, 1, type=platform.kind, name=name, attributes=where[:1])
    yield from _addons(frame, platform, found)
    yield from _variables(frame, platform, found)
    yield from _inside(frame, platform, found)


def _value(text: str) -> Value:
    return interpolated(text) if text else Value()


# ------------------------------------------------------------------------------------------------------- services


def _addons(frame: Frame, platform: _Platform, found: list[Setting]) -> Iterator[AnyObservation]:
    """A resource `paas.PLATFORM.WHAT` for each further service that the file asks the platform for."""
    seen: set[str] = set()
    for setting in found:
        what = _addon(platform, setting)
        if what and what not in seen:
            seen.add(what)
            yield frame.make(Resource, setting.line, type=f"{platform.kind}.{what}", name=what)


def _addon(platform: _Platform, setting: Setting) -> str:
    keys = tuple(key.lower() for key in setting.keys)
    holder = next((key for key in platform.addons if key in keys), "")
    if not holder or "emulators" in keys:
        return ""
    last = keys[-1]
    if platform.kind in ("paas.cloudflare-workers", "paas.firebase"):
        return holder  # the key is the service, its settings are details
    if platform.kind == "paas.azure-developer-cli":
        return setting.text if last == "host" else ""
    if platform.kind == "paas.render" and holder == "services":
        return setting.text if last == "type" and setting.text in ("redis", "keyvalue") else ""
    if platform.kind in ("paas.render", "paas.digitalocean"):
        return "postgres" if holder == "databases" and platform.kind == "paas.render" else (
            f"database.{setting.text.lower()}" if last == "engine" else ""
        )  # fmt: skip
    if last == holder or last in _NAMING:
        text = setting.text.lower().partition(":")[0]
        return "" if text in ("integration", "app", "") or " " in text else text
    return ""


# ------------------------------------------------------------------------------------------- variables and the rest


def _variables(frame: Frame, platform: _Platform, found: list[Setting]) -> Iterator[AnyObservation]:
    """Variables in a mapping, and in lists of `key` or `name` with `value`."""
    names = {s.path[:-1]: s.text for s in found if s.path[-1:] in (("key",), ("name",)) and _named(s)}
    for setting in found:
        path = setting.path
        name = names.get(path[:-1], "")
        if name and path[-1] in ("value", "default"):
            yield from assigned(frame, setting.line, name, _value(setting.text))
        elif (name and path[-1] in ("generateValue", "sync", "fromDatabase")) or (name and path[-1] == "scope"):
            yield from assigned(frame, setting.line, name, unresolved("set on the platform"))
        elif len(path) > 1 and path[-2] in platform.variables and re.fullmatch(r"[A-Za-z_]\w*", path[-1]):
            yield from assigned(frame, setting.line, path[-1], _value(setting.text))
        elif len(path) > 2 and path[-3] in platform.variables and path[-1] == "value":
            yield from assigned(frame, setting.line, path[-2], _value(setting.text))


def _named(setting: Setting) -> bool:
    holder = setting.keys[-2].lower() if len(setting.keys) > 1 else ""
    return holder in ("envvars", "envs", "env") and re.fullmatch(r"[A-Za-z_]\w*", setting.text) is not None


def _inside(frame: Frame, platform: _Platform, found: list[Setting]) -> Iterator[AnyObservation]:
    """Images, build and start commands, and what requests are passed on to."""
    holders = {*platform.variables, "envVars", "envs", "env"}
    for setting in found:
        keys = setting.keys
        if holders & set(keys[:-1]):
            continue  # variables, which are read as such
        last = keys[-1] if keys else ""
        dotted = ".".join(keys)
        if last == "image" or keys[-2:] == ("image", "url") or keys[-2:] == ("image", "location"):
            if setting.text and " " not in setting.text:
                yield frame.make(Image, setting.line, reference=_value(setting.text), use="run")
        elif _COMMANDS.match(last) and setting.text:
            usage = frame.usage if "start" in last.lower() else Usage.BUILD
            yield from observed(
                Script(
                    view=frame.view, text=setting.text, line=setting.line, component=frame.component, usage=usage,
                )
            )  # fmt: skip
        elif _URL.match(setting.text) and not _PUBLIC.search(dotted):
            if last.lower() in _PROXIED and "redirects" in keys and not _rewrites(found, setting):
                continue
            yield frame.make(Address, setting.line, value=literal(setting.text), key=dotted)


def _rewrites(found: list[Setting], setting: Setting) -> bool:
    """True where a redirect answers with 200, which passes the request on instead of sending the visitor away."""
    return any(s.path == (*setting.path[:-1], "status") and s.text == "200" for s in found)


DETECTOR = Detector(
    id="platform-descriptors",
    title="Descriptor of a hosting platform",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
