"""The same small program in nine languages: a client of a model service whose address is given in one of several ways.

The fields of a `Program` say how its language writes an address: as a literal, a constant, a read with a fallback.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct


class Program(Struct, frozen=True):
    """One program. `template` holds `@ADDRESS@`, where an expression stands, and `@BEFORE@`, where a constant may.

    `constant` declares the address as a constant (`@URL@`), `named` is the expression that uses it, `read` reads
    `LLM_URL`, `defaults` read it with a fallback (`@URL@`), each in an idiom of its own.
    """

    path: str
    template: str
    constant: str
    named: str
    read: str
    defaults: tuple[str, ...]
    manifest: tuple[str, str]
    quote: Callable[[str], str] = '"{}"'.format

    def files(self, address: str, before: str = "") -> dict[str, str]:
        """The program's files with an expression for the address and lines before it."""
        text = self.template.replace("@BEFORE@", before).replace("@ADDRESS@", address)
        return {self.path: text, self.manifest[0]: self.manifest[1]}

    def with_literal(self, url: str) -> dict[str, str]:
        return self.files(self.quote(url))

    def with_constant(self, url: str) -> dict[str, str]:
        return self.files(self.named, self.constant.replace("@URL@", url))

    def with_default(self, url: str, idiom: int = 0) -> dict[str, str]:
        return self.files(*_split(self.defaults[idiom].replace("@URL@", url)))

    def with_variable(self) -> dict[str, str]:
        return self.files(self.read)


def _split(idiom: str) -> tuple[str, str]:
    """An idiom is an expression, or lines to stand before, a bar and the expression."""
    before, bar, expression = idiom.rpartition("|||")
    return (expression, before) if bar else (idiom, "")


