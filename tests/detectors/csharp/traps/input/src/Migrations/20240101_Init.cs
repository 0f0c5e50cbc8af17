using OpenAI; public class Init { string Url = "https://api.openai.com/v1"; }
