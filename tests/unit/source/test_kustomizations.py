"""Images as overlays rename them: only what every overlay above a manifest agrees on."""

from __future__ import annotations

from sovassess.detectors.registry import DETECTORS
from sovassess.model.observations import Image, Workload
from sovassess.scanning import scan
from sovassess.source.kustomizations import Kustomizations
from sovassess.source.tree import MemoryTree

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n    - {name: x, image: 'quay.io/x/y:1'}\n"
BASE = {"base/pod.yaml": POD, "base/kustomization.yaml": "resources: [pod.yaml]\n"}
MIRROR = "images:\n  - {name: quay.io/x/y, newName: registry.corp.example/x/y}\n"


def renamed(files: dict[str, str], reference: str = "quay.io/x/y:1") -> str:
    return Kustomizations(MemoryTree(files), sorted(files)).renamed("base/pod.yaml", reference)


def overlay(name: str, images: str) -> dict[str, str]:
    return {f"overlays/{name}/kustomization.yaml": f"resources: [../../base]\n{images}"}


def test_an_overlay_moves_an_image_to_a_mirror_and_the_tag_stays() -> None:
    assert renamed({**BASE, **overlay("prod", MIRROR)}) == "registry.corp.example/x/y:1"


def test_the_manifest_is_read_with_the_name_that_the_overlay_gives() -> None:
    result = scan(MemoryTree({**BASE, **overlay("prod", MIRROR)}), DETECTORS)
    images = {str(o.reference) for f in result.files for o in f.observations if isinstance(o, Image)}
    assert images == {"registry.corp.example/x/y:1", "registry.corp.example/x/y"}


def test_an_overlay_that_leaves_the_image_keeps_it_as_it_is() -> None:
    assert renamed({**BASE, **overlay("prod", MIRROR), **overlay("dev", "")}) == "quay.io/x/y:1"


def test_renames_go_from_the_inside_out() -> None:
    inner = {**BASE, "base/kustomization.yaml": "resources: [pod.yaml]\nimages: [{name: quay.io/x/y, newName: z}]\n"}
    outer = overlay("prod", "images: [{name: z, newName: registry.corp.example/z, newTag: '9'}]\n")
    assert renamed({**inner, **outer}) == "registry.corp.example/z:9"


def test_a_digest_takes_the_place_of_the_tag() -> None:
    images = "images: [{name: quay.io/x/y, digest: 'sha256:ab'}]\n"
    assert renamed({**BASE, **overlay("prod", images)}) == "quay.io/x/y@sha256:ab"


def test_a_similar_name_is_another_image() -> None:
    files = {**BASE, **overlay("prod", MIRROR)}
    assert renamed(files, "quay.io/x/yy:1") == "quay.io/x/yy:1"
    assert renamed(files, "registry:5000/quay.io/x/y") == "registry:5000/quay.io/x/y"


def test_a_circle_and_a_broken_overlay_are_endured() -> None:
    circle = {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a, ../base]\n"}
    assert renamed({**BASE, **circle}) == "quay.io/x/y:1"
    broken = {"overlays/prod/kustomization.yaml": "resources: [../../base\nimages: ]\n"}
    assert renamed({**BASE, **broken}) == "quay.io/x/y:1"


def test_overlays_that_disagree_leave_the_image_as_it_is() -> None:
    other = "images: [{name: quay.io/x/y, newName: registry.other.example/x/y}]\n"
    assert renamed({**BASE, **overlay("prod", MIRROR), **overlay("edge", other)}) == "quay.io/x/y:1"


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: cache}\nspec: {selector: {app: cache}}\n"
NAMED = {"base/service.yaml": SERVICE, "base/kustomization.yaml": "resources: [service.yaml]\nnamePrefix: shop-\n"}


def names(files: dict[str, str], name: str = "cache") -> tuple[str, ...]:
    return Kustomizations(MemoryTree(files), sorted(files)).named("base/service.yaml", name)


def test_what_stands_before_and_behind_a_name_goes_from_the_inside_out() -> None:
    files = {**NAMED, **overlay("prod", "namePrefix: prod-\nnameSuffix: -v2\n")}
    assert names(files) == ("cache", "prod-shop-cache-v2")


def test_each_overlay_makes_a_name_of_its_own() -> None:
    files = {**NAMED, **overlay("prod", "namePrefix: prod-\n"), **overlay("test", "namePrefix: test-\n")}
    assert names(files) == ("cache", "prod-shop-cache", "test-shop-cache")


def test_a_name_that_no_overlay_changes_is_the_objects_own() -> None:
    plain = {**NAMED, "base/kustomization.yaml": "resources: [service.yaml]\n# namePrefix: shop-\n"}
    assert names(plain) == ("cache",)


def test_a_service_is_reached_under_the_name_that_the_overlay_makes() -> None:
    result = scan(MemoryTree({**NAMED, **overlay("prod", "namePrefix: prod-\n")}), DETECTORS)
    hosts = [o.hosts for f in result.files for o in f.observations if isinstance(o, Workload)]
    assert hosts == [("cache", "prod-shop-cache")]
