"""Who keeps what belongs to a store: its backups, and the key that it is encrypted with. Facts only, no judgement."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role
from sovassess.model.observations import Fact, Resource
from sovassess.model.scan import FileObservations

# Key stores outside the storing provider: AWS KMS External Key Store (XKS), Google Cloud External Key Manager.
_OUTSIDE_KEYS = ("google_kms_ekm_connection",)
_OWN_KEY_STORE = "aws_kms_custom_key_store"
_KEYS = ("aws_kms_key", "google_kms_crypto_key", "azurerm_key_vault_key")
_STORES = (Role.DATA_STORE, Role.VECTOR_DB)


class Keeping(Struct, frozen=True):
    """What the files say about backups and keys. `backups` are pairs of what is saved and who runs the place; `keys`
    is True for keys held outside the provider, False for keys that the tree makes inside it, None for no word."""

    backups: tuple[tuple[str, Operator | None], ...]
    keys: bool | None
    alone: bool

    def backup_of(self, dependency: Dependency) -> str | None:
        """Who runs the place that backups of the store go to, None where no file tells."""
        if dependency.role not in _STORES:
            return None
        names = {dependency.service.partition("/")[0], (dependency.host or "").partition(":")[0].partition(".")[0]}
        named = [operator for source, operator in self.backups if any(n and n in source for n in names)]
        found = set(named or ([operator for _, operator in self.backups] if self.alone else []))
        if Operator.VENDOR in found:
            return Operator.VENDOR.value
        return Operator.SELF.value if found == {Operator.SELF} else None

    def key_external(self, dependency: Dependency) -> bool | None:
        """Whether the key of a store is held outside the storing provider, None where no file tells."""
        if dependency.operated_by is Operator.SELF:
            return True
        match dependency.attributes.get("encryption_key"):
            case "provider" | "none":
                return False
            case "customer":
                return self.keys
            case _:
                return None


def keeping(subject: Subject) -> Keeping:
    """What the files say."""
    backups: list[tuple[str, Operator | None]] = []
    targets: set[str] = set()
    for file, fact in subject.facts["backup"]:
        operator, host = _target(subject, file, fact)
        backups.append((f"{dict(fact.fields).get('source', '')} {fact.name}", operator))
        targets.add(host)
    stores = [
        d for d in subject.dependencies.values() if d.role in _STORES and d.strength.core and d.host not in targets
    ]
    return Keeping(tuple(backups), _keys([resource for _, resource in subject.observed(Resource)]), len(stores) == 1)


def _target(subject: Subject, file: FileObservations, fact: Fact) -> tuple[Operator | None, str]:
    """Who runs the place that a backup goes to, and its host; the addresses of restic begin with their protocol."""
    target = dict(fact.fields).get("target", "").removeprefix("rest:")
    address = target.removeprefix("s3:") if target.startswith(("s3:http", "s3:s3.")) else target
    if "://" not in address and address.startswith(("/", "./")):
        return Operator.SELF, ""
    found = subject.scene.bucket(file, fact) if address.startswith("s3:") else subject.scene.address(address)
    if found is None or found.operated_by is Operator.UNKNOWN:
        return None, ""
    return found.operated_by, found.host or ""


def _keys(resources: Sequence[Resource]) -> bool | None:
    for resource in resources:
        kind = resource.attribute("custom_key_store_type") if resource.type == _OWN_KEY_STORE else None
        if resource.type in _OUTSIDE_KEYS or (kind is not None and kind.literal == "EXTERNAL_KEY_STORE"):
            return True
    return False if any(resource.type in _KEYS for resource in resources) else None
