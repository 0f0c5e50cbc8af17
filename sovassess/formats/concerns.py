"""Which calls of a program can matter: those of known libraries, and those that are given an address or a model."""

from __future__ import annotations

import re

from sovassess.formats import code_words as words
from sovassess.formats.known import KnownNames

# What stands in a call that is given an address or a model, or arguments that stand elsewhere.
_GIVEN = re.compile(
    rb"host|server|endpoint|domain|broker|site|source|ur[il]|addr|base|contact|seed|model|deploy|engine|llm|\blm\b|repo_id|"
    rb"embed|rerank|://|\*\*|\.\.\.",
    re.IGNORECASE,
)


class Concerns:
    """Answers for one program; what is asked by name is answered once. `telling` are names of calls that may be given
    an address or a model as their first argument."""

    def __init__(self, known: KnownNames, language: str, *telling: re.Pattern[str]) -> None:
        self._known = known
        self._language = language
        self._telling = (words.HTTP_CALL, words.WEIGHTS_CALL, words.FIRST_IS_MODEL, *telling)
        self._libraries: dict[str, bool] = {}
        self._named: dict[str, bool] = {}

    def imports(self, module: str) -> bool:
        """Whether an import of the module brings in a known library."""
        return self._known.imports(self._language, module)

    def is_known(self, name: str) -> bool:
        """Whether a qualified name belongs to a library of which anything is known."""
        if name not in self._libraries:
            self._libraries[name] = self._known.calls(self._language, name)
        return self._libraries[name]

    def call(self, name: str, written: bytes) -> bool:
        """Whether a call can matter, by its qualified name and as it is written."""
        if self.is_known(name):
            return True
        if name not in self._named:
            self._named[name] = any(one.search(name) for one in self._telling)
        return self._named[name] or _GIVEN.search(written) is not None
