package org.acme.assistant

import org.acme.assistant.openai.OpenAIOkHttpClient
import org.slf4j.LoggerFactory

// OpenAIOkHttpClient.builder().baseUrl("https://comment.vendor.example").build()
/* get("https://block.vendor.example") */
class Traps {
    private val log = LoggerFactory.getLogger("x")
    val docsUrl = "https://docs.vendor.example/help"

    fun f(url: String) {
        log.info("see https://logged.vendor.example")
        println("https://printed.vendor.example")
        if (url == "https://compared.vendor.example" || url.startsWith("https://prefix.vendor.example")) {
            throw IllegalStateException("https://thrown.vendor.example")
        }
        OpenAIOkHttpClient.builder().build()
    }
}
