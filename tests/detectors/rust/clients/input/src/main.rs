use async_openai::{config::OpenAIConfig, types::CreateChatCompletionRequestArgs, Client};
use std::env;

const FALLBACK: &str = "http://localhost:8000/v1";

/// Settings of the server.
#[derive(clap::Parser)]
struct Settings {
    #[arg(long, env = "VECTOR_URL", default_value = "http://qdrant:6334")]
    vector: String,
    #[arg(long, default_value = "http://search:9200")]
    search_url: String,
}

struct Service {
    http: reqwest::Client,
    base_url: String,
}

impl Service {
    fn new() -> Self {
        let base = env::var("LLM_BASE_URL").unwrap_or_else(|_| FALLBACK.to_string());
        let config = OpenAIConfig::new().with_api_key(env::var("KEY").unwrap()).with_api_base(base);
        let client = Client::with_config(config);
        Self { http: reqwest::Client::builder().build().unwrap(), base_url: "https://api.weather.net".into() }
    }

    async fn answer(&self) -> anyhow::Result<()> {
        let request = CreateChatCompletionRequestArgs::default().model("gpt-4o-mini").build()?;
        let pool = sqlx::PgPool::connect(&env::var("DATABASE_URL")?).await?;
        let redis = redis::Client::open("redis://cache:6379/")?;
        let page = self.http.get(format!("{}/v1/today", self.base_url)).send().await?;
        if env::var("CRASH_REPORTS").as_deref() == Ok("on") {
            let _guard = sentry::init("https://key@o2.ingest.sentry.io/3");
        }
        Ok(())
    }
}

#[cfg(feature = "s3")]
async fn upload() {
    let config = aws_config::load_from_env().await;
    let client = aws_sdk_s3::Client::new(&config);
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn it_answers() {
        let body = reqwest::get("https://api.only-in-tests.net/x").await;
    }
}
