package main

import (
	"flag"
	"os"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/getsentry/sentry-go"
	"github.com/openai/openai-go"
	"github.com/openai/openai-go/option"
)

var useCloud = flag.Bool("use-cloud", false, "ask the cloud")

func Choose(provider string) any {
	switch provider {
	case "anthropic":
		return anthropic.NewClient()
	case "openai":
		return openai.NewClient()
	default:
		return openai.NewClient(option.WithBaseURL("http://vllm:8000/v1"))
	}
}

func main() {
	if dsn := os.Getenv("SENTRY_DSN"); dsn != "" {
		sentry.Init(sentry.ClientOptions{Dsn: dsn})
	}
	if os.Getenv("ENABLE_CLOUD") == "true" {
		openai.NewClient()
	} else {
		openai.NewClient(option.WithBaseURL("http://local:8000/v1"))
	}
	client, err := connect()
	if err != nil {
		return
	}
	_ = client
	anthropic.NewClient()
}
