using OpenAI; public class Generated { string Url = "https://api.openai.com/v1"; }
