"""Cloud resources that programs declare: what a constructor of Pulumi, AWS CDK or CDK for Terraform makes.

Turns calls that a language's reader has seen into resources with their settings, images and variables. It reads no
code itself and names no vendor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sovassess.detectors.containers import masked_secret
from sovassess.formats.infrastructure_names import program_type, snake
from sovassess.model.observations import AnyObservation, Call, EnvironmentValue, Image, Resource
from sovassess.model.values import Value, unresolved

MAX_ATTRIBUTES = 60
_VARIABLE = re.compile(
    r"(?:^|\.)(?i:environment|environment_?variables|container_?environment|envs?)(?i:\.variables)?\."
    r"(?P<name>[A-Z][A-Z0-9_]*)$"
)
_SECRET = re.compile(r"(SECRET|PASSW|TOKEN|KEY)", re.IGNORECASE)
_FROM_REGISTRY = re.compile(r"\bContainerImage[._](?:from_?registry)$", re.IGNORECASE)
_REGION = re.compile(r"^(?:env(?:ironment)?\.)?region$", re.IGNORECASE)
_ENVIRONMENT = re.compile(
    r"^(?:aws_cdk(?:\.core)?|software\.amazon\.awscdk|Amazon\.CDK|github\.com/aws/aws-cdk-go/awscdk/v\d+)\.Environment$"
)


def with_resources(calls: Iterable[AnyObservation]) -> Iterator[AnyObservation]:
    """The calls, each followed by the resource that it constructs, if it constructs one."""
    for call in calls:
        yield call
        if isinstance(call, Call):
            yield from _declared(call)


def _declared(call: Call) -> Iterator[AnyObservation]:
    if _FROM_REGISTRY.search(call.callee) and (reference := call.argument("0")) is not None and reference.parts:
        yield Image(
            at=call.at, component=call.component, usage=call.usage, condition=call.condition,
            reference=reference, use="run",
        )  # fmt: skip
        return
    if _ENVIRONMENT.match(call.callee):
        yield from _regions(call, list(call.arguments))
        return
    kind = program_type(call.language, call.callee)
    if not kind or not _constructs(kind, call):
        return
    named = [(name, value) for name, value in call.arguments if not name.isdigit()]
    variables = [(name, value) for name, value in named if _VARIABLE.search(name)]
    settings = [entry for entry in named if entry not in variables][:MAX_ATTRIBUTES]
    attributes = tuple((dotted, masked_secret(dotted, value)) for dotted, value in map(_dotted, settings))
    yield Resource(
        at=call.at, component=call.component, usage=call.usage, condition=call.condition,
        type=kind, name=_name(call), attributes=attributes,
    )  # fmt: skip
    if kind == "AWS::CloudFormation::Stack":
        yield from _regions(call, named)
    for name, value in variables:
        yield _variable(call, name, value)


def _constructs(kind: str, call: Call) -> bool:
    """Whether a class of a construct library is called as constructs are: with the scope and an id, or with a name."""
    if not kind.startswith("AWS::") or kind == "AWS::CloudFormation::Stack":
        return True
    first, second = call.argument("0"), call.argument("1", "id", "construct_id")
    if call.language == "csharp":  # `this` is not told as an argument
        return first is not None and bool(first.literal or second is not None)
    return first is not None and first.literal is None and second is not None


def _name(call: Call) -> str:
    for name in ("0", "1", "id", "resource_name"):
        value = call.argument(name)
        if value is not None and value.literal:
            return value.literal
    return call.callee.rpartition(".")[2]


def _dotted(entry: tuple[str, Value]) -> tuple[str, Value]:
    return ".".join(snake(part) for part in entry[0].split(".") if not part.isdigit()), entry[1]


def _regions(call: Call, named: list[tuple[str, Value]]) -> Iterator[Resource]:
    for name, value in named:
        if _REGION.match(name) and value.literal:
            yield Resource(
                at=call.at, component=call.component, usage=call.usage, condition=call.condition,
                type="provider.aws", name="aws", attributes=(("region", value),),
            )  # fmt: skip


def _variable(call: Call, name: str, value: Value) -> EnvironmentValue:
    found = _VARIABLE.search(name)
    bare = found["name"] if found else name
    secret = bool(_SECRET.search(bare)) and bool(value.literal) and "://" not in str(value)
    return EnvironmentValue(
        at=call.at, component=call.component, usage=call.usage, condition=call.condition,
        name=bare, value=unresolved("secret") if secret else value, secret=secret,
    )  # fmt: skip
