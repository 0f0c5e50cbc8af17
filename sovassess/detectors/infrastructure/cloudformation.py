"""CloudFormation and SAM templates, and Serverless Framework services: resources, images, variables, start scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

import msgspec

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.formats.cloudformation import Template, template
from sovassess.formats.tokens import decoded, encoded
from sovassess.formats.yaml import MISSING, Node, documents, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Fact, Image, Resource, Workload
from sovassess.model.values import Unresolved, Value, Variable, literal
from sovassess.source.view import FileView

MAX_BYTES = 3_000_000
_SERVERLESS = re.compile(r"^serverless([.-][\w-]+)?\.ya?ml$")
_SAM_SETTINGS = "samconfig.toml"
# The list that the CDK writes beside its templates (docs.aws.amazon.com, "cloud assembly"): `aws://ACCOUNT/REGION`.
_ASSEMBLY = re.compile(r"(^|/)cdk\.out/(assembly-[^/]+/)*manifest\.json$", re.IGNORECASE)
_ACCOUNT = re.compile(r"^aws://[^/]+/((?!unknown)[a-z]{2}[\w-]*-\d)$")
_TYPE = re.compile(r"^(AWS|Alexa|ALIYUN)::[\w:]+$")
_EXPRESSION = re.compile(r"\$\{(?:env:(\w+)|[^{}]*?)(?:,\s*['\"]?([^'\"{}]*)['\"]?)?\}")
# What an event that calls a function needs besides (serverless.com, "AWS Lambda Events").
_EVENTS = {
    "http": "AWS::ApiGateway::RestApi", "httpApi": "AWS::ApiGatewayV2::Api", "websocket": "AWS::ApiGatewayV2::Api",
    "s3": "AWS::S3::Bucket", "sqs": "AWS::SQS::Queue", "sns": "AWS::SNS::Topic", "stream": "AWS::Kinesis::Stream",
    "schedule": "AWS::Events::Rule", "eventBridge": "AWS::Events::Rule", "cognitoUserPool": "AWS::Cognito::UserPool",
    "cloudFront": "AWS::CloudFront::Distribution", "msk": "AWS::MSK::Cluster", "iot": "AWS::IoT::TopicRule",
    "alb": "AWS::ElasticLoadBalancingV2::LoadBalancer", "activemq": "AWS::AmazonMQ::Broker",
    "cloudwatchLog": "AWS::Logs::LogGroup", "cloudwatchEvent": "AWS::Events::Rule",
}  # fmt: skip
# What an event of a SAM function needs besides (docs.aws.amazon.com, "AWS::Serverless::Function", EventSource).
_SAM_EVENTS = {
    "Api": "AWS::ApiGateway::RestApi", "HttpApi": "AWS::ApiGatewayV2::Api", "S3": "AWS::S3::Bucket",
    "SNS": "AWS::SNS::Topic", "SQS": "AWS::SQS::Queue", "Kinesis": "AWS::Kinesis::Stream",
    "DynamoDB": "AWS::DynamoDB::Table", "Schedule": "AWS::Events::Rule", "ScheduleV2": "AWS::Scheduler::Schedule",
    "CloudWatchEvent": "AWS::Events::Rule", "EventBridgeRule": "AWS::Events::Rule",
    "CloudWatchLogs": "AWS::Logs::LogGroup",
    "IoTRule": "AWS::IoT::TopicRule", "Cognito": "AWS::Cognito::UserPool", "MSK": "AWS::MSK::Cluster",
    "MQ": "AWS::AmazonMQ::Broker", "DocumentDB": "AWS::DocDB::DBCluster",
}  # fmt: skip
_FUNCTIONS = {
    "aws": "AWS::Lambda::Function", "azure": "Microsoft.Web/sites#functionapp",
    "google": "google_cloudfunctions_function", "aliyun": "alicloud_fc_function",
    "tencent": "tencentcloud_scf_function", "cloudflare": "cloudflare_worker_script", "scaleway": "scaleway_function",
    # Platforms that one runs in a cluster, by their resource there, and one that many offer, by its address alone.
    "kubeless": "kubeless.io/Function", "knative": "serving.knative.dev/Service", "openwhisk": "serverless.openwhisk",
}  # fmt: skip


def _claims(path: str) -> bool:
    return path.endswith((".yaml", ".yml", ".json", ".template")) or basename(path) == _SAM_SETTINGS


def _recognises(view: FileView) -> bool:
    if len(view.data) > MAX_BYTES:
        return False
    if view.name == _SAM_SETTINGS or _ASSEMBLY.search(view.path):
        return True
    if _SERVERLESS.match(basename(view.path)):
        return re.search(r"(?m)^provider\s*:", view.text) is not None
    text = view.text
    if "AWSTemplateFormatVersion" not in text and "ROSTemplateFormatVersion" not in text:
        return re.search(r"(?m)(?:^|[{,])[ \t]*\"?Resources\"?[ \t]*:", text) is not None and (
            re.search(r"\"?Type\"?[ \t]*:[ \t]*[\"']?AWS::\w+::", text) is not None
        )
    return re.search(r"(?m)(?:^|[{,])[ \t{]*\"?(AWS|ROS)TemplateFormatVersion\"?[ \t]*:", text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name == _SAM_SETTINGS:
        yield from _deployed(view)
        return
    if _ASSEMBLY.search(view.path):
        yield from _assembled(view, json_document(view.text))
        return
    json = view.text.lstrip("\ufeff \t\r\n").startswith("{")
    for root in [json_document(view.text)] if json else documents(view.text):
        if _SERVERLESS.match(view.name):
            yield from _service(view, root)
        elif root.get("Resources").is_mapping:
            yield from _stack(view, root)


def _deployed(view: FileView) -> Iterator[AnyObservation]:
    """Where SAM deploys the templates of the folder, unless it is told otherwise."""
    frame = Frame(view=view, component=view.path)
    for number, line in enumerate(view.lines, start=1):
        match = re.match(r"""^\s*region\s*=\s*["']([\w-]+)["']""", line)
        if match:
            attributes = (("region", literal(match[1])),)
            yield frame.make(Resource, number, type="provider.aws", name="aws", attributes=attributes)


def _assembled(view: FileView, root: Node) -> Iterator[AnyObservation]:
    """Where the stacks of a CDK program are deployed, where it is the same region for all that say one."""
    regions = [
        (match[1], artifact.line_of("environment"))
        for artifact in root.get("artifacts").values()
        if artifact.get("type").text == "aws:cloudformation:stack"
        and (match := _ACCOUNT.match(artifact.get("environment").text))
    ]
    if len({region for region, _ in regions}) == 1:
        region, line = regions[0]
        frame = Frame(view=view, component=view.path)
        yield frame.make(Resource, line, type="provider.aws", name="aws", attributes=(("region", literal(region)),))


def _stack(view: FileView, root: Node) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path)
    name = view.name.partition(".")[0]
    line = root.line_of("Resources")
    yield frame.make(Workload, line, key=view.path, name=name, kind="terraform")
    yield frame.make(Fact, line, kind="template", name=name, fields=(("language", "cloudformation"),))
    dialect = "ALIYUN::ROS::Template" if root.get("ROSTemplateFormatVersion") else "AWS::CloudFormation::Template"
    yield frame.make(Resource, line, type=dialect, name=name)
    yield from _resources(frame, root)


