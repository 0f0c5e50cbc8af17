"""Branches of programs as spans of a draft, for grammars that name their parts alike. It judges no condition."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.program import Branch, Draft, Test
from sovassess.formats.syntax import Span, text

MAX_CONDITION = 100


def fork(condition: Node | None, yes: Node | None, no: Node | None, draft: Draft, *, expected: bool = True) -> None:
    """Code that runs where a condition is `expected`, and code that runs where it is not."""
    if condition is None:
        return
    if yes is not None:
        draft.span(yes, "branch", Branch((Test(condition, expected=expected),)))
    if no is not None:
        draft.span(no, "branch", Branch((Test(condition, expected=not expected),)))


def early_exit(
    node: Node, condition: Node | None, body: Node | None, draft: Draft, *, leaves: frozenset[str], block: str = ""
) -> None:
    """What follows a branch that ends the function or the round of a loop runs only where the branch was not taken.

    `block` is the type of a block in a grammar where a body may also be a single statement.
    """
    around = node.parent
    if condition is None or body is None or around is None or (block and around.type != block):
        return
    last = body.named_children[-1] if body.named_children and block in ("", body.type) else body
    if last.type == "expression_statement" and last.named_children:
        last = last.named_children[0]
    if last.type in leaves and around.end_byte > node.end_byte:
        otherwise = Branch((Test(condition, expected=False),))
        draft.spans.append(Span(node.end_byte, around.end_byte, "branch", otherwise))


def case(subject: Node | None, value: Node | None, body: Node, draft: Draft, *, also: tuple[Node, ...] = ()) -> None:
    """Code that runs where the subject equals a value, or one of those `also` that lead to the same code."""
    if subject is not None and value is not None:
        draft.span(body, "branch", Branch((Test(subject, expected=True, equals=value, also=also),)))


def environment(name: str, at: int, default: e.Expression | None = None) -> e.Expression:
    """The neutral form of a read of an environment variable, with what the program falls back to."""
    read = e.Member(e.Member(e.Name("process", at), "env"), name)
    return read if default is None else e.Either(read, default)


def shown(test: Test) -> str:
    """A test as a person reads it, shortened."""
    words = " ".join(text(test.condition, 400).split())
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1]
    if test.equals is not None:
        words = f"{words} == {' '.join(text(test.equals, 200).split())}"
    if not test.expected:
        plain = re.fullmatch(r"(?:not |!)([\w.]+(?:\([^()]*\))?)", words)
        words = plain.group(1) if plain else f"not ({words})"
    return words[:MAX_CONDITION]
