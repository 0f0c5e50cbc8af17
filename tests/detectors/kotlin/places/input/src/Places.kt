package net.app.places

import java.net.URL

const val LLM_URL = "https://constant.vendor.net/v1"

class Places(val baseUrl: String = "https://parameter.vendor.net", size: Int = 3) {
    private val endpoint = "https://property.vendor.net"
    private val text = "https://shown.vendor.net"
    private val settings = mapOf("endpoint" to "https://pair.vendor.net", "https://key.vendor.net" to "homepage")

    fun serverUrl() = "https://expression.vendor.net"

    fun apiUrl(): String {
        return "https://returned.vendor.net"
    }

    fun ask(url: String = "https://default.vendor.net") {
        this.serverUrl = "https://assigned.vendor.net"
        // val url = "https://commented.vendor.net"
        require(url != "https://compared.vendor.net")
        println("https://printed.vendor.net")
        URL("https://opened.vendor.net/list").readText()
    }
}
