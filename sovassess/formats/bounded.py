"""Run a tree-sitter parser within a number of steps. It knows no grammar."""

from __future__ import annotations

from tree_sitter import Parser, Tree

from sovassess.errors import ParseError

# tree-sitter asks after each hundred operations whether to go on. In some 6,500 files of 17 public repositories it
# asked 0.2 to 28 times for each kilobyte, the most for minified code and lists in HCL.
MAX_STEPS = 2_000
BYTES_A_STEP = 20
_AT_ONCE = 1 << 16


def bounded(parser: Parser, data: bytes) -> Tree:
    """The tree of `data`, within a number of steps. Raises `ParseError` where the grammar tries too many ways to mend
    what is broken: a few hundred bytes can be made to take minutes.

    Steps are counted and not seconds, so that the same file has the same result on every machine.
    """
    left = MAX_STEPS + len(data) // BYTES_A_STEP

    def read(offset: int, _: object) -> bytes:
        return data[offset : offset + _AT_ONCE]

    def is_enough(_offset: int, _has_error: bool) -> bool:  # noqa: FBT001 - tree-sitter calls it
        nonlocal left
        left -= 1
        return left < 0

    try:
        tree = parser.parse(read, progress_callback=is_enough)
    except ValueError as error:
        parser.reset()  # it would go on where it stopped, with the next file
        raise ParseError("the grammar finds no end to what is broken here") from error
    # Only a parser that is handed its text by and by can be stopped. The tree that it makes asks for the text of each
    # node again and never gives it back (tree-sitter/py-tree-sitter#464), so it is made once more of the whole text,
    # which costs next to nothing with the first one at hand.
    return parser.parse(data, tree)
