"""Classes of one file that stand side by side for the same kind of supplier. It judges no condition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from sovassess.formats import expressions as e
from sovassess.formats.evaluation import Evaluator
from sovassess.formats.syntax import text

_SEVERAL = 3
# Where the base comes with a package, as a framework's own for whoever searches or answers.
_MANY = 4
_PACKAGED = re.compile(r"^(Base|Custom)?(Retriever?|LM|LLM|ChatModel|LanguageModel|Embeddings?|EmbeddingModel)$")
_SUPPLIER = re.compile(
    r"(storage|store|provider|backend|engine|driver|adapter|transport|mailer|sender|uploader|cache|queue|broker|notifier|"
    r"exporter|gateway|embedd\w*|llm|chatmodel|retriever|reranker|translator|tts|stt|vectordb|filesystem|bucket|"
    r"(storage|mail|email|sms|search|payment|queue|cache|telemetry|llm|model|speech|embedding)service|searchclient|"
    r"llmclient|embeddingclient|modelclient|storageclient)(interface|base|protocol|abc)?$",
    re.IGNORECASE,
)


def alternatives(evaluator: Evaluator, is_own: Callable[[str], bool]) -> dict[int, str]:
    """Classes that stand side by side for the same kind of supplier, by scope, with the name of that kind."""
    program = evaluator.program
    found: dict[int, str] = {}
    packaged: dict[int, str] = {}
    for number, span in enumerate(program.spans.spans):
        about = program.class_about(number) if span.kind == "class" else None
        for node in (*about.interfaces, *about.bases) if about is not None else ():
            base = text(node, 100).partition("<")[0].rpartition(".")[2]
            if _SUPPLIER.search(base) and _of_tree(evaluator, program.lower(node), base, is_own):
                found.setdefault(number, base)
            elif _PACKAGED.match(base):
                packaged.setdefault(number, base)
    return _at_least(_MANY, packaged) | _at_least(_SEVERAL, found)


def _at_least(least: int, found: dict[int, str]) -> dict[int, str]:
    count = Counter(found.values())
    return {number: base for number, base in found.items() if count[base] >= least}


def _of_tree(evaluator: Evaluator, expression: e.Expression, base: str, is_own: Callable[[str], bool]) -> bool:
    """Whether a base is declared in this file or in another of the tree, not by a package."""
    callee = evaluator.names.callee(expression)
    if callee is None:
        return True
    return base in evaluator.program.classes or is_own(callee.name)