_PYTHON = Program(
    path="app/main.py",
    template="""import os
from openai import OpenAI
@BEFORE@

def ask(question):
    client = OpenAI(base_url=@ADDRESS@, api_key=os.environ["LLM_KEY"])
    return client.chat.completions.create(model=os.environ["MODEL"], messages=[question])
""",
    constant='LLM_URL = "@URL@"',
    named="LLM_URL",
    read='os.environ["LLM_URL"]',
    defaults=(
        'os.getenv("LLM_URL", "@URL@")',
        'os.environ.get("LLM_URL") or "@URL@"',
        "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n"
        '    llm_url: str = "@URL@"\n\nsettings = Settings()\n|||settings.llm_url',
    ),
    manifest=("pyproject.toml", "[project]\nname = 'app'\nversion = '1'\ndependencies = ['openai']\n"),
)
_TYPESCRIPT = Program(
    path="src/main.ts",
    template="""import OpenAI from "openai";
@BEFORE@
const client = new OpenAI({ baseURL: @ADDRESS@, apiKey: process.env.LLM_KEY });
export async function ask(question: string) {
  return client.chat.completions.create({ model: process.env.MODEL!, messages: [{ role: "user", content: question }] });
}
""",
    constant='const LLM_URL = "@URL@";',
    named="LLM_URL",
    read="process.env.LLM_URL!",
    defaults=(
        'process.env.LLM_URL ?? "@URL@"',
        'process.env.LLM_URL || "@URL@"',
        'const { LLM_URL = "@URL@" } = process.env;|||LLM_URL',
    ),
    manifest=("package.json", '{"name": "app", "version": "1.0.0", "dependencies": {"openai": "4.0.0"}}\n'),
)
_GO = Program(
    path="cmd/main.go",
    template="""package main

import (
	"cmp"
	"context"
	"os"

	"github.com/openai/openai-go"
	"github.com/openai/openai-go/option"
)

@BEFORE@

func ask(ctx context.Context) {
	client := openai.NewClient(option.WithBaseURL(@ADDRESS@), option.WithAPIKey(os.Getenv("LLM_KEY")))
	client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: os.Getenv("MODEL")})
}
""",
    constant='const llmURL = "@URL@"',
    named="llmURL",
    read='os.Getenv("LLM_URL")',
    defaults=(
        'cmp.Or(os.Getenv("LLM_URL"), "@URL@")',
        "func getEnv(key, fallback string) string {\n\tif value, ok := os.LookupEnv(key); ok {\n\t\treturn value\n\t}\n"
        '\treturn fallback\n}\n|||getEnv("LLM_URL", "@URL@")',
        'func llmURL() string {\n\turl := os.Getenv("LLM_URL")\n\tif url == "" {\n\t\turl = "@URL@"\n\t}\n'
        "\treturn url\n}\n|||llmURL()",
    ),
    manifest=("go.mod", "module example.net/app\n\ngo 1.23\n\nrequire github.com/openai/openai-go v1.0.0\n"),
)
_JAVA = Program(
    path="src/main/java/app/Ask.java",
    template="""package app;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.Optional;

public class Ask {
    @BEFORE@

    public Object ask(String question) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
            .apiKey(System.getenv("LLM_KEY"))
            .baseUrl(@ADDRESS@)
            .build();
        return client.chat().completions().create(
            ChatCompletionCreateParams.builder().model(System.getenv("MODEL")).addUserMessage(question).build());
    }
}
""",
    constant='private static final String LLM_URL = "@URL@";',
    named="LLM_URL",
    read='System.getenv("LLM_URL")',
    defaults=(
        'System.getenv().getOrDefault("LLM_URL", "@URL@")',
        'Optional.ofNullable(System.getenv("LLM_URL")).orElse("@URL@")',
        'System.getenv("LLM_URL") != null ? System.getenv("LLM_URL") : "@URL@"',
    ),
    manifest=(
        "pom.xml",
        "<project><groupId>app</groupId><artifactId>app</artifactId><version>1</version><dependencies><dependency>"
        "<groupId>com.openai</groupId><artifactId>openai-java</artifactId><version>1.0.0</version>"
        "</dependency></dependencies></project>\n",
    ),
)
_KOTLIN = Program(
    path="src/main/kotlin/Ask.kt",
    template="""import com.openai.client.okhttp.OpenAIOkHttpClient
import com.openai.models.chat.completions.ChatCompletionCreateParams

@BEFORE@

fun ask(question: String): Any {
    val client = OpenAIOkHttpClient.builder()
        .apiKey(System.getenv("LLM_KEY"))
        .baseUrl(@ADDRESS@)
        .build()
    return client.chat().completions().create(
        ChatCompletionCreateParams.builder().model(System.getenv("MODEL")).addUserMessage(question).build()
    )
}
""",
    constant='const val LLM_URL = "@URL@"',
    named="LLM_URL",
    read='System.getenv("LLM_URL")',
    defaults=('System.getenv("LLM_URL") ?: "@URL@"', 'System.getenv().getOrDefault("LLM_URL", "@URL@")'),
    manifest=(
        "build.gradle.kts",
        'plugins { kotlin("jvm") }\ndependencies {\n    implementation("com.openai:openai-java:1.0.0")\n}\n',
    ),
)
_CSHARP = Program(
    path="src/Ask.cs",
    template="""using System;
using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

public class Ask
{
    @BEFORE@

    public object Run(string question)
    {
        var options = new OpenAIClientOptions { Endpoint = new Uri(@ADDRESS@) };
        var key = new ApiKeyCredential(Environment.GetEnvironmentVariable("LLM_KEY"));
        var client = new OpenAIClient(key, options);
        return client.GetChatClient(Environment.GetEnvironmentVariable("MODEL")).CompleteChat(question);
    }
}
""",
    constant='private const string LlmUrl = "@URL@";',
    named="LlmUrl",
    read='Environment.GetEnvironmentVariable("LLM_URL")',
    defaults=(
        'Environment.GetEnvironmentVariable("LLM_URL") ?? "@URL@"',
        'var url = Environment.GetEnvironmentVariable("LLM_URL");|||url ?? "@URL@"',
    ),
    manifest=(
        "src/App.csproj",
        '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="OpenAI" Version="2.1.0" />'
        "</ItemGroup></Project>\n",
    ),
)
_RUST = Program(
    path="src/main.rs",
    template="""use async_openai::{config::OpenAIConfig, types::CreateChatCompletionRequestArgs, Client};
use std::env;

@BEFORE@

pub async fn ask(question: &str) {
    let config = OpenAIConfig::new()
        .with_api_base(@ADDRESS@)
        .with_api_key(env::var("LLM_KEY").unwrap());
    let client = Client::with_config(config);
    let request = CreateChatCompletionRequestArgs::default().model(env::var("MODEL").unwrap()).build().unwrap();
    client.chat().create(request).await;
}
""",
    constant='const LLM_URL: &str = "@URL@";',
    named="LLM_URL",
    read='env::var("LLM_URL").unwrap()',
    defaults=(
        'env::var("LLM_URL").unwrap_or_else(|_| "@URL@".to_string())',
        'std::env::var("LLM_URL").unwrap_or("@URL@".into())',
    ),
    manifest=(
        "Cargo.toml",
        '[package]\nname = "app"\nversion = "0.1.0"\n\n[dependencies]\nasync-openai = "0.26"\n',
    ),
)
_RUBY = Program(
    path="lib/ask.rb",
    template="""require "openai"

class Ask
  @BEFORE@

  def run(question)
    client = OpenAI::Client.new(access_token: ENV["LLM_KEY"], uri_base: @ADDRESS@)
    client.chat(parameters: { model: ENV["MODEL"], messages: [{ role: "user", content: question }] })
  end
end
""",
    constant='LLM_URL = "@URL@"',
    named="LLM_URL",
    read='ENV["LLM_URL"]',
    defaults=('ENV.fetch("LLM_URL", "@URL@")', 'ENV["LLM_URL"] || "@URL@"', 'ENV.fetch("LLM_URL") { "@URL@" }'),
    manifest=("Gemfile", 'source "https://rubygems.org"\ngem "ruby-openai"\n'),
)
_PHP = Program(
    path="src/Ask.php",
    template="""<?php

namespace App;

class Ask
{
    @BEFORE@

    public function run(string $question)
    {
        $client = \\OpenAI::factory()
            ->withApiKey(getenv('LLM_KEY'))
            ->withBaseUri(@ADDRESS@)
            ->make();
        return $client->chat()->create(['model' => getenv('MODEL'), 'messages' => [$question]]);
    }
}
""",
    constant="private const LLM_URL = '@URL@';",
    named="self::LLM_URL",
    read="getenv('LLM_URL')",
    defaults=("getenv('LLM_URL') ?: '@URL@'", "$_ENV['LLM_URL'] ?? '@URL@'", "env('LLM_URL', '@URL@')"),
    manifest=("composer.json", '{"name": "app/app", "require": {"openai-php/client": "^0.10"}}\n'),
    quote="'{}'".format,
)
PROGRAMS: Mapping[str, Program] = {
    "python": _PYTHON,
    "typescript": _TYPESCRIPT,
    "go": _GO,
    "java": _JAVA,
    "kotlin": _KOTLIN,
    "csharp": _CSHARP,
    "rust": _RUST,
    "ruby": _RUBY,
    "php": _PHP,
}
