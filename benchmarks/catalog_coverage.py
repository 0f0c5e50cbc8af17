"""Make the lists in `data/catalog` that the catalog is measured against, and print how much of them it covers.

    catalog_coverage.py                         measure against the lists that are there
    catalog_coverage.py --make INPUTS [--date]  make them again from a folder with the inputs named below

INPUTS holds, all of it public: `litellm/` (the unpacked wheel), `langchain/packages.yml`, `haystack.txt` (the
names in its `integrations/*/pyproject.toml`), `ai-sdk.txt` (the names of the folders under `packages/`), `pypi.tsv`
and `npm.tsv` (names of packages with popularity, from the registries' own listings), `hosts.txt` (the hosts of
labelled repositories), `terraform-registry.txt` and `pulumi-registry.txt` (names of folders and packages of the
repositories that the lists name as their source).
Only names are kept. Nothing here opens a connection.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.coverage import lines, measure, read_list
from sovassess.catalog.load import load_entries

LISTS = Path(__file__).parent / "data" / "catalog"
# Providers that are no party: names for whatever is run or pointed at.
NO_PARTY = frozenset(
    "openai_like custom custom_openai aiohttp_openai litellm_proxy auto_router a2a a2a_agent dotprompt".split()
)
# Packages of the families that hold no provider: the frameworks' own parts and adapters between frameworks.
NOT_PROVIDERS = frozenset(
    "@ai-sdk/codemod @ai-sdk/devtools @ai-sdk/langchain @ai-sdk/llamaindex @ai-sdk/mcp @ai-sdk/open-responses"
    " @ai-sdk/openai-compatible @ai-sdk/provider @ai-sdk/provider-utils @ai-sdk/react @ai-sdk/rsc @ai-sdk/solid"
    " @ai-sdk/svelte @ai-sdk/test-server @ai-sdk/ui-utils @ai-sdk/valibot @ai-sdk/vue".split()
)
# Providers that work on the machine itself, or on whatever they are pointed at, and have no maker's service.
LOCAL_PROVIDERS = frozenset(
    "ad-acme age ansible azurecaf carvel command-exec component-provider ct dhall docker-native envs fortknox git"
    " gitops htpasswd jq jwks kubectl kustomization libvirt linuxbox local-exec local-file matchbox openapi pass"
    " provider-boilerplate purrl remote rke secret shell splight sql ssh std string-functions system toml utils"
    " validate acme ad archive cdk cloudinit command dns docker docker-build esc-sdk eslint-plugin external"
    " generator hashicups helm http kubernetesx local null policy project pulumi query random schema"
    " synced-folder template terraform time tls tls-self-signed-cert xyz".split()
)
# The same provider by the name that it has in Terraform.
PROVIDER_NAMES = {
    "aws-apigateway": "aws", "aws-iam": "aws", "aws-native": "aws", "aws-static-website": "aws", "awsguard": "aws",
    "awsx": "aws", "cloud-aws": "aws", "eks": "aws", "azure": "azurerm", "azure-native": "azurerm", "gcp": "google",
    "google-native": "google", "google-beta": "google", "cloud": "pulumi/pulumiservice",
    "pulumiservice": "pulumi/pulumiservice", "confluentcloud": "confluent", "kubernetes-cert-manager": "cert-manager",
    "kubernetes-ingress-nginx": "ingress-nginx",
}  # fmt: skip


def main() -> int:
    """Make the lists if asked, then measure; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make", type=Path, metavar="INPUTS", help="make the lists from this folder first")
    parser.add_argument("--date", default="2026-11-21", help="the day that the inputs were fetched")
    parser.add_argument("--all", action="store_true", help="print every missing name")
    options = parser.parse_args()
    if options.make is not None:
        make(options.make, options.date)
    catalog = Catalog(load_entries())
    found = [measure(catalog, read_list(path)) for path in sorted(LISTS.glob("*.txt"))]
    for coverage in found:
        print("\n".join(lines(coverage, most=10_000 if options.all else 40)))
    return 0 if all(coverage.met for coverage in found) else 1


