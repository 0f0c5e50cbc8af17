"""Make the lists in `data/resources`: every resource type in the public schemas of cloud providers, names only.

    resource_types.py INPUTS --date 2026-11-22

INPUTS holds, all of it public: npm packages of pre-built providers (`cdktf-provider-NAME-VERSION.tgz`), Python packages
of Pulumi (`pulumi_NAME-VERSION-….whl`), and a folder `docs/NAME@DATE/` for a provider whose own repository lists its
types, with one empty file for each page under `docs/resources`. The tests hold that the catalog attributes every type
to a party and to the right kind of role. Nothing here opens a connection.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

LISTS = Path(__file__).parent / "data" / "resources"
_RESOURCE = re.compile(r'\.tfResourceType\s*=\s*"([^"]+)"')
_REGISTERED = re.compile(r'resource_modules="""\n?(.*?)"""', re.DOTALL)
# Where the providers keep their documentation, and under which licence.
DOCUMENTED = {
    "hcloud": ("github.com/hetznercloud/terraform-provider-hcloud", "MPL-2.0"),
    "openstack": ("github.com/terraform-provider-openstack/terraform-provider-openstack", "MPL-2.0"),
    "ovh": ("github.com/ovh/terraform-provider-ovh", "MPL-2.0"),
    "scaleway": ("github.com/scaleway/terraform-provider-scaleway", "MPL-2.0"),
}


def main() -> int:
    """Write every list that the inputs allow and say how long each is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", type=Path)
    parser.add_argument("--date", required=True, help="the day that the inputs were fetched")
    options = parser.parse_args()
    for path in sorted(options.inputs.rglob("cdktf-provider-*.tgz")):
        _built(path, options.date)
    for path in sorted(options.inputs.rglob("pulumi*.whl")):
        _pulumi(path, options.date)
    for folder in sorted((options.inputs / "docs").glob("*@*")):
        _documented(folder, options.date)
    return 0


def _built(path: Path, date: str) -> None:
    """The types of a pre-built provider: each resource and each data source is a class that names its type."""
    name, version = re.fullmatch(r"cdktf-provider-(\w+)-([\d.]+)\.tgz", path.name).groups()  # type: ignore[union-attr]
    found: set[str] = set()
    read: set[str] = set()
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.name.endswith("/index.js"):
                continue
            stream = archive.extractfile(member)
            text = stream.read().decode("utf-8", errors="replace") if stream else ""
            match = _RESOURCE.search(text)
            if match and "extends cdktf.TerraformResource" in text:
                found.add(match[1])
            elif match and "extends cdktf.TerraformDataSource" in text:
                read.add(match[1])
    source = f"npm package @cdktf/provider-{name} {version} (MPL-2.0), names"
    _write(f"terraform-{name}", f"Terraform provider {name}", source, date, "terraform-type", found)
    _write(f"terraform-data-{name}", f"Terraform provider {name}, data sources", source, date, "terraform-type", read)


def _pulumi(path: Path, date: str) -> None:
    """The tokens that a Pulumi package registers."""
    name, version = re.match(r"pulumi(?:verse)?_(\w+?)-([\d.]+)-", path.name).groups()  # type: ignore[union-attr]
    with zipfile.ZipFile(path) as archive:
        init = next(n for n in archive.namelist() if re.fullmatch(r"pulumi(?:verse)?_\w+/__init__\.py", n))
        registered = _REGISTERED.search(archive.read(init).decode())
    modules = json.loads(registered[1]) if registered else []
    tokens = {token for module in modules for token in module["classes"]}
    label = path.name.partition("-")[0].replace("_", "-")
    source = f"Python package {label} {version} (Apache-2.0), names"
    _write(f"pulumi-{name.replace('_', '-')}", f"Pulumi package {name}", source, date, "pulumi-token", tokens)


def _documented(folder: Path, date: str) -> None:
    name, _, updated = folder.name.partition("@")
    repository, licence = DOCUMENTED[name]
    types = {f"{name}_{path.name.partition('.')[0]}" for path in folder.iterdir()}
    source = f"{repository} of {updated} ({licence}), names of the pages under docs/resources"
    _write(f"terraform-{name}", f"Terraform provider {name}", source, date, "terraform-type", types)


def _write(name: str, title: str, source: str, date: str, kind: str, names: Iterable[str]) -> None:
    LISTS.mkdir(parents=True, exist_ok=True)
    body = sorted(set(names))
    head = [f"# title: {title}", f"# source: {source}", f"# date: {date}", f"# kind: {kind}"]
    (LISTS / f"{name}.txt").write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")
    print(f"{name}: {len(body)}")


if __name__ == "__main__":
    sys.exit(main())
