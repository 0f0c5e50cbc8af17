"""Folders of infrastructure code that stand together: modules of a tree, providers, values, whose cloud it is."""

from __future__ import annotations

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role, Strength
from sovassess.resolution.own import OwnThings
from tests.unit.resolution.estate import dependencies, of_role

DATABASE = 'resource "aws_db_instance" "this" {\n  engine = "postgres"\n}\n'
PROVIDER = 'provider "aws" {\n  region = "eu-central-1"\n}\n'


def _one(files: dict[str, str], service: str, own: OwnThings | None = None) -> Dependency:
    (found,) = [entry for entry in dependencies(files, own) if entry.service == service]
    return found


def test_a_module_takes_the_provider_of_the_folder_that_calls_it() -> None:
    found = _one(
        {
            "stacks/prod/main.tf": PROVIDER + 'module "db" {\n  source = "../../modules/db"\n}\n',
            "modules/db/main.tf": DATABASE,
        },
        "amazon-rds",
    )
    assert (found.region, found.location) == ("eu-central-1", "DE")


def test_a_module_that_nobody_calls_takes_no_provider_of_a_sibling() -> None:
    found = _one({"stacks/prod/main.tf": PROVIDER, "modules/db/main.tf": DATABASE}, "amazon-rds")
    assert found.region is None


def test_a_provider_above_holds_for_the_folders_below() -> None:
    assert _one({"infra/provider.tf": PROVIDER, "infra/db/main.tf": DATABASE}, "amazon-rds").region == "eu-central-1"


@pytest.mark.parametrize("switch", ["count = 0", "for_each = {}", "enabled = false", "create = false"])
def test_what_a_module_declares_is_optional_where_every_call_of_it_is_off(switch: str) -> None:
    found = _one(
        {"main.tf": 'module "db" {\n  source = "./modules/db"\n  ' + switch + "\n}\n", "modules/db/main.tf": DATABASE},
        "amazon-rds",
    )
    assert found.strength is Strength.OPTIONAL


def test_a_call_that_hangs_on_a_variable_follows_its_default() -> None:
    files = {
        "main.tf": 'module "db" {\n  source = "./modules/db"\n  count = var.db ? 1 : 0\n}\n',
        "variables.tf": 'variable "db" {\n  default = false\n}\n',
        "modules/db/main.tf": DATABASE,
    }
    assert _one(files, "amazon-rds").strength is Strength.OPTIONAL


def test_one_call_that_is_on_is_enough() -> None:
    files = {
        "a/main.tf": 'module "db" {\n  source = "../modules/db"\n  count = 0\n}\n',
        "b/main.tf": 'module "db" {\n  source = "../modules/db"\n}\n',
        "modules/db/main.tf": DATABASE,
    }
    assert _one(files, "amazon-rds").strength is Strength.DEFAULT


def test_a_module_inside_a_module_that_is_off_is_off() -> None:
    files = {
        "main.tf": 'module "data" {\n  source = "./modules/data"\n  count = 0\n}\n',
        "modules/data/main.tf": 'module "db" {\n  source = "../db"\n}\n',
        "modules/db/main.tf": DATABASE,
    }
    assert _one(files, "amazon-rds").strength is Strength.OPTIONAL


def test_modules_that_call_one_another_in_a_circle_end() -> None:
    files = {
        "modules/a/main.tf": 'module "b" {\n  source = "../b"\n  count = 0\n}\n' + DATABASE,
        "modules/b/main.tf": 'module "a" {\n  source = "../a"\n  count = 0\n}\n',
    }
    assert _one(files, "amazon-rds").strength is Strength.OPTIONAL


def test_what_a_call_gives_a_parameter_wins_over_its_default() -> None:
    module = 'variable "region" {\n  default = "us-east-1"\n}\nprovider "aws" {\n  region = var.region\n}\n' + DATABASE
    files = {
        "main.tf": 'locals {\n  where = "eu-west-3"\n}\nmodule "db" {\n  source = "./db"\n  region = local.where\n}\n',
        "db/main.tf": module,
    }
    assert _one(files, "amazon-rds").location == "FR"
    assert _one({"db/main.tf": module}, "amazon-rds").location == "US"