def make(inputs: Path, date: str) -> None:
    """Write every list from the inputs."""
    LISTS.mkdir(parents=True, exist_ok=True)
    _litellm(inputs / "litellm", date)
    _langchain(inputs / "langchain" / "packages.yml", date)
    python, javascript = _ranked(inputs / "pypi.tsv"), _downloaded(inputs / "npm.tsv")
    for family in ("llms", "embeddings", "vector-stores"):
        prefix = f"llama-index-{family}-"
        names = {name: weight for name, weight in python.items() if name.startswith(prefix)}
        _write(
            f"llamaindex-{family}",
            date,
            f"LlamaIndex packages {prefix}*",
            "Python package index, names",
            "package/pypi",
            90,
            names,
        )
    _write(
        "haystack",
        date,
        "Haystack integrations",
        "github.com/deepset-ai/haystack-core-integrations, names in pyproject.toml",
        "package/pypi",
        90,
        {name: python.get(name, 0.0) for name in _names(inputs / "haystack.txt")},
    )
    packages = {f"@ai-sdk/{name}" for name in _names(inputs / "ai-sdk.txt")}
    sdk = {name: weight for name, weight in javascript.items() if name.startswith("@ai-sdk/")}
    _write(
        "ai-sdk",
        date,
        "Vercel AI SDK providers",
        "github.com/vercel/ai, folder packages; npm, names",
        "package/npm",
        90,
        {name: weight for name, weight in sdk.items() if name not in NOT_PROVIDERS and name in packages | set(sdk)},
    )
    _terraform(python, javascript, date)
    _registries(inputs, date)
    _write(
        "labelled-hosts",
        date,
        "Hosts that labelled repositories contact",
        "five labelled public repositories, cited lines",
        "host",
        95,
        dict.fromkeys(_names(inputs / "hosts.txt"), 0.0),
    )


def _litellm(folder: Path, date: str) -> None:
    prices = json.loads((folder / "model_prices_and_context_window_backup.json").read_text())
    endpoints = json.loads((folder / "provider_endpoints_support_backup.json").read_text())["providers"]
    chat: Counter[str] = Counter()
    for name, entry in prices.items():
        if name != "sample_spec" and entry.get("mode") in ("chat", "completion", "responses"):
            # `vertex_ai-…_models` are prices of one provider, `vertex_ai`.
            chat[re.sub(r"^vertex_ai-.*", "vertex_ai", entry["litellm_provider"])] += 1
    for name, entry in endpoints.items():
        if entry["endpoints"].get("chat_completions"):
            chat[name] += 0
    chat = Counter({name: count for name, count in chat.items() if name not in NO_PARTY})
    source = "Python package litellm 1.109.1 (MIT), the JSON files of model prices and of endpoint support"
    _write("litellm-chat", date, "LiteLLM chat providers, by number of models", source, "router-prefix", 95, chat)
    types = (folder / "types" / "utils.py").read_text()
    block = types.partition("class LlmProviders(")[2].partition("\nclass ")[0]
    every = {name: float(chat[name]) for name in re.findall(r'= "([^"]+)"', block) if name not in NO_PARTY}
    _write(
        "litellm-all",
        date,
        "LiteLLM providers of any kind",
        "Python package litellm 1.109.1 (MIT), types/utils.py",
        "router-prefix",
        None,
        every,
    )
    guards = (folder / "types" / "guardrails.py").read_text()
    block = guards.partition("class SupportedGuardrailIntegrations(")[2].partition("\nclass ")[0]
    _write(
        "litellm-guards",
        date,
        "LiteLLM guardrail integrations",
        "Python package litellm 1.109.1 (MIT), types/guardrails.py",
        "guard",
        None,
        dict.fromkeys(re.findall(r'= "([^"]+)"', block), 0.0),
    )


