"""The type of a cloud resource from the name that a program gives it: Pulumi, AWS CDK and CDK for Terraform.

Knows how these libraries build the names of their packages and classes in each language, so that the same resource has
one type whichever language declares it. It knows no service and no vendor; a name that fits no scheme has no type.
Naming: pulumi.com/docs/iac/using-pulumi/pulumi-packages/schema, docs.aws.amazon.com/cdk/v2/guide (2026-11).
"""

from __future__ import annotations

import re

_TOKEN = re.compile(r"^(?P<package>[\w-]+):(?:(?P<module>[\w./-]+):)?(?P<name>\w+)$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Packages whose resources Terraform begins with another word, and packages that hold parts of another one.
_PREFIXES = {
    "aws": "aws", "awsx": "aws", "eks": "aws_eks", "aws-apigateway": "aws_apigateway", "gcp": "google",
    "gcp-global-cloudrun": "google_cloudrun", "azure": "azurerm", "aws-native": "awscc",
}  # fmt: skip
# Modules that the type of the same resource does not name.
_UNMARKED = frozenset({"ec2", "index", "core"})
_UNMARKED_OF = {"google": frozenset({"organizations"}), "azurerm": frozenset({"compute"})}
# Packages that work on the machine itself or inside a cluster, and declare nothing at a cloud.
_NO_CLOUD = frozenset(
    """archive cloudinit command docker docker-build dockerbuild external helm http kubernetes kubernetesx local null
    policy pulumi random std syncedfolder synced-folder terraform time tls automation""".split()
)
_PROGRAMS = {
    "javascript": re.compile(
        r"^@(?:pulumi|pulumiverse|ovhcloud)/(?:pulumi-)?(?P<package>[\w-]+)(?:/(?P<module>[\w./-]+?))?(?:/index)?"
        r"\.(?:(?P<inner>[A-Za-z]\w*)\.(?:v\d\w*\.)?)?(?P<name>[A-Z]\w*)$"
    ),
    "python": re.compile(
        r"^pulumi(?:verse)?_(?P<package>\w+?)(?:\.(?P<module>[a-z_][\w]*)(?:\.v\d\w*)?)?\.(?P<name>[A-Z]\w*)$"
    ),
    "go": re.compile(
        r"^github\.com/(?:pulumi|pulumiverse|ovh)/pulumi-(?P<package>[\w-]+?)"
        r"(?:-sdk/(?P<native>\w+)(?:/v\d+)?|(?:/sdk)?(?:/v\d+)?/go/[\w-]+(?:/(?P<module>[\w/]+?))?)\.New(?P<name>[A-Z]\w*)$"
    ),
    "csharp": re.compile(
        r"^(?:Pulumi|Pulumiverse)\.(?P<package>[A-Z]\w+)(?:\.(?P<module>[A-Z]\w*)(?:\.V\d\w*)?)?\.(?P<name>[A-Z]\w*)$"
    ),
    "java": re.compile(
        r"^com\.(?:pulumi|pulumiverse|ovhcloud\.pulumi)\.(?P<package>[a-z]\w+)(?:\.(?P<module>[a-z]\w*))?\.(?P<name>[A-Z]\w*)$"
    ),
}  # fmt: skip
_CONSTRUCTS = {
    "javascript": re.compile(
        r"^(?:aws-cdk-lib|@aws-cdk)[/.]aws[-_](?P<module>[\w-]+?)(?:-alpha)?(?:/lib(?:/[\w-]+)?)?\.(?P<name>[A-Z]\w*)$"
    ),
    "python": re.compile(r"^aws_cdk\.aws_(?P<module>\w+?)(?:_alpha)?\.(?P<name>[A-Z]\w*)$"),
    "go": re.compile(
        r"^github\.com/aws/aws-cdk-go/awscdk(?:/v\d+/aws(?P<module>\w+)|(?P<alpha>\w+?)alpha/v\d+)\.New(?P<name>[A-Z]\w*)$"
    ),
    "csharp": re.compile(
        r"^Amazon\.CDK\.AWS\.(?P<module>[A-Z]\w+(?:\.(?:Patterns|Targets|EventSources|Destinations|NodeJs|Python|Go|Alpha"
        r"|Assets|Deployment|Integrations|Authorizers|Subscriptions|Notifications|Actions|Origins|Tasks|Cfn\w+))?)"
        r"\.(?P<name>[A-Z]\w*)$"
    ),
    "java": re.compile(
        r"^software\.amazon\.awscdk\.services\.(?P<module>[\w.]+?)(?:\.alpha)?\.(?P<name>[A-Z]\w*)(?:\.Builder)?$"
    ),
}
_STACKS = re.compile(
    r"^(?:aws-cdk-lib|@aws-cdk/core|aws_cdk(?:\.core)?|github\.com/aws/aws-cdk-go/awscdk/v\d+|software\.amazon\.awscdk"
    r"|Amazon\.CDK)\.(?:New)?(?:App|Stack)(?:\.Builder)?$"
)
# Parts of the construct library that hold constructs of another service, or only what configures one.
_PARTS = {
    "ecspatterns": "ecs", "lambdanodejs": "lambda", "lambdapython": "lambda", "lambdago": "lambda",
    "lambdajava": "lambda", "ecrassets": "ecr", "s3assets": "s3", "s3deployment": "s3", "route53patterns": "route53",
    "apigatewayv2integrations": "", "apigatewayv2authorizers": "", "elasticloadbalancingv2targets": "",
    "elasticloadbalancingv2actions": "", "eventstargets": "", "lambdaeventsources": "", "lambdadestinations": "",
    "s3notifications": "", "snssubscriptions": "", "cloudwatchactions": "", "cloudfrontorigins": "",
    "stepfunctionstasks": "", "route53targets": "", "iotactions": "", "codepipelineactions": "",
    "kinesisfirehosedestinations": "", "sesactions": "", "schedulertargets": "", "logsdestinations": "",
}  # fmt: skip
# Classes of construct libraries that describe a setting of a construct and are none themselves.
_SETTING = re.compile(
    r"(Props|Args|ArgsBuilder|Options|Property|Action|Target|Principal|Statement|Document|Integration|Authorizer|Origin"
    r"|Image|Type|Metric|Schedule|Pattern|Configuration|Alarm(?:Action)|Subscription|EventSource|Destination|Input)$"
)
_TERRAFORM = {
    "javascript": re.compile(
        r"^@cdktf/provider-(?P<package>[\w-]+)(?:/lib/(?P<module>[\w-]+))?(?:/index)?[.\w]*?\.(?P<name>[A-Z]\w*)$"
    ),
    "python": re.compile(r"^cdktf_cdktf_provider_(?P<package>\w+?)\.(?P<module>\w+)\.(?P<name>[A-Z]\w*)$"),
    "go": re.compile(
        r"^github\.com/cdktf/cdktf-provider-(?P<package>[\w-]+)-go/\w+(?:/v\d+)?/(?P<module>\w+)"
        r"\.New(?P<name>[A-Z]\w*)$"
    ),
    "csharp": re.compile(r"^HashiCorp\.Cdktf\.Providers\.(?P<package>\w+)\.(?P<module>\w+)\.(?P<name>[A-Z]\w*)$"),
    "java": re.compile(r"^com\.hashicorp\.cdktf\.providers\.(?P<package>\w+)\.(?P<module>\w+)\.(?P<name>[A-Z]\w*)$"),
}  # fmt: skip


_DECLARING = re.compile(
    r"^(?:aws-cdk-lib|@aws-cdk/|aws_cdk|github\.com/aws/aws-cdk-go|software\.amazon\.awscdk|Amazon\.CDK|@cdktf/|cdktf|@pulumi"
    r"|pulumi[_.]|pulumiverse_|github\.com/(?:pulumi|pulumiverse)/|Pulumi\.|com\.pulumi\.|com\.hashicorp\.cdktf|HashiCorp\.Cdktf)"
)


def declares(callee: str) -> bool:
    """Whether a call belongs to a library that declares infrastructure, whatever it declares or configures."""
    return _DECLARING.match(callee) is not None


def snake(name: str) -> str:
    """`KmsKeyId` and `kmsKeyId` as `kms_key_id`, so that the same setting has one name in every language."""
    return _CAMEL.sub("_", name).lower()


def token_type(token: str) -> str:
    """The type of a Pulumi token (`aws:rds/instance:Instance`) as Terraform or Azure writes it, "" for no cloud's."""
    match = _TOKEN.match(token)
    return _pulumi(match["package"], match["module"] or "", match["name"]) if match else ""


def _pulumi(package: str, module: str, name: str) -> str:
    if package in _NO_CLOUD:
        return ""
    module = module.partition("/")[0].partition(".")[0]
    if package in ("azure-native", "azure-native-v2"):
        return f"Microsoft.{module[:1].upper()}{module[1:]}/{_plural(name[:1].lower() + name[1:])}" if module else ""
    prefix = _PREFIXES.get(package, package.replace("-", "_"))
    if name == "Provider" and not module:
        return f"provider.{prefix}"
    unmarked = not module or module.lower() in _UNMARKED | _UNMARKED_OF.get(prefix, frozenset())
    unmarked = unmarked or snake(module) == prefix
    return f"{prefix}_{snake(name)}" if unmarked else f"{prefix}_{snake(module)}_{snake(name)}"


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name if name.endswith("s") else name + "s"


def program_type(language: str, callee: str) -> str:
    """The type of the resource that a call constructs (`AWS::rds::DatabaseInstance`, `aws_rds_instance`), "" for none.

    `callee` is the qualified name as observations give it. What only configures a resource has no type.
    """
    language = "java" if language == "kotlin" else language
    if _STACKS.match(callee):
        return "AWS::CloudFormation::Stack"
    for kind, schemes in (("pulumi", _PROGRAMS), ("cdk", _CONSTRUCTS), ("cdktf", _TERRAFORM)):
        scheme = schemes.get(language)
        match = scheme.match(callee) if scheme else None
        if match is not None:
            parts = {key: value or "" for key, value in match.groupdict().items()}
            return _named(kind, language, parts)
    return ""


def _named(kind: str, language: str, parts: dict[str, str]) -> str:
    name = parts["name"]
    if kind == "cdk":
        parts["module"] = re.sub(r"\.Cfn\w+$", "", parts["module"])
        module = re.sub(r"[-_.]", "", parts["module"] or parts.get("alpha", "").removesuffix("alpha")).lower()
        module = _PARTS.get(module, module)
        if not module or _SETTING.search(name):
            return ""
        return f"AWS::{module}::{name.removeprefix('Cfn')}"
    package = parts["package"]
    if kind == "cdktf":
        provider = snake(package).replace("-", "_")
        return f"provider.{provider}" if name.endswith("Provider") else "" if name.startswith("Data") else (
            f"{provider}_{snake(name)}"
        )  # fmt: skip
    if name.endswith(("Args", "ArgsBuilder", "State", "Result")) or name.startswith("Get") or name == "Invoke":
        return ""
    if language == "java" and package in ("core", "resources", "deployment", "asset", "serialization"):
        return ""
    if language == "csharp":
        package = snake(package).replace("_", "-")
    elif language == "java":
        package = {"azurenative": "azure-native", "awsnative": "aws-native"}.get(package, package)
    else:
        package = package.replace("_", "-")
    module = parts.get("native", "") or parts["module"] or parts.get("inner", "")
    if module in ("inputs", "types", "input", "Inputs", "outputs"):
        return ""
    module = module.lower() if module.isupper() else module[:1].lower() + module[1:]
    return _pulumi(package, module, name)
