"""Folders in which suppliers, channels or tools lie side by side, told by their name and by how many they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache

from sovassess.catalog.catalog import Catalog
from sovassess.model.enums import EvidenceKind, Role
from sovassess.model.observations import Call, ModelName
from sovassess.resolution.drafts import Draft

FEWEST = 3
MOST_ALONE = 4
# Roles in which one supplier may take the place of another of the same folder.
_ALIKE = {
    Role.EMBEDDINGS: Role.MODEL_API,
    Role.SPEECH: Role.MODEL_API,
    Role.GATEWAY: Role.MODEL_API,
    Role.MODEL_SERVER: Role.MODEL_API,
    Role.DATA_STORE: Role.VECTOR_DB,
}
_CHOSEN = frozenset({Role.MODEL_API, Role.VECTOR_DB, Role.SEARCH_TOOL, Role.EMAIL_SMS, Role.PAYMENTS})
_HOLDS = frozenset(
    """plugins connectors connector integrations adapters channels retrievers gateways extensions drivers backends
    providers vendors transports notifiers importers loaders exporters scrapers crawlers syncers embeds""".split()
)
# Languages in which a package, and so its folder, is named in the singular: `provider/openai.go`.
_HOLDS_ONE_BY_ONE = frozenset(
    "plugin connector integration adapter channel retriever driver provider notifier importer exporter".split()
)
_SINGULAR = re.compile(r"\.(go|java|kt|cs|rs)$")
_HOLDS_MODELS = frozenset(
    "reranker rerankers rerankings embedders vector_stores vectorstores vector_dbs vectordbs llms llm_providers".split()
)
# Files that hold what the others share.
_SHARED = re.compile(
    r"^(__init__|index|mod|lib|base\w*|common|types?|utils?|helpers?|registry|factory|interface|errors?|constants?|"
    r"config|schema|models?|manager|main|abstract\w*|readme|\w*\.d)$",
    re.IGNORECASE,
)
_CODE = re.compile(r"\.(py|js|mjs|cjs|ts|tsx|jsx|go|java|kt|cs|rs|rb|php)$")


def plug_folders(paths: Iterable[str], holds: frozenset[str] = _HOLDS) -> frozenset[str]:
    """The folders whose name says that they hold things to choose from and that hold at least three of them."""
    children: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if _CODE.search(path) is None:
            continue
        parts = path.split("/")
        for depth, name in enumerate(parts[:-1]):
            if name.lower() in holds or (holds is _HOLDS and name in _HOLDS_ONE_BY_ONE and _SINGULAR.search(path)):
                child = _CODE.sub("", parts[depth + 1])
                if _SHARED.match(child) is None and not child.endswith(("_test", ".test", ".spec")):
                    children["/".join(parts[: depth + 1])].add(child)
    return frozenset(folder for folder, found in children.items() if len(found) >= FEWEST)


def supplier_folders(paths: Sequence[str], catalog: Catalog) -> frozenset[str]:
    """The folders that hold a module for each of at least four suppliers of one thing, whatever they are called:
    `openai.py`, `groq.py`, … What else lies there is as much a choice as they are."""
    suppliers: dict[str, dict[Role, set[str]]] = defaultdict(lambda: defaultdict(set))
    kinds = _kinds(catalog)
    for path in paths:
        if _CODE.search(path) is None:
            continue
        folder, _, name = path.rpartition("/")
        above, _, last = folder.rpartition("/")
        stem = _CODE.sub("", name)
        for place, module in ((folder, stem), (above, last)):
            for kind in kinds.get(_squashed(module), ()) if place else ():
                suppliers[place][kind].add(_squashed(module))
    crowded = {folder for folder, found in suppliers.items() if max(map(len, found.values())) >= MOST_ALONE}
    return frozenset(crowded) | plug_folders(paths, _HOLDS_MODELS)


def is_supplier(path: str, role: Role, host: str, folders: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a file lies in such a folder and is named for a supplier or for the `host` that it asks, or uses one in a
    role that one is chosen in."""
    if not is_plug(path, folders):
        return False
    parts = _CODE.sub("", path).split("/")
    if any(part.lower() in _HOLDS_MODELS for part in parts[:-1]):
        return True  # its name says so
    if _ALIKE.get(role, role) in _CHOSEN or any(_squashed(part) in names for part in parts[-2:]):
        return True
    return any(is_named_for(part, host) for part in parts[-2:])


