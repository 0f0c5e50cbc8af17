"""Calls that compare a text with words, whatever a language calls them: `x.Equals("a")`, `strings.HasPrefix(m, "b")`.

It says what is compared with what and judges nothing.
"""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.formats import expressions as e

# Names of methods, and of functions that take the text first, with `_` and capitals left out.
_SAME = frozenset({"equals", "equalsignorecase", "equalfold", "eql", "casecmp", "isequalto"})
_BEGINS = frozenset({"startswith", "hasprefix", "startwith", "strstartswith"})
_ENDS = frozenset({"endswith", "hassuffix", "endwith", "strendswith"})
_HOLDS = frozenset({"includes", "contains", "strcontains", "include"})
_TEXT_CLASSES = frozenset({"string", "String", "strings", "StringUtils", "Objects"})
_EXTENSION = re.compile(r"^\.?\w{1,4}$|^\.|[/\\]")
# What is named so says which supplier serves; a file's name or an address may be told apart by its parts as well.
_SUPPLIES = re.compile(r"(provider|backend|engine|vendor|driver|supplier|deployment|model|llm|embed)", re.IGNORECASE)


class WordTest(Struct, frozen=True):
    """`how` is `same`, `begins`, `ends` or `holds`; `words` is a literal or a sequence of them."""

    how: str
    subject: e.Expression
    words: e.Expression

    @property
    def supplies(self) -> bool:
        """Whether the subject's own name says that its words choose a supplier."""
        return _SUPPLIES.search(e.dotted(self.subject).rsplit(".", 1)[-1]) is not None

    def holds_for(self, text: str) -> bool | None:
        """Whether it holds for a text, letter case aside; None where a word is not known."""
        items = self.words.items if isinstance(self.words, e.Sequence) else (self.words,)
        known = [item.text.lower() for item in items if isinstance(item, e.Literal)]
        if len(known) != len(items):
            return None
        whole = text.lower()
        match self.how:
            case "begins":
                return whole.startswith(tuple(known))
            case "ends":
                return whole.endswith(tuple(known))
            case "holds":
                return any(word in whole for word in known)
            case _:
                return whole in known


def word_test(call: e.Invocation) -> WordTest | None:
    """The comparison that a call is, None if it is none."""
    if not isinstance(call.function, e.Member):
        given, name = [value for _, value in call.arguments], e.dotted(call.function)
        return _test(_how(name), given[0], given[1]) if len(given) >= 2 and "str_" in name else None
    how, owner = _how(call.function.name), call.function.owner
    given = [value for _, value in call.arguments]
    if not how or not given:
        return None
    if isinstance(owner, e.Name) and owner.name in _TEXT_CLASSES:
        return _test(how, given[0], given[1]) if len(given) >= 2 else None
    if isinstance(owner, e.Literal):  # `"openai".equals(provider)`
        return _test(how, given[0], owner) if how == "same" else None
    if isinstance(owner, e.Sequence):  # `["openai", "azure"].includes(provider)`
        return _test("same", given[0], owner) if how == "holds" else None
    return _test(how, owner, given[0])


def _how(name: str) -> str:
    plain = name.replace("_", "").lower().rstrip("?!")
    for how, names in (("same", _SAME), ("begins", _BEGINS), ("ends", _ENDS), ("holds", _HOLDS)):
        if plain in names:
            return how
    return ""


def _test(how: str, subject: e.Expression, words: e.Expression) -> WordTest | None:
    if not how or isinstance(subject, e.Literal):
        return None
    if how == "ends" and isinstance(words, e.Literal) and _EXTENSION.search(words.text):
        return None
    return WordTest(how, subject, words)
