"""Drafts from variables that software of a known name reads: the weights it loads, the suppliers it is told to ask.

The catalog says which variables those are. What no manifest sets is not guessed, and an example sets nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from sovassess.catalog.model import Product
from sovassess.formats.image import parsed
from sovassess.model.enums import Confidence, Role, Strength, Usage
from sovassess.model.observations import Fact, Image, ModelName
from sovassess.model.scan import FileObservations
from sovassess.model.values import literal
from sovassess.resolution.drafts import Draft
from sovassess.resolution.models import draft_model, model_use
from sovassess.resolution.scene import Scene
from sovassess.resolution.variables import Setting
from sovassess.resolution.weights import AMAZON, draft_weights, stored_at


def draft_configured(
    scene: Scene, file: FileObservations, observation: Image | Fact, product: Product
) -> Iterator[Draft]:
    """What the settings of the components that an observation belongs to make the software do."""
    if isinstance(observation, Image):
        yield from _named_by_image(scene, file, observation, product)
    owners = scene.owners(file, observation)
    if not owners:
        return
    for name in product.weights:
        for text, setting in _set(scene, name, owners):
            named = ModelName(
                at=setting.source.at,
                component=observation.component,
                usage=observation.usage,
                condition=observation.condition,
                value=literal(text),
                key=name,
                weights=True,
            )
            yield from draft_model(scene, file, named)
    for name, services in product.chooses.items():
        by_word = {word.lower(): service for word, service in services.items()}
        for text, setting in _set(scene, name, owners):
            service = by_word.get(text.lower(), "")
            chosen = msgspec.structs.replace(setting.source, component=observation.component)
            target = stored_at(scene, file, observation) if service == AMAZON else scene.service(service)
            if target is not None:
                yield scene.draft(
                    target,
                    file,
                    chosen,
                    base=Strength.DEFAULT,
                    confidence=Confidence.HIGH,
                    how="variable",
                    reason=f"{product.name} is told to by {name}",
                )


def _named_by_image(scene: Scene, file: FileObservations, image: Image, product: Product) -> Iterator[Draft]:
    """The model that an image is made for, where the catalog's pattern for it has places for a maker and a model: its
    weights come from whom the software asks when it starts."""
    start = next((habit.service for habit in product.habits if habit.kind == "start"), "")
    hub = scene.service(start) if product.role is Role.MODEL_SERVER else None
    if hub is None:
        return
    for found in scene.texts(image.reference, file, image):
        repository = (parsed(literal(found.text)).repository or "").split("/")
        for pattern in product.images:
            shape = pattern.split("/")
            tail = repository[-len(shape) :]
            if "*" in shape and all(glob in ("*", word) for glob, word in zip_longest(shape, tail)):
                text = "/".join(word for glob, word in zip(shape, tail, strict=True) if glob == "*")
                changes = {name: getattr(image, name) for name in ("at", "component", "usage", "condition", "gates")}
                named = ModelName(value=literal(text), key="image", weights=True, **changes)
                use = model_use(scene, file, named, text, scene.catalog.models.find(text))
                yield from draft_weights(scene, file, named, text, use, hub=hub)


def _set(scene: Scene, name: str, owners: tuple[str, ...]) -> Iterator[tuple[str, Setting]]:
    """Each text that a deployed setting of a variable gives it, secrets apart."""
    for setting in scene.environment.settings_of(name, owners):
        if setting.rank < 3 and setting.usage is Usage.MAIN and not setting.source.secret:
            yield from ((found.text.strip(), setting) for found in scene.texts_of(setting, owners) if found.text)
