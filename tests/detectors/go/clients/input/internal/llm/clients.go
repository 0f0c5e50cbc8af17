package llm

import (
	"context"
	"os"

	"github.com/anthropics/anthropic-sdk-go"
	anthropicoption "github.com/anthropics/anthropic-sdk-go/option"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	sdk "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/redis/go-redis/v9"
	"github.com/sashabaranov/go-openai"
	"github.com/segmentio/kafka-go"
	"github.com/tmc/langchaingo/llms/ollama"
)

const localURL = "http://vllm:8000/v1"

type Service struct {
	chat  *openai.Client
	model string
}

func envOr(key, fallback string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return fallback
}

func New(ctx context.Context) *Service {
	hosted := openai.NewClient(os.Getenv("OPENAI_API_KEY"))
	cfg := openai.DefaultConfig("unused")
	cfg.BaseURL = localURL
	local := openai.NewClientWithConfig(cfg)
	azure := openai.NewClientWithConfig(openai.DefaultAzureConfig("key", "https://acme.openai.azure.com"))
	base := os.Getenv("LLM_URL")
	if base == "" {
		base = "http://ollama:11434/v1"
	}
	official := sdk.NewClient(option.WithAPIKey("x"), option.WithBaseURL(base))
	opts := []option.RequestOption{option.WithAPIKey("x")}
	opts = append(opts, option.WithBaseURL(envOr("GATEWAY_URL", "http://gateway:4000")))
	gathered := sdk.NewClient(opts...)
	claude := anthropic.NewClient(anthropicoption.WithBaseURL("https://llm.corp.example"))
	runner, err := ollama.New(ollama.WithModel("llama3.1"), ollama.WithServerURL("http://ollama:11434"))
	_, _, _, _, _, _ = hosted, azure, official, gathered, claude, err
	_ = runner
	return &Service{chat: local, model: "qwen3-32b"}
}

func (s *Service) Answer(ctx context.Context) error {
	_, err := s.chat.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: s.model})
	return err
}

func Ask(ctx context.Context) {
	client := sdk.NewClient()
	_, _ = client.Chat.Completions.New(ctx, sdk.ChatCompletionNewParams{Model: "gpt-4.1"})
	_, _ = client.Moderations.New(ctx, sdk.ModerationNewParams{})
}

func Stores(ctx context.Context) {
	rdb := redis.NewClient(&redis.Options{Addr: envOr("REDIS_ADDR", "redis:6379"), Password: "x"})
	awsConfig, _ := config.LoadDefaultConfig(ctx, config.WithRegion("eu-central-1"))
	bucket := s3.NewFromConfig(awsConfig, func(o *s3.Options) {
		o.BaseEndpoint = aws.String("http://minio:9000")
		o.UsePathStyle = true
	})
	plain := s3.NewFromConfig(awsConfig)
	writer := &kafka.Writer{Addr: kafka.TCP("kafka:9092"), Topic: "x"}
	_, _, _, _ = rdb, bucket, plain, writer
}

func Inject(client *openai.Client) {
	client.CreateEmbeddings(context.Background(), openai.EmbeddingRequest{Model: "text-embedding-3-small"})
}
