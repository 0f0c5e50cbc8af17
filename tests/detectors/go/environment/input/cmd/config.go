package config

import (
	"flag"
	"os"

	"github.com/caarlos0/env/v11"
	openai "github.com/sashabaranov/go-openai"
	"github.com/spf13/viper"
)

type Config struct {
	BaseURL  string `env:"LLM_BASE_URL" envDefault:"http://vllm:8000/v1"`
	Model    string `env:"LLM_MODEL,required"`
	Redis    string `envconfig:"REDIS_URL" default:"redis://redis:6379"`
	Timeout  int    `json:"timeout"`
	Upstream string `env:"UPSTREAM, default=https://upstream.example"`
}

var address = flag.String("search-url", "https://search.vendor.example", "where to search")

func Load() (*Config, error) {
	cfg := &Config{}
	if err := env.Parse(cfg); err != nil {
		return nil, err
	}
	return cfg, nil
}

func getEnv(key string, fallback string) string {
	if value, ok := os.LookupEnv(key); ok {
		return value
	}
	return fallback
}

func Client(cfg *Config) *openai.Client {
	c := openai.DefaultConfig("x")
	c.BaseURL = cfg.BaseURL
	return openai.NewClientWithConfig(c)
}

func Read() {
	a := os.Getenv("PLAIN")
	b, ok := os.LookupEnv("LOOKED_UP")
	if !ok {
		b = "https://looked.vendor.example"
	}
	c := getEnv("OWN_READER", "https://own.vendor.example")
	endpoint := "https://default.vendor.example"
	if v := os.Getenv("OVERRIDE_URL"); v != "" {
		endpoint = v
	}
	d := openai.DefaultConfig("x")
	d.BaseURL = endpoint
	_ = openai.NewClientWithConfig(d)
	viper.SetDefault("gateway.url", "http://gateway:4000")
	e := viper.GetString("gateway.url")
	f := viper.GetString("QUEUE_URL")
	os.Setenv("HF_HUB_OFFLINE", "1")
	// os.Getenv("COMMENTED_OUT")
	text := `os.Getenv("IN_A_STRING")`
	_, _, _, _, _, _ = a, b, c, e, f, text
}
