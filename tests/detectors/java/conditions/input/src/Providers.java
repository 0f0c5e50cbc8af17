package org.acme.shop;

import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;

public class Providers {
    private static final boolean USE_CLOUD = false;

    Object choose(String provider) {
        switch (provider) {
            case "anthropic":
                return AnthropicOkHttpClient.fromEnv();
            case "openai":
                return OpenAIOkHttpClient.fromEnv();
            default:
                return OpenAIOkHttpClient.builder().baseUrl("http://vllm:8000/v1").build();
        }
    }

    Object flagged(String model) {
        if ("true".equals(System.getenv("ENABLE_CLOUD"))) {
            return OpenAIOkHttpClient.fromEnv();
        }
        if (USE_CLOUD) {
            return AnthropicOkHttpClient.fromEnv();
        }
        return switch (model) {
            case "claude" -> AnthropicOkHttpClient.builder().build();
            default -> OpenAIOkHttpClient.builder().baseUrl("http://local:8000/v1").build();
        };
    }

    @ConditionalOnProperty(name = "shop.assistant.enabled", havingValue = "true")
    static class Assistant {
        Object client = OpenAIOkHttpClient.fromEnv();
    }
}
