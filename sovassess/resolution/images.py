"""Drafts from container images: the registry that each is pulled from and the self-run software that it is."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.catalog.model import Product
from sovassess.formats.image import DEFAULT_REGISTRY, ImageReference, parsed
from sovassess.model.enums import Confidence, EvidenceKind, Operator, Phase, Role, Strength
from sovassess.model.observations import Fact, Image
from sovassess.model.scan import FileObservations
from sovassess.model.values import literal
from sovassess.resolution.configured import draft_configured
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.habits import draft_habits
from sovassess.resolution.own import is_local, is_placeholder
from sovassess.resolution.scene import Scene

_PULL_PHASES = (Phase.DEPLOY, Phase.START, Phase.UPDATE)
# Software of these roles carries other programs as often as it is what an image runs: a site in a web server's image.
_CARRIES = frozenset({Role.GATEWAY, Role.CI, Role.CONTROL_PLANE, Role.CLOUD, Role.TOOL_API, Role.CODE_HOST})
_BUILD_PHASES = (Phase.BUILD, Phase.UPDATE)


def draft_image(scene: Scene, file: FileObservations, image: Image) -> Iterator[Draft]:
    """The registry that an image is pulled from, and the self-run software that it is."""
    texts = scene.texts(image.reference, file, image)
    references = [parsed(literal(r.text)) for r in texts] or [parsed(image.reference)]
    for reference in dict.fromkeys(references):
        target = registry_target(scene, reference.registry, reference.repository)
        if target is not None and not (_is_built_here(scene, file, image) and reference.registry == DEFAULT_REGISTRY):
            yield _pull(scene, file, image, target, always=_pulls_always(image, reference))
        yield from _base(scene, file, image, reference)
        if reference.repository is not None and (image.use == "run" or (image.use == "base" and image.final)):
            asked = scene.product if image.use == "run" else scene.catalog.product_index.image
            found = asked(reference.registry or "", reference.repository)
            if found is not None and (image.use == "run" or found[0].role not in _CARRIES):
                yield from draft_product(scene, file, image, found[0], how="image")


def draft_product(
    scene: Scene, file: FileObservations, observation: Image | Fact, product: Product, *, how: str
) -> Iterator[Draft]:
    """Software that a place runs: itself, its habits, and the hosted service that it is the local end of."""
    owners = scene.owners(file, observation)
    yield scene.draft(
        self_run(product, component=owners[0] if owners else ""),
        file,
        observation,
        base=Strength.DEFAULT,
        confidence=Confidence.HIGH,
        how=how,
        attributes=(("checks", ",".join(product.checks)),) if product.checks else (),
    )
    yield from draft_habits(scene, file, observation, product.habits, product.name)
    yield from draft_configured(scene, file, observation, product)
    hosted = scene.service(product.relays_to) if product.relays_to else None
    if hosted is not None and not _led_elsewhere(scene, product, owners):
        yield scene.draft(
            hosted,
            file,
            observation,
            base=Strength.DEFAULT,
            how="relay",
            confidence=Confidence.HIGH,
            reason=f"{product.name} is the local end of it",
        )


def _led_elsewhere(scene: Scene, product: Product, owners: tuple[str, ...]) -> bool:
    """Whether a local end is told to speak to another end than its maker's."""
    for name, words in product.relays_unless.items():
        if name == "command":
            workloads = (scene.components.by_id[owner].workload for owner in owners)
            texts = [text for workload in workloads if workload is not None for text in workload.command]
        else:
            settings = (s for s in scene.environment.is_set((name,), owners) if s.component in ("", *owners))
            texts = [setting.value.with_defaults or str(setting.value) for setting in settings]
        given = {word.partition("=")[0] for text in texts for word in text.split()}
        if given and (not words or not given.isdisjoint(words)):
            return True
    return False


def _pulls_always(image: Image, reference: ImageReference) -> bool:
    """True where every start asks the registry: by the stated policy, or by a tag that moves where none is stated."""
    if image.pull:
        return image.pull == "always"
    return not reference.digest and reference.tag in ("", "latest")


