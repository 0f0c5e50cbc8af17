"""C#, Rust, Ruby and PHP through their detectors: precedence, bounds and breaks that case folders show badly."""

from __future__ import annotations

import pytest

from sovassess.detectors.detector import Detector
from sovassess.detectors.imports import csharp, php, ruby, rust
from sovassess.model.enums import Usage
from sovassess.model.observations import Address, AnyObservation, Call, EnvironmentRead, Import, ModelName
from sovassess.source.view import FileView

DETECTORS = {"a.cs": csharp.DETECTOR, "a.rs": rust.DETECTOR, "a.rb": ruby.DETECTOR, "a.php": php.DETECTOR}
DEEP = {
    "a.cs": "using Stripe; class A { void B() { var x = " + "(" * 4000 + '"https://a.b"' + ")" * 4000 + "; } }",
    "a.rs": "use redis::Client; fn a() { let x = " + "(" * 4000 + '"https://a.b"' + ")" * 4000 + "; }",
    "a.rb": "x = " + "[" * 4000 + "'https://a.b'" + "]" * 4000,
    "a.php": "<?php $x = " + "[" * 4000 + "'https://a.b'" + "]" * 4000 + ";",
}
CHAIN = {
    "a.cs": "using Stripe; class A { void B() { var x = new StripeClient()" + ".With(1)" * 3000 + "; } }",
    "a.rs": "fn a() { let x = redis::Client::new()" + '.with_a("b")' * 3000 + "; }",
    "a.rb": "Stripe::Client.new" + ".with('a')" * 3000,
    "a.php": "<?php $x = \\Stripe\\Client::new()" + "->withA('b')" * 3000 + ";",
}


def observed(path: str, source: str, detector: Detector | None = None) -> list[AnyObservation]:
    return list((detector or DETECTORS[path]).detect(FileView(path, source.encode())))


def calls(path: str, source: str) -> dict[str, dict[str, str]]:
    return {
        one.callee: {name: str(value) for name, value in one.arguments}
        for one in observed(path, source)
        if isinstance(one, Call)
    }


@pytest.mark.parametrize("path", sorted(DETECTORS))
@pytest.mark.parametrize("sources", [DEEP, CHAIN], ids=["deep", "chain"])
def test_deep_nesting_comes_to_an_end(path: str, sources: dict[str, str]) -> None:
    observed(path, sources[path])


@pytest.mark.parametrize("path", sorted(DETECTORS))
@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"\x00" * 2000, b"((((({{{{{[[[[[", b'"' * 5000])
def test_bytes_that_are_no_program_say_nothing_wrong(path: str, data: bytes) -> None:
    found = list(DETECTORS[path].detect(FileView(path, data)))
    assert not [one for one in found if isinstance(one, Address | ModelName | EnvironmentRead)]


def test_a_name_that_is_made_of_itself_ends() -> None:
    source = (
        "use redis::Client;\nfn a() { let c = c.with_url(c); let d = Client::open(c); let x = Self { x: self.x }; }"
    )
    assert "redis.Client.open" in calls("a.rs", source)


def test_the_namespace_that_a_type_shares_most_with_is_taken() -> None:
    source = 'using Azure.AI.OpenAI;\nusing OpenAI;\nclass A { object B() => new {0}("x"); }'
    assert "OpenAI.OpenAIClient" in calls("a.cs", source.replace("{0}", "OpenAIClient"))
    assert "Azure.AI.OpenAI.AzureOpenAIClient" in calls("a.cs", source.replace("{0}", "AzureOpenAIClient"))


def test_a_type_of_the_file_belongs_to_no_namespace() -> None:
    source = 'using OpenAI.Chat;\nclass ChatClient { }\nclass A { object B() => new ChatClient("gpt-4o"); }'
    assert calls("a.cs", source) == {}


def test_a_password_in_a_connection_string_is_not_kept() -> None:
    source = 'using Npgsql;\nclass A { object B() => new NpgsqlConnection("Host=db;Password=hunter2;Database=x"); }'
    found = observed("a.cs", source)
    assert not any("hunter2" in str(value) for one in found if isinstance(one, Call) for _, value in one.arguments)
    assert [str(one.value) for one in found if isinstance(one, Address)] == ["tcp://db"]


def test_a_setting_of_the_configuration_is_the_variable_that_overrides_it() -> None:
    source = 'class A { object B(IConfiguration configuration) => configuration.GetSection("Ai")["Endpoint:Url"]; }'
    reads = [one.name for one in observed("a.cs", source) if isinstance(one, EnvironmentRead)]
    assert reads == ["Ai__Endpoint__Url"]


def test_a_subscript_of_anything_else_is_no_setting() -> None:
    source = 'class A { object B(Headers headers) => headers["Content-Type:x"] + map["Ai:Key"]; }'
    assert not [one for one in observed("a.cs", source) if isinstance(one, EnvironmentRead)]


def test_what_runs_only_in_tests_of_a_crate_is_development() -> None:
    source = (
        '#[cfg(test)]\nmod tests { fn a() { redis::Client::open("redis://x:1"); } }\n'
        'fn b() { redis::Client::open("redis://y:1"); }'
    )
    found = [one for one in observed("a.rs", source) if isinstance(one, Call)]
    assert [(str(one.arguments[0][1]), one.usage) for one in found] == [
        ("redis://x:1", Usage.DEV),
        ("redis://y:1", Usage.MAIN),
    ]


def test_what_runs_in_production_is_as_shipped_and_what_runs_elsewhere_is_not() -> None:
    source = (
        'Redis.new(url: "redis://a") if Rails.env.production?\nRedis.new(url: "redis://b") if Rails.env.development?\n'
    )
    found = [one for one in observed("a.rb", source) if isinstance(one, Call)]
    assert [one.usage for one in found] == [Usage.MAIN, Usage.OPTIONAL]


def test_a_constant_of_the_file_is_no_gem() -> None:
    source = 'module OpenAI\n  class Client\n  end\nend\nOpenAI::Client.new(uri_base: "http://x")\n'
    assert not [one for one in observed("a.rb", source) if isinstance(one, Call | Import)]


def test_a_class_of_the_own_namespace_is_no_package() -> None:
    source = "<?php\nnamespace App\\OpenAI;\nuse App\\OpenAI\\Client;\n$x = new Client('https://a.b');\nOpenAI::client('k');\n"
    assert calls("a.php", source) == {}


def test_only_the_default_of_a_group_of_drivers_is_on() -> None:
    source = (
        "<?php return ['default' => env('DISK', 's3'), 'disks' => ["
        "'local' => ['url' => env('A_URL')], 's3' => ['url' => env('B_URL')]]];"
    )
    found = {one.name: one.usage for one in observed("a.php", source) if isinstance(one, EnvironmentRead)}
    assert found == {"DISK": Usage.MAIN, "A_URL": Usage.OPTIONAL, "B_URL": Usage.MAIN}
