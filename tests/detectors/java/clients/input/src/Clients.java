package org.acme.assistant;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.azure.ai.openai.OpenAIClientBuilder;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.ChatModel;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import io.sentry.Sentry;
import java.net.URI;
import redis.clients.jedis.Jedis;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

public class Clients {
    private static final String LOCAL = "http://vllm:8000/v1";
    private final OpenAIClient injected;
    private final OpenAIClient own;

    public Clients(OpenAIClient injected) {
        this.injected = injected;
        this.own = OpenAIOkHttpClient.builder().baseUrl(LOCAL).apiKey("unused").build();
    }

    void make() {
        OpenAIClient hosted = OpenAIOkHttpClient.fromEnv();
        OpenAIClient configured = OpenAIOkHttpClient.builder()
            .fromEnv()
            .baseUrl(System.getenv().getOrDefault("LLM_URL", "http://ollama:11434/v1"))
            .build();
        AnthropicClient claude = AnthropicOkHttpClient.builder().build();
        var azure = new OpenAIClientBuilder().endpoint("https://acme.openai.azure.com").credential(key()).buildClient();
        OpenAiChatModel chain = OpenAiChatModel.builder().baseUrl("http://tgi:8080/v1").modelName("qwen3-32b").build();
        OllamaChatModel ollama = OllamaChatModel.builder().baseUrl("http://ollama:11434").modelName("llama3.1").build();
        S3Client plain = S3Client.create();
        S3Client store = S3Client.builder().region(Region.EU_CENTRAL_1).endpointOverride(URI.create("http://minio:9000")).build();
        Jedis jedis = new Jedis("redis://redis:6379");
        var builder = OpenAIOkHttpClient.builder();
        builder.baseUrl("http://later:8000/v1");
        var late = builder.build();
        Sentry.init("https://abc@o1.ingest.sentry.io/1");
    }

    void ask() {
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder().model(ChatModel.GPT_4O).build();
        own.chat().completions().create(params);
        injected.moderations().create(null);
        ChatCompletionCreateParams.builder().model("gpt-4.1").addUserMessage("x").build();
    }

    private String key() {
        return "x";
    }
}
