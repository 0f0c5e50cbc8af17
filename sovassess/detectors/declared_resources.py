"""What one declared cloud resource says, for every infrastructure language whose settings are a tree of scalars.

Gives the resource itself, and the images, addresses, variables and models among its settings. Names no vendor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sovassess.detectors.containers import Frame, assigned, masked_secret
from sovassess.formats.image import looks_like_image
from sovassess.formats.infrastructure_names import snake
from sovassess.model.observations import Address, AnyObservation, Fact, Image, ModelName, Resource
from sovassess.model.values import Text, Value

MAX_ATTRIBUTES = 200
_IMAGE_KEYS = frozenset({
    "image", "imageuri", "imageidentifier", "containerimage", "dockerimage", "image_uri", "image_identifier",
    "imageurl", "linuxfxversion", "docker_image_name",
})  # fmt: skip
_ENVIRONMENTS = frozenset({
    "variables", "environment", "environmentvariables", "env", "envs", "appsettings", "environment_variables",
    "app_settings", "containerenvironment", "runtimeenvironmentvariables", "appsettingskeyvaluepairs",
})  # fmt: skip
_MODEL_KEYS = frozenset({
    "modelid", "foundationmodel", "model_id", "foundation_model", "embeddingmodelarn", "embedding_model_arn",
    "model_name", "modelarn",
})  # fmt: skip
_URL = re.compile(r"^[a-z][a-z0-9+.]{1,15}://\S")
# Also a key of .NET's settings, whose parts a colon or two underscores keep apart.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*|[A-Z]\w*(?:(?::|__)\w+)+")
_LOCKED = frozenset({"true", "enabled", "locked"})


class Setting(Struct, frozen=True):
    """A scalar of a resource. `path` holds keys, and for a member of a list its index as text; `line` is 1-based."""

    path: tuple[str, ...]
    value: Value
    line: int

    @property
    def last(self) -> str:
        """The last key in lower case."""
        return self.path[-1].lower() if self.path else ""

    @property
    def holder(self) -> str:
        """The last key above that is no index, in lower case."""
        return next((part.lower() for part in reversed(self.path[:-1]) if not part.isdigit()), "")


def resource(
    frame: Frame, kind: str, name: str, line: int, settings: Iterable[Setting]
) -> Iterator[AnyObservation]:  # fmt: skip
    """The resource and what its settings reach."""
    known = [setting for setting in settings if setting.path]
    attributes = tuple(
        (dotted, masked_secret(dotted, setting.value))
        for setting in known[:MAX_ATTRIBUTES]
        if setting.holder not in _ENVIRONMENTS  # variables are observations of their own, secrets among them hidden
        and (dotted := ".".join(snake(part) for part in setting.path if not part.isdigit()))
    )
    yield frame.make(Resource, line, type=kind, name=name, attributes=attributes)
    names = {
        setting.path[:-1]: setting.value.literal
        for setting in known
        if setting.last == "name" and setting.holder in _ENVIRONMENTS
    }
    for setting in known:
        variable = names.get(setting.path[:-1])
        if variable and setting.last == "name":
            continue
        if variable and setting.last == "value":
            yield from assigned(frame, setting.line, _as_variable(variable), setting.value)
        elif setting.holder in _ENVIRONMENTS and _VARIABLE.fullmatch(setting.path[-1]):
            yield from assigned(frame, setting.line, _as_variable(setting.path[-1]), setting.value)
        else:
            yield from _reached(frame, setting)
    yield from _locked(frame, f"{kind}.{name}", known)


def _as_variable(name: str) -> str:
    """A key of settings as the variable that it is to the program: a platform writes `__` for `:`."""
    return name.replace(":", "__")


def _reached(frame: Frame, setting: Setting) -> Iterator[AnyObservation]:
    """An image, a model or an address that a setting names."""
    first = setting.value.parts[0] if setting.value.parts else None
    text = setting.value.literal or (first.text if isinstance(first, Text) else "")
    key = ".".join(part for part in setting.path if not part.isdigit())
    if setting.last in _IMAGE_KEYS:
        written = str(setting.value)
        reference = re.sub(r"^(?:DOCKER|docker)[|:]", "", written)
        shaped = reference != written or looks_like_image(text) or (written[:1] in "$<" and "/" in written)
        if shaped and not text.startswith(("ami-", "http", "/subscriptions", "aws/codebuild/")):
            yield frame.make(Image, setting.line, reference=_without(setting.value), use="run")
    elif setting.last in _MODEL_KEYS or (setting.last == "name" and setting.holder == "model"):
        if setting.value.parts and " " not in text:
            yield frame.make(ModelName, setting.line, value=setting.value, key=key)
    elif _URL.match(text) and "\n" not in text and setting.last not in ("$schema", "schema"):
        yield frame.make(Address, setting.line, value=setting.value, key=key)


def _without(value: Value) -> Value:
    """The reference without the word before it that says what kind of runtime it is (`DOCKER|…`)."""
    first = value.parts[0]
    if isinstance(first, Text) and first.text.upper().startswith("DOCKER|"):
        return Value((Text(first.text[7:]), *value.parts[1:]) if first.text[7:] else value.parts[1:])
    return value


def _locked(frame: Frame, target: str, settings: list[Setting]) -> Iterator[AnyObservation]:
    for setting in settings:
        key, text = snake(setting.path[-1]), (setting.value.literal or "").lower()
        if (key == "object_lock_enabled" and text in _LOCKED) or (key == "is_locked" and text == "true"):
            yield frame.make(Fact, setting.line, kind="immutable-store", name=target, fields=(("target", target),))
            return
