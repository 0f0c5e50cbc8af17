job "llm" {
  group "serve" {
    service { name = "llm-api" }
    task "vllm" {
      driver = "docker"
      config {
        image = "vllm/vllm-openai:v0.6.3"
        args  = ["--model", "mistralai/Mistral-7B-Instruct-v0.3"]
      }
      env { HF_ENDPOINT = "https://hub.corp.example" }
      artifact {
        source = "https://dl.vendor.example/latest/weights.tar"
      }
      template {
        data = <<EOF
# https://commented.example
UPSTREAM=https://api.vendor.example/v1
EOF
        destination = "local/env"
      }
    }
  }
}