def _resources(frame: Frame, root: Node) -> Iterator[AnyObservation]:
    whole = template(root)
    shared = root.get("Globals", "Function")
    if shared:
        yield from _variables(frame, whole, shared)
    for name, node in root.get("Resources").items():
        kind = node.get("Type").text
        if not _TYPE.match(kind) or kind == "AWS::CDK::Metadata":  # what the generator says about itself
            continue
        condition = node.get("Condition").text
        inner = frame
        if condition and whole.condition(condition) is not True:
            inner = frame.optional(f"condition {condition}")
        yield from _resource(inner, whole, kind, name, node)


def _resource(frame: Frame, whole: Template, kind: str, name: str, node: Node) -> Iterator[AnyObservation]:
    properties = node.get("Properties")
    settings = [Setting(path, value, line) for path, value, line in whole.leaves(properties)]
    scripts = [setting for setting in settings if setting.path[-1:] == ("UserData",) or _is_script(setting)]
    plain = [setting for setting in settings if setting not in scripts and "\n" not in str(setting.value)]
    yield from resource(frame, kind, name, node.line_of("Type"), plain)
    if kind.startswith("AWS::Serverless::"):
        seen: set[str] = set()
        for event in properties.get("Events").values():
            needed = _SAM_EVENTS.get(event.get("Type").text, "")
            if needed and needed not in seen:
                seen.add(needed)
                yield from resource(frame, needed, f"{name}.event", event.line_of("Type"), ())
    for script in scripts:
        text = "".join(encoded((part,)) for part in script.value.parts)
        found = observed(
            Script(
                view=frame.view, text=text, line=script.line, component=frame.component, usage=frame.usage,
                condition=frame.condition,
            )
        )  # fmt: skip
        yield from (msgspec.structs.replace(one, use="run") if isinstance(one, Image) else one for one in found)