def test_a_file_of_values_that_is_read_unasked_wins_over_a_default_and_others_do_not() -> None:
    code = 'variable "region" {\n  default = "us-east-1"\n}\nprovider "aws" {\n  region = var.region\n}\n' + DATABASE
    assert _one({"main.tf": code, "terraform.tfvars": 'region = "eu-north-1"\n'}, "amazon-rds").location == "SE"
    assert _one({"main.tf": code, "prod.auto.tfvars": 'region = "eu-north-1"\n'}, "amazon-rds").location == "SE"
    assert _one({"main.tf": code, "prod.tfvars": 'region = "eu-north-1"\n'}, "amazon-rds").location == "US"


OPENSTACK = 'resource "openstack_compute_instance_v2" "web" {\n  name = "web"\n}\n'


def test_an_openstack_belongs_to_whoever_its_provider_logs_in_at() -> None:
    provider = 'provider "openstack" {\n  auth_url = "https://auth.cloud.ovh.net/v3"\n  region = "GRA11"\n}\n'
    found = [entry for entry in dependencies({"main.tf": provider + OPENSTACK}) if entry.role == "cloud"]
    assert {entry.party.id if entry.party else None for entry in found} == {"ovh"}
    assert {entry.operated_by for entry in found} == {Operator.VENDOR}


def test_an_openstack_of_ones_own_is_self_run() -> None:
    provider = 'provider "openstack" {\n  auth_url = "https://keystone.cloud.corp.example:5000/v3"\n}\n'
    own = OwnThings(["*.corp.example"])
    found = _one({"main.tf": provider + OPENSTACK}, "openstack-cloud", own)
    assert (found.operated_by, found.party) == (Operator.SELF, None)


def test_whose_openstack_it_is_stays_unknown_without_an_address() -> None:
    found = _one({"main.tf": OPENSTACK}, "openstack-cloud")
    assert (found.operated_by, found.party) == (Operator.UNKNOWN, None)
    assert found.protocol == "openstack"


def test_programs_stand_on_the_same_services_as_templates() -> None:
    files = {
        "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
        "Pulumi.prod.yaml": "config:\n  aws:region: eu-west-3\n",
        "index.ts": 'import * as aws from "@pulumi/aws";\nnew aws.rds.Instance("db", {engine: "postgres"});\n',
    }
    found = _one(files, "amazon-rds")
    assert (found.location, found.strength, found.protocol) == ("FR", Strength.DEFAULT, "postgresql")


def test_a_program_under_test_is_no_deployment() -> None:
    code = 'import * as aws from "@pulumi/aws";\nconst db = new aws.rds.Instance("db", {engine: "postgres"});\n'
    assert _one({"test/index.test.ts": code}, "amazon-rds").strength is Strength.DEV


@pytest.mark.parametrize(
    ("source", "service"),
    [
        ("terraform-aws-modules/eks/aws", "amazon-eks"),
        ("terraform-aws-modules/eks/aws//modules/karpenter", "amazon-eks"),
        ("registry.terraform.io/terraform-aws-modules/rds-aurora/aws", "amazon-rds"),
        ("git::https://github.com/acme/terraform-aws-vpc.git?ref=v1.0.0", "amazon-vpc"),
        ("Azure/aks/azurerm", "azure-kubernetes-service"),
        ("terraform-google-modules/sql-db/google", "google-cloud-sql"),
    ],
)
def test_a_module_from_elsewhere_makes_what_its_name_says(source: str, service: str) -> None:
    found = _one({"main.tf": PROVIDER + f'module "m" {{\n  source = "{source}"\n  version = "1.0"\n}}\n'}, service)
    assert found.strength is Strength.DEFAULT
    off = _one({"main.tf": f'module "m" {{\n  source = "{source}"\n  count = var.on ? 1 : 0\n}}\n{_OFF}'}, service)
    assert off.strength is Strength.OPTIONAL


_OFF = 'variable "on" {\n  default = false\n}\n'


