"""PHP source: what it imports, constructs and calls, and where that goes. Migrations and views are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sovassess.detectors.detector import Detector
from sovassess.formats import php_syntax, shaped_literals
from sovassess.formats.code_chosen import chosen
from sovassess.formats.code_reading import Dialect
from sovassess.formats.environment_writes import environment_writes
from sovassess.formats.shaped_reading import ShapedReading, Tongue
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_LEFT_OUT = re.compile(
    r"(^|/)(migrations?|storage/framework|bootstrap/cache|var/cache|lang|translations|i18n)/|\.blade\.php$|_ide_helper|"
    r"(^|/)(autoload\w*|vendor/composer/\w+)\.php$",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(rb"^[ \t]*(?:<\?php\s+)?namespace[ \t]+([A-Za-z_][\w\\]*)", re.MULTILINE)
_USE = re.compile(rb"^[ \t]*use[ \t]+(?:function[ \t]+|const[ \t]+)?\\?([A-Za-z_]\w*(?:\\\w+)*)", re.MULTILINE)
_QUALIFIED = re.compile(rb"(?<!\w)\\([A-Z]\w*(?:\\\w+)*)\s*(?:::|\()")
_STATIC = re.compile(rb"(?:\bnew\s+|\b)\\?([A-Z]\w*(?:\\\w+)*)\s*(?:::|\()")
_READS = re.compile(rb"\benv\(|\bgetenv\(|\$_ENV|\$_SERVER|%env\(|\bEnv::get")
_MATTERS = re.compile(
    rb"\bputenv\(|://|\benv\(|getenv\(|\$_ENV|%env\(|curl_|file_get_contents|fsockopen|(?:MODEL|[mM]odel)\w*[\"']?\s*(?:=>|=|:)\s*[\"']"
)
_QUIET = re.compile(
    r"^(Illuminate(?!\.(Support\.Facades\.(Http|Mail|Redis|Storage)|Http\.Client))|Psr|PHPUnit|Pest|Mockery|Carbon|Doctrine\."
    r"(ORM|Common|Persistence|DBAL\.(Types|Schema|Platforms|Query|Exception))|Symfony(?!\.(Component\.(HttpClient|Mailer|Notifier)|"
    r"Contracts\.HttpClient|AI))|Twig|Monolog\.(Logger|Level|Formatter|Processor)|Ramsey|Webmozart|Laravel\.(Sanctum|Fortify|"
    r"Jetstream|Nova|Dusk|Prompts|Telescope|Horizon|Pint|Sail|Tinker|Pennant|Folio)|Livewire|Inertia|Filament|Spatie\.(Permission|Activitylog|LaravelData|"
    r"QueryBuilder|MediaLibrary|Translatable|Tags)|Tests|Database\.(Factories|Seeders)|App|Faker|League\.(CommonMark|Fractal)|PhpParser|Rector|"
    r"PHPStan|DOM\w*|Exception|\w*Exception|DateTime\w*|Closure|stdClass|Throwable|Iterator\w*|Array\w*|Countable|JsonSerializable|"
    r"Stringable|Reflection\w*|Spl\w*|Generator|Traversable|SimpleXML\w*|ZipArchive|Intl\w*|NumberFormatter|WeakMap|Attribute|"
    r"Route|Schema|Str|Arr|DB|Cache|Log|Auth|View|Session|Request|Response|Validator|Config|Artisan|Event|Gate|Queue|Hash|Lang|URL|File|"
    r"Blade|Cookie|Crypt|Bus|Broadcast|Password|RateLimiter|Redirect|Finfo|finfo|CURLFile|PharData|Locale|Normalizer)(\.|$)"
)
_FUNCTIONS = frozenset(
    """curl_init curl_setopt file_get_contents fopen fsockopen stream_socket_client wp_remote_get wp_remote_post
        wp_remote_request mysqli_connect pg_connect ftp_connect ldap_connect Http""".split()
)
_HTTP = re.compile(
    r"^(GuzzleHttp\.(Client|Psr7\.(Request|Uri))|Illuminate\.Support\.Facades\.Http|Illuminate\.Http\.Client|"
    r"Symfony\.Component\.HttpClient|Symfony\.Contracts\.HttpClient|curl_init|curl_setopt|file_get_contents|fopen|fsockopen|"
    r"stream_socket_client|wp_remote_\w+|SoapClient|WebSocket|Buzz|Requests|WpOrg\.Requests|Http|Saloon|Unirest)(\.|$)"
)
_GIVES_BACK = re.compile(r"(^|\.)(env|getenv|rtrim|trim|ltrim|strval|sprintf|Uri|url|config|value|Env\.get|define)$")


def _claims(path: str) -> bool:
    return path.endswith((".php", ".phtml", ".inc")) and not _LEFT_OUT.search(path)


@cache
def _quiet(name: str) -> bool:
    return _QUIET.match(name) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    declared = _NAMESPACE.search(data)
    own = declared.group(1).decode().split("\\")[0] if declared is not None else ""

    def outside(module: str) -> bool:
        return not own or module.split(".", 1)[0] != own

    def quiet(name: str) -> bool:
        return not outside(name) or _quiet(name)

    def root(name: str) -> str | None:
        if name.startswith("\\"):
            return name[1:] if outside(name[1:]) else None
        if name in _FUNCTIONS:
            return name
        return name if not own and name[:1].isupper() and not _quiet(name) else None

    used = [one.decode().replace("\\", ".") for one in _USE.findall(data)]
    used += [one.decode().replace("\\", ".") for one in (_QUALIFIED if own else _STATIC).findall(data)]
    if all(quiet(one) for one in used) and _MATTERS.search(data) is None:
        return
    tongue = Tongue(Dialect("php", outside, quiet), php_syntax.SHAPE, root, _HTTP, _GIVES_BACK)
    reading = ShapedReading(php_syntax.read(data), tongue, view.place, view.known)
    yield from reading.imports()
    yield from reading.calls()
    yield from chosen(reading)
    yield from shaped_literals.environment_reads(reading, _READS)
    yield from environment_writes(reading, "php")
    yield from shaped_literals.addresses(reading)
    yield from shaped_literals.models(reading)


DETECTOR = Detector(
    id="php",
    title="PHP source",
    evidence=EvidenceKind.CODE,
    claims=_claims,
    detect=_detect,
)
