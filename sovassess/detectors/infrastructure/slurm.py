"""Slurm batch scripts: a job of one's own cluster, the images that it starts, and what its commands fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.shell import Command, commands
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image, PipelineStep, Workload
from sovassess.source.view import FileView

_SHELLS = (".sh", ".bash")  # read as scripts already; here only what is Slurm's
_RUNNERS = frozenset({"apptainer", "singularity"})
_SCHEMES = re.compile(r"^(docker|oras|library|shub)://")
_NAME = re.compile(r"(?m)^#SBATCH\s+(?:--job-name[= ]|-J\s*)(\S+)")
_PARTITION = re.compile(r"(?m)^#SBATCH\s+(?:--partition[= ]|-p\s*)(\S+)")


def _claims(path: str) -> bool:
    return path.endswith((".sbatch", ".slurm", ".job", ".batch", *_SHELLS))


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^#SBATCH\s", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path)
    name, partition = _NAME.search(view.text), _PARTITION.search(view.text)
    line = next((number for number, text in enumerate(view.lines, 1) if text.startswith("#SBATCH")), 1)
    yield frame.make(Workload, line, key=view.path, name=name[1] if name else view.name, kind="workflow")
    runner = ",".join(["self-hosted", *([partition[1]] if partition else [])])
    yield frame.make(PipelineStep, line, system="slurm", runner=runner)
    if not view.name.endswith(_SHELLS):
        yield from observed(Script(view=view, text=view.text, line=1, component=view.path))
    for command in commands(view.text):
        yield from _images(frame, command)


def _images(frame: Frame, command: Command) -> Iterator[AnyObservation]:
    words = command.words
    for index, word in enumerate(words):
        flag, equals, value = word.partition("=")
        if command.program in ("srun", "sbatch", "salloc") and flag == "--container-image":
            text = value if equals else words[index + 1] if index + 1 < len(words) else ""
            text = text.removeprefix("docker://").replace("#", "/", 1)
            if text and not text.startswith(("/", ".")) and not text.endswith(".sqsh"):
                yield frame.make(Image, command.line, reference=interpolated(text), use="run")
        elif _RUNNERS & set(words) and _SCHEMES.match(word):
            yield frame.make(Image, command.line, reference=interpolated(word.removeprefix("docker://")), use="run")


DETECTOR = Detector(
    id="slurm",
    title="Slurm batch script",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
