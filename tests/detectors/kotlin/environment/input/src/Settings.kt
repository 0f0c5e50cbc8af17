package org.acme.assistant

import com.openai.client.okhttp.OpenAIOkHttpClient
import org.springframework.beans.factory.annotation.Value

class Settings(
    @Value("\${llm.base-url:http://vllm:8000/v1}") private val url: String,
    private val other: String = System.getenv("OTHER_URL") ?: "https://other.vendor.example",
) {
    @Value("\${llm.model}")
    lateinit var model: String

    fun client() = OpenAIOkHttpClient.builder().baseUrl(url).build()
    fun second() = OpenAIOkHttpClient.builder().baseUrl(other).build()
    // System.getenv("COMMENTED_OUT")
    val text = "System.getenv(\"IN_A_STRING\")"
    val property = System.getProperty("search.url", "https://search.vendor.example")
}
