"""Which packages of the Java world are somebody else's and worth a call, by name alone. No vendor is judged here."""

from __future__ import annotations

import re
from functools import cache

from sovassess.formats.code_reading import Dialect
from sovassess.formats.code_words import HTTP_CALL

_LANGUAGE = re.compile(r"^(java|javax|jakarta|kotlin|kotlinx|jdk|sun|com\.sun|android|androidx|dalvik|scala|groovy)\.")
_REACHES_OUT = re.compile(
    r"^(java\.net(\.http)?|java\.sql|javax\.sql|(javax|jakarta)\.(ws\.rs\.client|mail|naming|jms))(\.|$)"
)
_REACHING = frozenset(
    "java.sql.DriverManager java.net.http java.net.http.HttpRequest java.net.URL javax.ws.rs.client.ClientBuilder "
    "jakarta.ws.rs.client.ClientBuilder".split()
)
_QUIET = re.compile(
    r"^(org\.(slf4j|junit|assertj|mockito|hamcrest|apache\.(commons|logging|log4j|maven|tomcat|lucene)|jetbrains|checkerframework|"
    r"json|jspecify|aspectj|hibernate|mapstruct|projectlombok|testng|objectweb|yaml|w3c|xml|joda|reactivestreams|"
    r"springframework\.(util|beans|context|core|stereotype|http|transaction|test|validation|ui|format|aop|expression|"
    r"data\.(domain|repository|jpa|annotation)|security\.(core|config|crypto|access|authentication)|boot\.(autoconfigure|"
    r"SpringApplication|test|context|builder)|web\.(bind|servlet|server|multipart|context|cors|filter|method|util)|scheduling))|"
    r"lombok|com\.(fasterxml|google\.(common|gson|protobuf|inject|errorprone|auto)|github\.benmanes|sun)|reactor|rx|io\.(reactivex|"
    r"swagger|vavr|micrometer\.core|netty|grpc\.(stub|Status|Metadata|Context)|ktor\.(server|http|serialization|util|utils)|"
    r"kotest|mockk)|dagger|junit|picocli|ch\.qos\.logback)(\.|$)"
)


@cache
def outside(name: str) -> bool:
    """Whether a package, or what a qualified name stands for, is none of the language's own that stays inside."""
    if "." not in name or name == "java.net":
        return False
    return not _LANGUAGE.match(name) or _REACHES_OUT.match(name) is not None


def dialect(language: str, package: str) -> Dialect:
    """The dialect of a file in a package: what lies under the package's first three names is the project's own."""
    own = ".".join(package.split(".")[:3]) + "." if package.count(".") else ""

    @cache
    def foreign(name: str) -> bool:
        return outside(name) and not (own and (name + ".").startswith(own))

    @cache
    def quiet(name: str) -> bool:
        if not foreign(name) or _QUIET.match(name) is not None:
            return True
        return _REACHES_OUT.match(name) is not None and name not in _REACHING and HTTP_CALL.match(name) is None

    return Dialect(language, foreign, quiet)