@pytest.mark.parametrize(
    "source",
    ["cloudposse/label/null", "acme/tools/internal", "./terraform-aws-vpc", "git::https://git.example.org/a/b"],
)
def test_a_module_whose_name_tells_no_cloud_makes_nothing(source: str) -> None:
    clouds = {"cloud", "data-store", "identity"}
    assert not [e for e in dependencies({"main.tf": f'module "m" {{\n  source = "{source}"\n}}\n'}) if e.role in clouds]


def test_what_an_example_sets_does_not_place_the_module_that_it_shows() -> None:
    files = {
        "modules/db/main.tf": DATABASE,
        "examples/complete/main.tf": PROVIDER + 'module "db" {\n  source = "../../modules/db"\n}\n',
    }
    assert _one(files, "amazon-rds").location is None


def test_what_is_offered_everywhere_lies_in_no_region_of_the_provider() -> None:
    code = PROVIDER + 'resource "aws_iam_role" "reader" {\n  name = "reader"\n}\n'
    found = _one({"main.tf": code}, "aws-iam")
    assert (found.region, found.location) == (None, "global")


@pytest.mark.parametrize("region", ["global", "<region>", "{{ region }}", ""])
def test_a_word_that_names_no_region_places_nothing(region: str) -> None:
    code = f'resource "azurerm_key_vault" "keys" {{\n  location = "{region}"\n}}\n'
    assert _one({"main.tf": code}, "azure-key-vault").region is None


SEARCH = "param location string\nresource s 'Microsoft.Search/searchServices@2024-06-01' = {\n  location: location\n}\n"


def test_a_bicep_module_that_is_called_under_a_condition_is_optional() -> None:
    call = "param deploySearch bool = {on}\nmodule s './search.bicep' = if (deploySearch) {{\n  name: 's'\n}}\n"
    off = _one({"infra/main.bicep": call.format(on="false"), "infra/search.bicep": SEARCH}, "azure-ai-search")
    on = _one({"infra/main.bicep": call.format(on="true"), "infra/search.bicep": SEARCH}, "azure-ai-search")
    assert (off.strength, on.strength) == (Strength.OPTIONAL, Strength.DEFAULT)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "infra/main.bicepparam",
            "using './main.bicep'\n// param location = 'eastus'\nparam location = 'westeurope'\n",
        ),
        (
            "infra/main.parameters.json",
            '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",'
            ' "parameters": {"location": {"value": "westeurope"}}}',
        ),
    ],
)
def test_a_file_of_parameters_places_the_templates_of_its_folder(path: str, text: str) -> None:
    assert _one({path: text, "infra/core/search.bicep": SEARCH}, "azure-ai-search").location == "NL"
    assert _one({path: text, "other/search.bicep": SEARCH}, "azure-ai-search").location is None


def test_a_parameter_that_the_environment_hands_on_takes_what_the_environment_says() -> None:
    files = {
        "infra/main.parameters.json": '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/'
        'deploymentParameters.json#", "parameters": {"location": {"value": "${AZURE_LOCATION}"}}}',
        "infra/search.bicep": SEARCH,
        ".env": "AZURE_LOCATION=germanywestcentral\n",
    }
    assert _one(files, "azure-ai-search").location == "DE"


def test_an_arm_template_takes_its_default_where_no_file_of_parameters_says_otherwise() -> None:
    template = (
        '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",'
        ' "parameters": {"location": {"type": "string", "defaultValue": "francecentral"}}, "resources": [{"type":'
        ' "Microsoft.Search/searchServices", "apiVersion": "2024-06-01", "name": "s",'
        ' "location": "[parameters(\'location\')]"}]}'
    )
    assert _one({"azuredeploy.json": template}, "azure-ai-search").location == "FR"


def test_what_the_deployment_of_a_template_is_set_to_places_its_resources() -> None:
    template = 'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n  Jobs:\n    Type: AWS::SQS::Queue\n'
    settings = 'version = 0.1\n[default.deploy.parameters]\n# region = "us-east-1"\nregion = "eu-west-3"\n'
    assert _one({"app/template.yaml": template, "app/samconfig.toml": settings}, "amazon-sqs").location == "FR"
    assert _one({"app/template.yaml": template, "other/samconfig.toml": settings}, "amazon-sqs").location is None


