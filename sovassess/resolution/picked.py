"""Which of the modules that lie side by side is shipped: the one that a setting's default names.

`llms/configs.py` says `provider = "openai"`, and beside it lie `openai.py`, `ollama.py` and `groq.py`; or `settings.py`
says `llm_provider = "openai"` above a folder `llm`. The module is found by its name alone; nothing is imported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec

from sovassess.model.enums import Context, EvidenceKind
from sovassess.model.observations import Definition
from sovassess.resolution.drafts import Draft
from sovassess.resolution.offers import MODULE
from sovassess.resolution.scene import Scene
from sovassess.resolution.switches import plain

_CHOICE = re.compile(r"^(?P<of>\w*?)_?(provider|backend|engine|vendor|driver|supplier|kind|type|mode)$", re.IGNORECASE)


def with_picks(drafts: Sequence[Draft], scene: Scene) -> list[Draft]:
    """The drafts, with those marked that stand in a module which a setting's default names.

    Where the module knows several suppliers, as one that can go through a reseller, it is the one that bears its name.
    """
    picks = _picks(scene)
    found = [draft for draft in drafts if _is_picked(draft, picks)]
    namesakes = {draft.file.path for draft in found if _bears_its_name(draft)}
    marked = {id(draft) for draft in found if draft.file.path not in namesakes or _bears_its_name(draft)}
    return [_marked(draft) if id(draft) in marked else draft for draft in drafts]


def _bears_its_name(draft: Draft) -> bool:
    return _module(draft)[1] in plain(f"{draft.target.party or ''} {draft.target.service}")


def _picks(scene: Scene) -> dict[str, set[tuple[str, str]]]:
    """For the folder of a setting: what it chooses ("" for whatever lies beside it) and the word that it is shipped
    with, or that a manifest gives it."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for file in scene.files:
        if file.context is not Context.PRODUCTION or file.evidence is not EvidenceKind.CODE:
            continue
        for one in file.observations:
            if isinstance(one, Definition) and one.name.startswith(MODULE):
                choice = _CHOICE.match(one.name.rpartition("/")[2])
                if choice is not None:
                    words = {plain(resolved.text) for resolved in scene.texts(one.value, file, one)} - {""}
                    found[_folder(file.path)] |= {(plain(choice["of"]), word) for word in words}
    return found


def _is_picked(draft: Draft, picks: dict[str, set[tuple[str, str]]]) -> bool:
    if draft.file.evidence is not EvidenceKind.CODE or not draft.choice or not draft.strength.core:
        return False
    folder, word = _module(draft)
    above, _, holds = folder.rpartition("/")
    if ("", word) in picks.get(folder, ()):
        return True
    singular = plain(holds).removesuffix("s")
    return bool(singular) and any((singular, word) in picks.get(place, ()) for place in (above, folder))


def _module(draft: Draft) -> tuple[str, str]:
    """The folder that a file is a module of, and its name there; a package bears the name of its folder."""
    path = draft.file.path.rpartition(".")[0]
    if path.endswith(("/__init__", "/index")):
        path = _folder(path)
    return _folder(path), plain(path.rpartition("/")[2])


def _marked(draft: Draft) -> Draft:
    return msgspec.structs.replace(draft, attributes=(*draft.attributes, ("default_choice", "setting")))


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
