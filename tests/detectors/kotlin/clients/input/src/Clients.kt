package org.acme.assistant

import aws.sdk.kotlin.services.s3.S3Client
import com.aallam.openai.client.OpenAI
import com.aallam.openai.client.OpenAIHost
import com.openai.client.OpenAIClient
import com.openai.client.okhttp.OpenAIOkHttpClient as Client
import dev.langchain4j.model.ollama.OllamaChatModel
import io.ktor.client.HttpClient
import io.ktor.client.request.get
import okhttp3.Request

private const val LOCAL = "http://vllm:8000/v1"

class Service(private val injected: OpenAIClient) {
    private val own = Client.builder().baseUrl(LOCAL).apiKey("unused").build()
    private val http = HttpClient()
    val ollama = OllamaChatModel.builder()
        .baseUrl("http://ollama:11434")
        .modelName("llama3.1")
        .build()

    fun make(provider: String) {
        val hosted = Client.fromEnv()
        val configured = Client.builder().baseUrl(System.getenv("LLM_URL") ?: "http://ollama:11434/v1").build()
        val applied = Client.builder().apply { baseUrl("http://applied:8000/v1") }.build()
        val multi = OpenAI(token = "x", host = OpenAIHost(baseUrl = "http://tgi:8080/v1"))
        val store = S3Client { region = "eu-central-1"; endpointUrl = Url.parse("http://minio:9000") }
        when (provider) {
            "openai" -> Client.builder().build()
            else -> Client.builder().baseUrl("http://else:8000/v1").build()
        }
        if (System.getenv("USE_CLOUD") == "true") {
            Client.builder().build()
        }
    }

    suspend fun ask(city: String) {
        own.chat().completions().create(params())
        http.get("https://weather.vendor.example/v1/$city")
        Request.Builder().url("https://hooks.vendor.example/x").build()
    }
}
