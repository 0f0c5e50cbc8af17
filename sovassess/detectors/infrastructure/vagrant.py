"""Vagrantfiles: boxes, where they are fetched from, and shell provisioners. Ruby is not run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

_BOX = re.compile(r"^\s*[\w.]+\.vm\.box\s*=\s*[\"']([\w.-]+/[\w.-]+)[\"']")
_BOX_URL = re.compile(r"^\s*[\w.]+\.vm\.box_(?:download_)?url\s*=\s*[\"'](\w+://[^\"'#]+)[\"']")
_INLINE = re.compile(r"\binline\s*(?::|=>|=)\s*(?:<<[~-]?[\"']?(\w+)[\"']?|[\"'](.*)[\"'])")
_HEREDOC = re.compile(r"(?<![\w$])\$?\w{1,100}\s*=\s*<<[~-]?[\"']?([A-Z_]+)[\"']?")
# Where a box without a URL comes from (developer.hashicorp.com/vagrant, "Discovering Vagrant Boxes").
_CATALOGUE = "https://vagrantcloud.com/"


def _claims(path: str) -> bool:
    return re.fullmatch(r"Vagrantfile([._-][\w.-]+)?", basename(path)) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path, usage=Usage.BUILD)
    yield frame.make(Workload, 1, key=view.path, name=view.folder.rpartition("/")[2] or "Vagrantfile", kind="workload")
    urls = any(_BOX_URL.match(line) for line in view.lines)
    end, start = "", 0
    for number, line in enumerate(view.lines, 1):
        if end:
            if line.strip() == end:
                text = "\n".join(view.lines[start : number - 1])
                yield from observed(
                    Script(view=view, text=text, line=start + 1, component=view.path, usage=Usage.BUILD)
                )
                end = ""
            continue
        if line.lstrip().startswith("#"):
            continue
        if box := _BOX.match(line):
            if not urls:
                yield frame.make(Download, number, address=literal(_CATALOGUE + box[1]), moving=True)
        elif url := _BOX_URL.match(line):
            yield frame.make(Download, number, address=literal(url[1]))
        inline = _INLINE.search(line)
        heredoc = _HEREDOC.search(line)
        if inline and inline[2]:
            yield from observed(Script(view=view, text=inline[2], line=number, component=view.path, usage=Usage.BUILD))
        elif (inline and inline[1]) or heredoc:
            end, start = (inline[1] if inline and inline[1] else heredoc[1] if heredoc else ""), number


DETECTOR = Detector(
    id="vagrant",
    title="Vagrantfile",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    detect=_detect,
)
