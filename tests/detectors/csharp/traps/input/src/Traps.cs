// using OpenAI;  var client = new OpenAIClient("https://api.openai.com/v1");
using System;
using Contoso.OpenAI;
using Microsoft.Extensions.Logging;

namespace Contoso.Help
{
    /// <summary>See https://platform.openai.com/docs for the API.</summary>
    [Obsolete("use https://api.new.example.net instead")]
    public class Traps
    {
        /* new HttpClient().GetAsync("https://api.anthropic.com/v1/messages"); */
        private const string DocumentationUrl = "https://docs.contoso.net/guide";
        private const string Schema = "http://www.w3.org/2001/XMLSchema";
        private const string OpenAIClientName = "the OpenAI client";

        public void Run(ILogger logger, string given)
        {
            logger.LogInformation("calling https://api.openai.com/v1 now");
            Console.WriteLine("visit https://api.mistral.ai");
            if (given == "https://api.cohere.ai") throw new ArgumentException("https://api.cohere.ai is no longer used");
            var local = new OpenAIClientOfOurs("x");
            var text = "new OpenAIClient(\"https://api.openai.com\")";
        }
    }

    public class OpenAIClientOfOurs { public OpenAIClientOfOurs(string x) { } }
}