def _pull(scene: Scene, file: FileObservations, image: Image, target: Target, *, always: bool) -> Draft:
    if image.use == "run":
        # What is never pulled at a start was brought to the machine before.
        carried = image.pull == "never"
        # A script is run by a person, for whatever it is good.
        base = Strength.OPTIONAL if file.evidence is EvidenceKind.CODE else Strength.DEFAULT
        phases = (Phase.DEPLOY, Phase.UPDATE) if carried else _PULL_PHASES
    else:
        base, phases = Strength.BUILD, _BUILD_PHASES
    return scene.draft(
        target,
        file,
        image,
        base=base,
        role=Role.REGISTRY,
        phases=phases,
        confidence=Confidence.HIGH,
        how="image",
        attributes=(("artifact", "image"), *((("pull", "always"),) if always and image.use == "run" else ())),
    )


def _is_built_here(scene: Scene, file: FileObservations, image: Image) -> bool:
    """True where the same declaration builds the image, so that its name is only a tag."""
    if image.use != "run":
        return False
    if image.pull in ("never", "build"):
        return True
    owners = [scene.components.by_id[owner] for owner in scene.owners(file, image)] if image.component else []
    if any(owner.workload is not None and (owner.workload.build or owner.workload.dockerfile) for owner in owners):
        return True
    # A bare word that names a folder with a build file is the image that is built there.
    text = str(image.reference)
    return "/" not in text and any(owner.code for owner in owners)


def _base(scene: Scene, file: FileObservations, image: Image, reference: ImageReference) -> Iterator[Draft]:
    """The maker of the operating system that an image built here stands on, or that a workload runs as it is."""
    if reference.repository is None or image.use == "ci" or (image.use == "base" and not image.final):
        return
    found = scene.catalog.bases.find(reference.registry or "", reference.repository, reference.tag or "")
    if found is None or (image.use == "run" and not found.exact):
        return
    base = found.base
    target = registry_target(scene, reference.registry, reference.repository)
    own_image = target is not None and target.operated_by is Operator.SELF
    # A base from one's own registry that runs as it is, or is patched from one's own mirror, needs no maker's host;
    # nor does one that is nothing but a program that anybody can build. What only its vendor builds ends with them.
    nothing = base.family == "none" and base.governance != "vendor"
    if nothing or (own_image and (image.use == "run" or scene.packages.patched_inside(file.path))):
        return
    target = Target(
        service=base.packages_service or f"os:{base.id}",
        name=base.name,
        party=base.maker,
        operated_by=Operator.VENDOR,
        role=Role.OS,
        data="none",
    )
    yield scene.draft(
        target,
        file,
        image,
        base=Strength.DEFAULT if image.use == "run" else Strength.BUILD,
        role=Role.OS,
        phases=_BUILD_PHASES,
        confidence=Confidence.HIGH if found.exact else Confidence.MEDIUM,
        how="base",
        attributes=(("alternatives", str(len(base.compatible))), ("governance", base.governance)),
    )


def registry_target(scene: Scene, registry: str | None, repository: str | None) -> Target | None:
    """Who runs the registry that an image comes from; None where the reference does not tell the registry."""
    if registry is None:
        return None
    host = registry.partition(":")[0]
    if scene.own.has_registry(f"{registry}/{repository or ''}") or scene.own.has_host(host) or is_local(host):
        return Target(
            service=f"host:{host}",
            name=registry,
            party=None,
            operated_by=Operator.SELF,
            role=Role.REGISTRY,
            host=registry,
        )
    found = scene.catalog.host(host, f"/{repository}" if repository else "")
    if found is not None:
        return scene.service(found.service, region=found.region, host=host)
    if is_placeholder(host):
        return None
    return Target(
        service=f"host:{host}", name=host, party=None, operated_by=Operator.UNKNOWN, role=Role.REGISTRY, host=host
    )