def _is_script(setting: Setting) -> bool:
    text = setting.value.literal or ""
    return text.startswith("#!") and "sh" in text.partition("\n")[0]


def _variables(frame: Frame, whole: Template, holder: Node) -> Iterator[AnyObservation]:
    for path, value, line in whole.leaves(holder.get("Environment", "Variables")):
        yield from assigned(frame, line, ".".join(path), value)


# ------------------------------------------------------------------------------------------ Serverless Framework


def _service(view: FileView, root: Node) -> Iterator[AnyObservation]:
    provider = root.get("provider")
    name = provider.text if provider.is_scalar else provider.get("name").text
    service = root.get("service").text or root.get("service", "name").text or view.name
    frame = Frame(view=view, component=view.path)
    line = root.line_of("provider")
    yield frame.make(Workload, line, key=view.path, name=service, kind="terraform")
    yield frame.make(Fact, line, kind="template", name=service, fields=(("language", "serverless-framework"),))
    region = provider.get("region")
    where = (Setting(("region",), _value(region.text), region.line),) if region.is_scalar else ()
    yield from _environment(frame, provider.get("environment"))
    for image in provider.get("ecr", "images").values():
        uri = image if image.is_scalar else image.get("uri")
        if uri.is_scalar:
            yield from resource(
                frame, "AWS::ECR::Image", "image", uri.line, [Setting(("image",), _value(uri.text), uri.line)]
            )
    kind = _FUNCTIONS.get(name, "")
    if name == "aws":
        yield from resource(frame, "AWS::CloudFormation::Stack", service, line, where)
    for label, function in root.get("functions").items():
        at = root.get("functions").line_of(label)
        settings = [*where]
        image = function.get("image") if function.get("image").is_scalar else function.get("image", "uri")
        if image.is_scalar and "/" in image.text:
            settings.append(Setting(("image",), _value(image.text), image.line))
        if kind:
            yield from resource(frame, kind, label, at, settings)
        yield from _environment(frame, function.get("environment"))
        if name == "aws":
            yield from _events(frame, function.get("events"), where)
    if name == "aws" and root.get("resources"):
        for holder in root.get("resources").members or (root.get("resources"),):
            yield from _resources(frame, holder)


def _events(frame: Frame, events: Node, where: tuple[Setting, ...]) -> Iterator[AnyObservation]:
    seen: set[str] = set()
    for event in events.members:
        key = event.text if event.is_scalar else next((label for label, _ in event.items()), "")
        kind = _EVENTS.get(key, "")
        if kind and kind not in seen:
            seen.add(kind)
            yield from resource(frame, kind, f"event.{key}", event.line, where)


def _environment(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    for name, given in node.items():
        if given.kind == "scalar" or given.tag:
            value = template(MISSING).value(given) if given.tag.startswith("!") else _value(given.text)
            yield from assigned(frame, given.line, name, value or literal(""))


def _value(text: str) -> Value:
    return decoded(_EXPRESSION.sub(_token, text))


def _token(match: re.Match[str]) -> str:
    if match[1]:
        return encoded((Variable(match[1], match[2]),))
    if match[2] and "{" not in match[2]:
        return encoded((Variable(match[0][2:].partition(",")[0], match[2].strip()),))
    return encoded((Unresolved("expression"),))


DETECTOR = Detector(
    id="cloudformation",
    title="CloudFormation, SAM or Serverless Framework",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
