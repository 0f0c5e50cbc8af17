using Microsoft.SemanticKernel;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenAIChatCompletion(modelId: "gpt-4o", apiKey: builder.Configuration["OpenAI:Key"]!);
builder.Services.AddStackExchangeRedisCache(o => o.Configuration = builder.Configuration["Redis:Address"]);
builder.Services.AddDbContext<Orders>(o => o.UseNpgsql("Host=orders-db;Port=5433;Database=orders;Password=secret"));
builder.Services.AddHttpClient<Weather>(c => { c.BaseAddress = new Uri("https://api.openweathermap.org/data/2.5/"); });
if (builder.Configuration.GetValue<bool>("Features:Crash", false))
{
    builder.WebHost.UseSentry(o => { o.Dsn = "https://abc@o1.ingest.sentry.io/2"; });
}
if (app.Environment.IsDevelopment())
{
    builder.Services.AddOllamaChatCompletion("llama3.1", new Uri("http://localhost:11434"));
}
if (app.Environment.IsProduction())
{
    builder.Services.AddApplicationInsightsTelemetry();
}