def test_stacks_of_a_program_lie_where_the_program_puts_them() -> None:
    files = {
        "cdk/bin/app.ts": 'import * as cdk from "aws-cdk-lib";\nimport { Shop } from "../lib/shop";\n'
        'const app = new cdk.App();\nnew cdk.Stack(app, "Shop", { env: { region: "eu-central-1" } });\n',
        "cdk/lib/shop.ts": 'import * as sqs from "aws-cdk-lib/aws-sqs";\nexport class Shop {\n'
        '  constructor(scope: any) {\n    new sqs.Queue(scope, "Jobs");\n  }\n}\n',
    }
    assert _one(files, "amazon-sqs").location == "DE"


@pytest.mark.parametrize(("logs", "strength"), [("true", Strength.DEFAULT), ("false", Strength.OPTIONAL)])
def test_each_of_several_switches_that_another_file_sets_can_turn_a_resource_off(logs: str, strength: Strength) -> None:
    files = {
        "main.tf": 'locals {\n  create = var.create && var.agreed\n}\nresource "aws_sqs_queue" "q" {\n'
        "  count = local.create && var.logs ? 1 : 0\n}\n",
        "variables.tf": 'variable "create" {\n  default = true\n}\nvariable "agreed" {\n  default = true\n}\n'
        f'variable "logs" {{\n  default = {logs}\n}}\n',
    }
    assert {entry.strength for entry in dependencies(files) if entry.service == "amazon-sqs"} == {strength}


@pytest.mark.parametrize(
    ("kind", "product"),
    [
        ("nutanix_virtual_machine", "nutanix-ahv"),
        ("vsphere_virtual_machine", "vsphere"),
        ("proxmox_vm_qemu", "proxmox-ve"),
        ("vcd_vapp", "cloud-director"),
        ("rancher2_cluster", "rancher"),
        ("panos_address_object", "pan-os"),
    ],
)
def test_a_resource_made_in_software_of_ones_own_shows_that_software(kind: str, product: str) -> None:
    found = {entry.service: entry.operated_by for entry in dependencies({"main.tf": f'resource "{kind}" "x" {{}}\n'})}
    assert found[product] is Operator.SELF
    assert product not in {e.service for e in dependencies({"main.tf": f'# resource "{kind}" "x" {{}}\n'})}
    assert product not in {e.service for e in dependencies({"main.tf": f'resource "my{kind}" "x" {{}}\n'})}


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("s3://profiles?region=us-east-1&endpoint=store:8333&disableSSL=true", (Operator.SELF, None)),
        ("s3://profiles?endpoint=https%3A%2F%2Fs3.fr-par.scw.cloud", (Operator.VENDOR, "scaleway")),
        ("s3://profiles?region=us-east-1", (Operator.UNKNOWN, None)),
    ],
)
def test_the_endpoint_inside_a_place_of_a_store_says_whose_it_is(
    place: str, answer: tuple[Operator, str | None]
) -> None:
    compose = f"services:\n  web:\n    image: registry.corp.internal/web:1\n    environment:\n      BUCKET: '{place}'\n"
    (store,) = of_role({"compose.yaml": compose}, Role.DATA_STORE)
    assert (store.operated_by, store.party.id if store.party else None) == answer


CDK_PROGRAM = (
    "import * as cdk from 'aws-cdk-lib';\nimport * as rds from 'aws-cdk-lib/aws-rds';\n"
    "export class Data extends cdk.Stack {\n  constructor(scope: cdk.App, id: string) {\n    super(scope, id);\n"
    "    new rds.DatabaseInstance(this, 'Store', {});\n  }\n}\n"
)
CDK_TEMPLATE = '{"Resources": {"Store": {"Type": "AWS::RDS::DBInstance", "Properties": {"Engine": "postgres"}}}}'
CDK_LIST = (
    '{"version": "48.0.0", "artifacts": {"Data": {"type": "aws:cloudformation:stack", '
    '"environment": "aws://123456789012/eu-central-1"}}}'
)
CDK_OUTPUT = {"cdk.out/Data.template.json": CDK_TEMPLATE, "cdk.out/manifest.json": CDK_LIST}


def test_what_the_cdk_wrote_is_read_with_its_region() -> None:
    found = _one(CDK_OUTPUT, "amazon-rds")
    assert (found.region, found.location) == ("eu-central-1", "DE")