def _langchain(path: Path, date: str) -> None:
    packages = [entry for entry in yaml.safe_load(path.read_text())["packages"] if entry.get("integration", True)]
    own = {e["name"]: float(e.get("downloads", 0)) for e in packages if e["repo"].startswith("langchain-ai/")}
    other = {e["name"]: float(e.get("downloads", 0)) for e in packages if e["name"] not in own}
    js = {
        e["js"]: float(e.get("downloads", 0))
        for e in packages
        if str(e.get("js", "n/a")) not in ("n/a", "@langchain/community")
    }
    source = "github.com/langchain-ai/docs, packages.yml"
    _write("langchain-python", date, "LangChain's own provider packages, Python", source, "package/pypi", 90, own)
    _write("langchain-javascript", date, "LangChain provider packages, JavaScript", source, "package/npm", 90, js)
    _write("langchain-others", date, "LangChain packages of others, Python", source, "package/pypi", None, other)


def _terraform(python: Mapping[str, float], javascript: Mapping[str, float], date: str) -> None:
    families = (
        ("@cdktf/provider-", javascript),
        ("@pulumi/", javascript),
        ("cdktf-cdktf-provider-", python),
        ("pulumi-", python),
    )
    names: dict[str, float] = {}
    for prefix, listed in families:
        for name, weight in listed.items():
            if name.startswith(prefix):
                # Packages of the Pulumi prefix in the Python index are anybody's: only those that people load count.
                if prefix == "pulumi-" and not weight:
                    continue
                key = PROVIDER_NAMES.get(name.removeprefix(prefix), name.removeprefix(prefix))
                names[key] = max(names.get(key, 0.0), weight if prefix[0] == "@" else 0.0)
    keep = {name: weight for name, weight in names.items() if name not in LOCAL_PROVIDERS}
    source = "package families @cdktf/provider-*, cdktf-cdktf-provider-*, @pulumi/* and the used ones of pulumi-*"
    _write("terraform", date, "Terraform and Pulumi providers", source, "terraform-provider", 90, keep)


def _registries(inputs: Path, date: str) -> None:
    """The providers of the registries, by what others keep of them: `NAMESPACE/NAME`, and `NAME` with its publisher."""
    listed = [name for name in _names(inputs / "terraform-registry.txt") if name.split("/")[1] not in LOCAL_PROVIDERS]
    source = (
        "github.com/nix-community/nixpkgs-terraform-providers-bin (MIT) at 5b15013, names of folders: a snapshot of the"
        " registry, begun with the providers of its partners and those of nixpkgs; the registry's own list of tiers is"
        " not to be had offline; providers that work on the machine itself are left out"
    )
    title = "Terraform namespaces of the official and partner tiers"
    _write("terraform-registry", date, title, source, "terraform-provider", 90, dict.fromkeys(listed, 0.0))
    names = [PROVIDER_NAMES.get(name, name) for name in _names(inputs / "pulumi-registry.txt")]
    keep = {name: 0.0 for name in names if name not in LOCAL_PROVIDERS}
    source = "github.com/pulumi/registry (Apache-2.0) at 0b21a20, packages, components and deprecated ones left out"
    _write("pulumi-registry", date, "Packages of the Pulumi registry", source, "terraform-provider", None, keep)


def _write(
    name: str, date: str, title: str, source: str, kind: str, target: int | None, names: Mapping[str, float]
) -> None:
    head = [f"# title: {title}", f"# source: {source}", f"# date: {date}", f"# kind: {kind}"]
    if target is not None:
        head.append(f"# target: {target}")
    body = [
        f"{key}\t{weight:.0f}" if weight else key for key, weight in sorted(names.items(), key=lambda e: (-e[1], e[0]))
    ]
    (LISTS / f"{name}.txt").write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")


def _names(path: Path) -> Iterable[str]:
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _ranked(path: Path) -> dict[str, float]:
    """Names with 15,001 less their rank by downloads, 0 for those without one."""
    out: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        name, _, _, rank, *_ = [*line.split("\t"), "", "", ""]
        out[name] = 15_001.0 - int(rank) if rank else 0.0
    return out


def _downloaded(path: Path) -> dict[str, float]:
    """Names with their downloads in a month."""
    out: dict[str, float] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        name, _, downloads, *_ = [*line.split("\t"), "", ""]
        out[name] = float(downloads or 0)
    return out


if __name__ == "__main__":
    sys.exit(main())
