"""Make `sovassess/catalog/ranges.txt` from the files that providers publish, laid in a folder by hand.

    python benchmarks/address_ranges.py FOLDER > sovassess/catalog/ranges.txt

The folder holds the files as published: `aws.json` (ip-ranges.amazonaws.com), `google-cloud-ip-ranges.json`
(gstatic.com/ipranges/cloud.json), `microsoft-azure-ip-ranges.json` (Service Tags, public cloud),
`oracle-cloud-ip-ranges.json` (docs.oracle.com public_ip_ranges.json), `github-ip-ranges.json` (api.github.com/meta),
`fastly-ip-ranges.json` (api.fastly.com/public-ip-list), Cloudflare's two lists, `digitalocean.csv` and `linode.txt`
(geofeeds), Zscaler's hubs, Akamai's origin lists, `scaleway.json` and `ovh.json` (what both document, as the lists of
MISP/misp-warninglists under CC0 have it), `ibm.json` (IBM's page of ranges, as data/datacenters.new.json of
dprosper/cidr-calculator under Apache-2.0 has it). A provider whose file is missing is left out and named on standard
error.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from pathlib import Path

Network = IPv4Network | IPv6Network
Row = tuple[str, str, str, str]  # party, service ("" for whoever rents there), region, prefix

AWS = {
    "S3": "amazon-s3", "CLOUDFRONT": "amazon-cloudfront", "DYNAMODB": "amazon-dynamodb",
    "API_GATEWAY": "amazon-api-gateway", "ROUTE53": "amazon-route-53", "ROUTE53_RESOLVER": "amazon-route-53",
    "CODEBUILD": "aws-codebuild",
}  # fmt: skip
# Service tags of services whose addresses no other service shares.
AZURE = {
    "Sql": "azure-sql-database", "Storage": "azure-blob-storage", "AzureKeyVault": "azure-key-vault",
    "AzureCosmosDB": "azure-cosmos-db", "ServiceBus": "azure-service-bus", "EventHub": "azure-event-hubs",
    "AzureContainerRegistry": "azure-container-registry", "MicrosoftContainerRegistry": "microsoft-container-registry",
    "AzureCognitiveSearch": "azure-ai-search", "AzureActiveDirectory": "microsoft-entra-id",
    "AzureEventGrid": "azure-event-grid",
}  # fmt: skip
DATES = {
    "amazon": ("ip-ranges.amazonaws.com/ip-ranges.json", "2026-08-22"),
    "google": ("www.gstatic.com/ipranges/cloud.json", "2025-07-24"),
    "microsoft": ("Azure IP Ranges and Service Tags, Public Cloud, change 363", "2025-07-21"),
    "oracle": ("docs.oracle.com/iaas/tools/public_ip_ranges.json", "2025-07-21"),
    "github": ("api.github.com/meta", "2025-07-25"),
    "fastly": ("api.fastly.com/public-ip-list", "2024-10-08"),
    "cloudflare": ("www.cloudflare.com/ips", "2024-10-29"),
    "digitalocean": ("digitalocean.com/geo/google.csv", "2025-07-22"),
    "akamai": ("geoip.linode.com and Akamai's published origin ranges", "2025-07-24"),
    "zscaler": ("config.zscaler.com hub prefixes", "2025-06-30"),
    "ibm": ("cloud.ibm.com/docs IBM Cloud IP ranges, public front end and load balancers", "2024-10-24"),
    "ovh": ("docs.ovhcloud.com addresses of the web hosting clusters", "2026-08-19"),
    "scaleway": ("scaleway.com/en/docs Scaleway network information", "2026-08-31"),
}
FILES = {
    "amazon": "aws.json", "google": "google-cloud-ip-ranges.json", "microsoft": "microsoft-azure-ip-ranges.json",
    "oracle": "oracle-cloud-ip-ranges.json", "github": "github-ip-ranges.json", "fastly": "fastly-ip-ranges.json",
    "cloudflare": "cloudflare-v4-ip-ranges.txt", "digitalocean": "digitalocean.csv", "akamai": "linode.txt",
    "zscaler": "zscaler-cloud-ip-ranges.json", "ibm": "ibm.json", "ovh": "ovh.json", "scaleway": "scaleway.json",
}  # fmt: skip


def rows(folder: Path, party: str) -> Iterator[Row]:  # noqa: C901 - one case for each provider's file
    text = (folder / FILES[party]).read_text("utf-8")
    match party:
        case "amazon":
            data = json.loads(text)
            for entry in [*data["prefixes"], *data["ipv6_prefixes"]]:
                region = "" if entry["region"] == "GLOBAL" else entry["region"]
                yield party, AWS.get(entry["service"], ""), region, entry.get("ip_prefix") or entry["ipv6_prefix"]
        case "google":
            for entry in json.loads(text)["prefixes"]:
                region = "" if entry["scope"] == "global" else entry["scope"]
                yield party, "", region, entry.get("ipv4Prefix") or entry["ipv6Prefix"]
        case "microsoft":
            for entry in json.loads(text)["values"]:
                tag = entry["name"].partition(".")[0]
                if tag == "AzureCloud" or tag in AZURE:
                    for prefix in entry["properties"]["addressPrefixes"]:
                        yield party, AZURE.get(tag, ""), entry["properties"]["region"], prefix
        case "oracle":
            for entry in json.loads(text)["regions"]:
                for block in entry["cidrs"]:
                    yield party, "", entry["region"], block["cidr"]
        case "github":
            data = json.loads(text)
            for key in ("hooks", "web", "api", "git", "packages", "pages", "importer", "copilot"):
                for prefix in data[key]:
                    yield party, "", "", prefix
        case "fastly":
            data = json.loads(text)
            for prefix in [*data["addresses"], *data["ipv6_addresses"]]:
                yield party, "fastly-cdn", "", prefix
        case "zscaler":
            for prefix in json.loads(text)["hubPrefixes"]:
                yield party, "", "", prefix
        case "ibm":
            for entry in json.loads(text)["data_centers"]:
                for block in [*(entry["front_end_public_network"] or ()), *(entry["load_balancers_ips"] or ())]:
                    yield from ((party, "", "", prefix) for prefix in block["cidr_blocks"])
        case "ovh" | "scaleway":
            yield from ((party, "", "", prefix) for prefix in json.loads(text)["list"])
        case "cloudflare":
            for name in ("cloudflare-v4-ip-ranges.txt", "cloudflare-v6-ip-ranges.txt"):
                for line in (folder / name).read_text("utf-8").split():
                    yield party, "", "", line
        case _:
            for line in text.splitlines():
                if line and not line.startswith("#"):
                    yield party, "", "", line.split(",")[0]
            if party == "akamai":
                for name in ("akamai-v4-ip-ranges.txt", "akamai-v6-ip-ranges.txt"):
                    for line in (folder / name).read_text("utf-8").split():
                        yield party, "akamai-cdn", "", line


def sections(found: Iterator[Row]) -> dict[tuple[str, str, str], list[Network]]:
    """Prefixes by owner; of several owners of one prefix the one that says most, then neighbours joined."""
    best: dict[Network, tuple[str, str, str]] = {}
    for party, service, region, prefix in found:
        network = ip_network(prefix.strip(), strict=False)
        # Google publishes a location for each; a shared prefix keeps the service, then the region.
        known = best.get(network)
        if known is None or (bool(service), bool(region)) > (bool(known[1]), bool(known[2])):
            best[network] = (party, service, region)
    grouped: dict[tuple[str, str, str], list[Network]] = defaultdict(list)
    for network, key in best.items():
        grouped[key].append(network)
    out: dict[tuple[str, str, str], list[Network]] = {}
    for key, networks in sorted(grouped.items()):
        four = collapse_addresses(n for n in networks if isinstance(n, IPv4Network))
        six = collapse_addresses(n for n in networks if isinstance(n, IPv6Network))
        out[key] = [*four, *six]
    return out


def main(folder: Path) -> None:
    print(
        "# Address ranges as their owners publish them, joined where they touch; made by benchmarks/address_ranges.py."
    )
    print("# A section is [party service region]; - where a field is not told: the address is rented by somebody.")
    for party, name in FILES.items():
        if not (folder / name).exists():
            print(f"{party}: {name} is missing", file=sys.stderr)
            continue
        source, date = DATES[party]
        print(f"# {party}: {source}, {date}")
        for (owner, service, region), networks in sections(rows(folder, party)).items():
            print(f"[{owner} {service or '-'} {region or '-'}]")
            line = ""
            for network in networks:
                word = str(network)
                if len(line) + len(word) > 118:
                    print(line)
                    line = ""
                line += (" " if line else "") + word
            if line:
                print(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
