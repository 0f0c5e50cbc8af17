"""C# source: what it imports, constructs and calls, and where that goes. Generated and designer files are left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from sovassess.detectors.detector import Detector
from sovassess.detectors.program_resources import with_resources
from sovassess.formats import csharp_syntax, shaped_literals
from sovassess.formats.code_chosen import chosen
from sovassess.formats.code_reading import Dialect
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.shaped_reading import ShapedReading, Tongue
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_LEFT_OUT = re.compile(
    r"(\.g(\.i)?\.cs|\.designer\.cs|\.generated\.cs|assemblyinfo\.cs|modelsnapshot\.cs|\.feature\.cs)$|"
    r"(^|/)(migrations|obj|bin)/",
    re.IGNORECASE,
)
_USING = re.compile(
    rb"^[ \t]*(?:global[ \t]+)?using[ \t]+(?:static[ \t]+|\w+[ \t]*=[ \t]*)?([A-Za-z_][\w.]*)[ \t]*;", re.MULTILINE
)
_NAMESPACE = re.compile(rb"^[ \t]*namespace[ \t]+([A-Za-z_][\w.]*)", re.MULTILINE)
_READS = re.compile(rb"GetEnvironmentVariable|GetConnectionString|GetValue|\[\"|\bGet(?:Required)?Section")
_MATTERS = re.compile(
    rb"://|[GS]etEnvironmentVariable|GetConnectionString|\[\"[A-Za-z]\w*[:\"]|GetValue<|HttpClient|\b[Mm]odel\w*\s*[:=(]\s*\"|"
    rb"\.(?:Add|Use|WriteTo)\.?(?:Open|Azure|Amazon|AWS|Stack|Npg|Sql|My|Mongo|Redis|Rabbit|Mass|Sentry|App|Seq|Elastic|"
    rb"Google|Ollama|Anthropic|Mistral|Hugging|Bedrock|Data|Otlp|Open|Health|Jaeger|Zipkin|Hangfire|Identity|Jwt|Microsoft|"
    rb"Stripe|Send|Twilio|Slack|Cosmos|Dynamo|S3|Blob|Kafka|Nats|Consul|Vault|Feature|Launch|Uri|Duende|Auth0|Okta|Facebook)"
)
_SHARED = frozenset({"Microsoft", "Azure", "Google", "Amazon", "Community", "Company"})
_INTERFACE = re.compile(r"I[A-Z]\w*$")
_OWN_LIBRARY = re.compile(r"^(System|Windows|Mono)(\.|$)")
_QUIET = re.compile(
    r"^(Microsoft\.(AspNetCore(?!\.Identity)|Extensions\.(Logging|DependencyInjection|Hosting|Options|Configuration|Primitives|"
    r"FileProviders|Localization)|CodeAnalysis|VisualStudio|Win32|JSInterop|NET|CSharp|OpenApi|Xaml|UI|Maui|"
    r"EntityFrameworkCore\.(Metadata|Migrations|Storage|ChangeTracking|Infrastructure|Design))|Newtonsoft|AutoMapper|MediatR|"
    r"FluentValidation|FluentAssertions|Xunit|NUnit|Moq|NSubstitute|Shouldly|Swashbuckle|Humanizer|Polly|Dapper|Scrutor|"
    r"Asp\.Versioning|Bogus|BenchmarkDotNet|CommunityToolkit|Avalonia|ReactiveUI|Autofac|Spectre|CommandLine|UnityEngine|"
    r"UnityEditor|TMPro|Godot|MudBlazor|Ardalis|Google\.Protobuf|Grpc\.Core|JetBrains|Blazored|Orchard)(\.|$)|"
    r"^(Add|Use)(Singleton|Scoped|Transient|Controllers\w*|Routing|Endpoints|Authorization|Authentication|Cors|Logging|Options|"
    r"HttpContextAccessor|MemoryCache|Mvc\w*|RazorPages|Swagger\w*|StaticFiles|HttpsRedirection|HostedService|Hsts|"
    r"AutoMapper|MediatR|DbContext\w*|Range|Minutes|Days|Hours|Seconds|Months|Years|Milliseconds|Async|Json\w*|"
    r"EnvironmentVariables|CommandLine|Filter|Policy|Parameter\w*|Row|Column|Header\w*|Event\w*|Item\w*|Rule\w*|Validat\w*|"
    r"Problem\w*|Exception\w*|Response\w*|Middleware|Session|AntiForgery|Antiforgery|Localization|Server\w*|Interactive\w*|"
    r"Razor\w*|Component\w*|Command\w*|Query\w*|Handler\w*|Error\w*|Type\w*|Claim\w*|Role\w*|Token\w*|Cookie\w*|Console|Debug|"
    r"Startup|Kestrel|IIS\w*|ContentRoot|WebRoot|Environment|UserSecrets\w*|InMemory\w*|First|Last|To\w*|If\w*|Child\w*|"
    r"(Try)?Add\w*Service|Test\w*|Mock\w*|Snake\w*|Query\w*|Lazy\w*|Change\w*|Model|Internal\w*)$"
)
_FIXED = {
    "HttpClient": "System.Net.Http.HttpClient",
    "HttpRequestMessage": "System.Net.Http.HttpRequestMessage",
    "WebClient": "System.Net.WebClient",
    "WebRequest": "System.Net.WebRequest",
    "ClientWebSocket": "System.Net.WebSockets.ClientWebSocket",
    "SmtpClient": "System.Net.Mail.SmtpClient",
}
_HTTP = re.compile(
    r"^System\.Net\.(Http\.Http(Client|RequestMessage)|WebClient|WebRequest|WebSockets\.ClientWebSocket|Mail\.SmtpClient)|"
    r"^(RestSharp|Flurl|Refit|Grpc\.Net\.Client)\.|^Add(HttpClient|Grpc\w*|Refit\w*)$"
)
_CLIENT = re.compile(
    r"\w{4}(Client|Connection|Multiplexer|Sdk|SDK|DataSource|Kernel|Credential|Producer|Consumer|Transport)(Builder)?$"
)
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+\d*|\d+")
_GENERIC = frozenset(
    """client data net core common extensions service services api http models system microsoft options domain web
        infrastructure application features entities interfaces shared configuration hosting""".split()
)
_EXTENSION = re.compile(
    r"\.\s*((?:WriteTo\.\w+|(?:Add|Use|AsIChat|AsChat|AsIEmbedding|AsEmbedding)[A-Z]\w*)(?:<.*>)?)$"
)
_GIVES_BACK = re.compile(
    r"(^|\.)(Uri|GetEnvironmentVariable|GetValue(<.*>)?|GetConnectionString|ToString|Trim\w*|Format|Create|Coalesce|"
    r"UriBuilder|Combine)$|^new\.?Uri$"
)


def _claims(path: str) -> bool:
    return path.endswith(".cs") and not _LEFT_OUT.search(path)


def _outside(module: str) -> bool:
    """Whether a namespace or qualified name belongs to a package that is installed, as far as its name tells."""
    return not _OWN_LIBRARY.match(module) or module.startswith(("System.Net.", "System.Data.SqlClient"))


def _own(data: bytes) -> tuple[str, ...]:
    """The beginning of the namespaces that the file declares: one name, two where many publishers share the first."""
    names = (one.decode().split(".") for one in _NAMESPACE.findall(data))
    return tuple({".".join(name[: 2 if name[0] in _SHARED else 1]) for name in names})


def _score(name: str, namespace: str) -> tuple[int, int]:
    """How many letters of a namespace a type's name repeats, and the same less what it leaves out."""
    lowered, score, missed = name.lower(), 0, 0
    for segment in namespace.split("."):
        whole = segment.lower().rstrip("s")
        if len(whole) >= 2 and whole in lowered and whole not in _GENERIC:
            score += len(whole)
            continue
        words = [word.lower() for word in _WORD.findall(segment)]
        found = [len(word) for word in words if len(word) >= 3 and word in lowered and word not in _GENERIC]
        score += max(found, default=0)
        missed += 0 if found else 3
    return score, score - missed


