//! Talks to <https://api.openai.com/v1>.
mod openai_utils;
use crate::openai_utils::Client;
use openai_utils::Other;
use std::collections::HashMap;

// let client = async_openai::Client::new();
/* reqwest::get("https://api.anthropic.com/v1/messages") */
const DOCS_URL: &str = "https://docs.rs/thing";
const HELP: &str = "see https://api.mistral.ai for more";

/// Calls https://api.cohere.ai/v1.
fn run(given: &str) {
    println!("calling https://api.openai.com/v1");
    tracing::info!("calling {}", "https://api.openai.com/v1");
    if given == "https://api.groq.com" {
        panic!("https://api.groq.com is not supported");
    }
    let client = Client::new("x");
    let text = "async_openai::Client::new()";
}
