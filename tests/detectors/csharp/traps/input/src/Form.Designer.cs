using OpenAI; public class Form { string Url = "https://api.openai.com/v1"; }