def _roots(namespaces: list[str]) -> Callable[[str], str | None]:
    """Which namespace an unbound type belongs to: the one whose name it shares most of. One that shares nothing but is
    named as clients are stands for itself."""

    @cache
    def root(name: str) -> str | None:
        if name in _FIXED:
            return _FIXED[name]
        if not name[:1].isupper() or _INTERFACE.match(name):
            return None
        if any(one.startswith(name + ".") for one in namespaces):
            return name
        shared = [one for one in namespaces if _score(name, one)[0]]
        if shared:
            return f"{max(shared, key=lambda one: (_score(name, one)[1], -len(one)))}.{name}"
        return name if _CLIENT.search(name) else None

    return root


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    own = _own(data)

    def foreign(namespace: str) -> bool:
        return _outside(namespace) and not any(namespace == one or namespace.startswith(one + ".") for one in own)

    def quiet(name: str) -> bool:
        return not foreign(name) or _QUIET.match(name) is not None

    used = sorted({one.decode() for one in _USING.findall(data)})
    namespaces = [one for one in used if foreign(one) and not _QUIET.match(one)]
    if not namespaces and _MATTERS.search(data) is None:
        return
    shared = [one for one in namespaces if not one.startswith("System.Net")]
    tongue = Tongue(
        dialect=Dialect("csharp", foreign, quiet),
        shape=csharp_syntax.SHAPE,
        root=_roots(shared),
        http=_HTTP,
        gives_back=_GIVES_BACK,
        extension=_EXTENSION,
    )
    reading = ShapedReading(csharp_syntax.read(data), tongue, view.place, view.known)
    yield from reading.imports()
    yield from with_resources(reading.calls())
    yield from chosen(reading)
    yield from shaped_literals.environment_reads(reading, _READS)
    yield from environment_writes(reading, "csharp")
    yield from shaped_literals.addresses(reading)
    yield from shaped_literals.models(reading)


DETECTOR = Detector(
    id="csharp",
    title="C# source",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    detect=_detect,
)
