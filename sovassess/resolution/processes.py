"""Whether a variable that a program gives itself is set for another place of it: in the same process, and before.

A library looks at its switches when it is imported or first used, so that the value has to be there before either. Two
files are one process where the one that sets imports the other, or is the package that the other lies in; in languages
whose programs are put together beforehand, where they lie in one folder tree. Who starts whom else is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname

from sovassess.model.enums import Usage
from sovassess.model.observations import Call, Import, ModelName, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.variables import Setting

MAX_STEPS = 4
_WHOLE_PROGRAMS = (".go", ".cs", ".rs")


def in_same_process(
    files: Sequence[FileObservations], setting: Setting, user: FileObservations, observation: Observation
) -> bool:
    """Whether the value that `setting.program` gives itself is there when the observation of a file takes place."""
    line = setting.source.at.line
    if setting.usage is not Usage.MAIN or line is None:
        return False
    if user.path == setting.program:
        return (
            observation.at.line is not None
            and line < observation.at.line
            and not _known_before(user, observation, line)
        )
    if user.path.endswith(_WHOLE_PROGRAMS):
        above = dirname(setting.program)
        return not above or user.path.startswith(f"{above}/")
    if not user.path.endswith(".py"):
        return False
    setter = next((file for file in files if file.path == setting.program), None)
    if setter is None or _known_before(setter, observation, line):
        return False
    package = basename(setting.program) == "__init__.py" and user.path.startswith(f"{dirname(setting.program)}/")
    return package or _imports(files, setter, user.path, line)


def _known_before(file: FileObservations, observation: Observation, line: int) -> bool:
    """Whether the file has imported the library that the observation is about when it sets the variable."""
    library = _library(observation)
    return bool(library) and any(
        one.at.line is not None and one.at.line < line and one.module.partition(".")[0] == library
        for one in file.observations
        if isinstance(one, Import) and not one.type_only
    )


def _library(observation: Observation) -> str:
    match observation:
        case Call() | ModelName():
            return observation.callee.partition(".")[0]
        case Import():
            return observation.module.partition(".")[0]
        case _:
            return ""


def _imports(files: Sequence[FileObservations], setter: FileObservations, wanted: str, line: int) -> bool:
    """Whether a file imports another below a line, or a file that does, a few steps on."""
    by_path = {file.path: file for file in files if file.path.endswith(".py")}
    todo = [(setter, line)]
    seen = {setter.path}
    for _ in range(MAX_STEPS):
        found: list[tuple[FileObservations, int]] = []
        for file, below in todo:
            for one in file.observations:
                if not isinstance(one, Import) or one.type_only or (one.at.line or 0) <= below:
                    continue
                for path in _paths(one):
                    for known in (other for other in by_path if other == path or other.endswith(f"/{path}")):
                        if known == wanted:
                            return True
                        if known not in seen:
                            seen.add(known)
                            found.append((by_path[known], 0))
        todo = found
    return False


def _paths(imported: Import) -> tuple[str, ...]:
    """The files that an import of one of the tree's own modules stands for."""
    base = imported.module.replace(".", "/")
    return (f"{base}.py", f"{base}/__init__.py", *(f"{base}/{name}.py" for name in imported.names))