def is_named_for(module: str, host: str) -> bool:
    """Whether a module, or its file, is named for the host that it asks: `Trello.tsx` for `trello.com`."""
    name = _squashed(_CODE.sub("", module))
    return name not in _PLAIN and name in host.lower().partition(":")[0].split(".")[:-1]


def supplier_names(catalog: Catalog) -> frozenset[str]:
    """The names of suppliers of what one is chosen for, as a module would spell them."""
    return frozenset(_kinds(catalog))


# Asked twice for each tree, and a catalog never changes.
@lru_cache(maxsize=1)
def _kinds(catalog: Catalog) -> Mapping[str, Set[Role]]:
    """What the suppliers and the software of a name are for, by the name as a module would spell it."""
    out: dict[str, set[Role]] = defaultdict(set)
    for entry in catalog.services.values():
        for name in (entry.party.id, entry.service.id):
            out[_squashed(name)].add(_ALIKE.get(entry.service.role, entry.service.role))
    for product, _ in catalog.products.values():
        for name in (product.id, *product.names):
            out[_squashed(name)].add(_ALIKE.get(product.role, product.role))
    for plain in _PLAIN:
        out.pop(plain, None)
    return {name: found & _CHOSEN for name, found in out.items() if found & _CHOSEN}


def _squashed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def is_plug(path: str, folders: frozenset[str]) -> bool:
    """Whether a file is, or lies in, one of the things that such a folder holds."""
    return bool(_held(path, folders))


def in_plug(path: str, folders: frozenset[str]) -> bool:
    """Whether a file lies in a folder of its own among the things that such a folder holds. Frameworks load what lies
    there as plain files (`plugins/map.client.ts`)."""
    return len(_held(path, folders)) > 1


def _held(path: str, folders: frozenset[str]) -> list[str]:
    """The path from the thing on that the outermost such folder holds; empty for what its things share."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        if "/".join(parts[:depth]) in folders:
            return [] if _SHARED.match(_CODE.sub("", parts[depth])) else parts[depth:]
    return []


# Files that make something to choose from: a function for each supplier, a table, settings with fallbacks.
_OFFERS = re.compile(
    r"(factor|provider|registr|llm|chat_?model|models?$|clients?$|backend|adapter|embed|rerank|connector|integration|"
    r"config|setting|util|helper|option|setup|^init|^__init__|^index|plugin|vendor|engine|choice|select|switch|rout)",
    re.IGNORECASE,
)
# Files that bear their folder's name.
_FOLDERS_OWN = frozenset({"index", "__init__", "mod"})
_WORD = re.compile(r"[a-z0-9]{3,}")
_PLAIN = frozenset(
    {"api", "index", "main", "base", "memory", "cloud", "service", "model", "models", "ai", "app", "self", "platform"}
)


def is_used_together(draft: Draft, *, alone: bool = False) -> bool:
    """Whether a supplier's client is made where the work is done, and not where one of several is chosen: by a call
    that stands under no condition, in a file that is named neither for a supplier nor for choosing one.

    `alone` says that its file makes clients of no other supplier: then one that bears its folder's name is judged by
    that (`thread-title/index.ts`).
    """
    if draft.file.evidence is not EvidenceKind.CODE or not isinstance(draft.seen[0], Call | ModelName):
        return False
    if draft.how not in ("argument", "default", "environment", "model"):
        return False
    parts = _CODE.sub("", draft.file.path).lower().split("/")
    if alone and len(parts) > 2 and parts[-1] in _FOLDERS_OWN:
        parts.pop()
    if any(_OFFERS.search(part) for part in parts[-2:]):
        return False
    named = set(_WORD.findall(f"{draft.target.party or ''} {draft.target.service}".lower())) - _PLAIN
    return not any(word in part for word in named for part in parts[-2:])
