using System;
using System.ClientModel;
using Azure.AI.OpenAI;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using OpenAI;
using OpenAI.Chat;
using StackExchange.Redis;

namespace Contoso.Help;

public class Assistant
{
    private const string Gateway = "http://llm-gateway:4000";
    private readonly ChatClient _chat;
    private readonly ChatClient _second = new("gpt-4o-mini", Environment.GetEnvironmentVariable("OPENAI_API_KEY"));

    public Assistant(IConfiguration configuration)
    {
        _chat = new ChatClient(
            model: configuration["Assistant:Model"] ?? "gpt-4o",
            new ApiKeyCredential(configuration["Assistant:Key"]!),
            new OpenAIClientOptions { Endpoint = new Uri($"{Gateway}/v1") });
        var azure = new AzureOpenAIClient(new Uri(configuration["AzureOpenAI:Endpoint"]!), new DefaultAzureCredential());
        var options = new OpenAIClientOptions { Endpoint = new Uri("https://api.groq.com/openai/v1") };
        var groq = new OpenAIClient(new ApiKeyCredential("x"), options);
        var cache = ConnectionMultiplexer.Connect(configuration.GetConnectionString("Redis") ?? "localhost:6379");
    }

    public async Task<string> Answer(string question)
    {
        var answer = await _chat.CompleteChatAsync(question);
        return answer.Value.Content[0].Text;
    }
}