def test_a_program_and_what_came_out_of_it_are_counted_once() -> None:
    found = _one({"lib/data.ts": CDK_PROGRAM, **CDK_OUTPUT}, "amazon-rds")
    assert found.region == "eu-central-1"
    assert _one({"lib/data.ts": CDK_PROGRAM, "cdk.out/Data.template.json": CDK_TEMPLATE}, "amazon-rds").region is None


def test_copies_of_code_in_what_the_cdk_wrote_are_not_read() -> None:
    copies = {
        "cdk.out/asset.1a2b/index.js": "const OpenAI = require('openai');\nnew OpenAI();\n",
        "cdk.out/asset.1a2b/package.json": '{"dependencies": {"openai": "5"}}',
        "cdk.out/asset.1a2b/other.template.json": CDK_TEMPLATE,
        "cdk.out/tree.json": '{"url": "https://api.groq.com/v1"}',
    }
    assert dependencies(copies) == ()


@pytest.mark.parametrize(
    ("kind", "party_id", "country"),
    [
        ("ctyun_ecs", "china-telecom", "CN"), ("twc_server", "timeweb", "RU"), ("netcup-ccp_dns_zone", "netcup", "DE"),
        ("cherryservers_server", "cherry-servers", "LT"), ("transip_vps", "transip", "NL"),
        ("hostinger_vps", "hostinger", "LT"), ("vngcloud_vserver", "vng-cloud", "VN"), ("inwx_domain", "inwx", "DE"),
        ("kakaocloud_instance", "kakao-cloud", "KR"), ("mcs_kubernetes_cluster", "vk-cloud", "RU"),
        ("nifcloud_instance", "fujitsu", "JP"), ("netbird_group", "netbird", "DE"),
        ("paperspace_machine", "digitalocean", "US"), ("serverscom_dedicated_server", "servers-com", "unknown"),
    ],
)  # fmt: skip
def test_a_resource_of_a_lesser_known_provider_has_a_party(kind: str, party_id: str, country: str) -> None:
    files = {"main.tf": f'resource "{kind}" "a" {{\n  name = "a"\n}}\n'}
    (found,) = [entry.party for entry in dependencies(files) if entry.party is not None and entry.strength.core]
    assert (found.id, found.country) == (party_id, country)


FOREIGN = 'resource "foo_server" "a" {\n  name = "a"\n}\n'


def test_a_provider_that_nobody_knows_is_unknown_and_says_which_it_is() -> None:
    found = _one({"main.tf": FOREIGN}, "unresolved:provider-foo")
    assert (found.operated_by, found.strength) == (Operator.UNKNOWN, Strength.DEFAULT)
    assert "foo" in found.name
    off = FOREIGN.replace("name = ", "count = 0\n  name = ")
    assert not [entry for entry in dependencies({"main.tf": off}) if entry.strength.core]


@pytest.mark.parametrize(
    ("address", "operator"), [("https://foo.corp.internal", Operator.SELF), ("x", Operator.UNKNOWN)]
)
def test_the_address_of_a_provider_says_whose_it_is(address: str, operator: Operator) -> None:
    provider = f'provider "foo" {{\n  endpoint = "{address}"\n}}\n'
    found = [entry for entry in dependencies({"main.tf": provider + FOREIGN}) if entry.strength.core]
    assert {entry.operated_by for entry in found} == {operator}


@pytest.mark.parametrize(
    "text",
    [
        'resource "random_password" "a" {\n  length = 20\n}\n',
        'resource "kubernetes_namespace" "a" {\n  metadata {}\n}\n',
        'resource "terraform_data" "a" {\n}\n',
        "# " + FOREIGN.replace("\n", "\n# "),
        'data "foo_server" "a" {\n  name = "a"\n}\n',
        'locals {\n  note = "resource foo_server"\n}\n',
    ],
    ids=["made on the machine", "in a cluster", "in the plan", "a comment", "looked up", "a note"],
)
def test_a_provider_behind_which_there_is_nobody_is_not_unknown(text: str) -> None:
    assert not [entry for entry in dependencies({"main.tf": text}) if entry.service.startswith("unresolved:provider")]
