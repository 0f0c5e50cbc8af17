class Init; URL = "https://api.openai.com/v1"; end
