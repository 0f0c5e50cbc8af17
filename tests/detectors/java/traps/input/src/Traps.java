package org.acme.shop;

import java.util.List;
import org.acme.shop.openai.OpenAIOkHttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

// OpenAIOkHttpClient.builder().baseUrl("https://comment.vendor.example").build()
/** See <a href="https://javadoc.vendor.example">it</a>. */
public class Traps {
    private static final Logger LOG = LoggerFactory.getLogger(Traps.class);
    private static final String DOCS_URL = "https://docs.vendor.example/help";
    private static final String PROMPT = """
        Call "https://prompt.vendor.example" and tell.
        """;

    void run(String url) {
        LOG.info("see https://logged.vendor.example");
        System.out.println("https://printed.vendor.example");
        if (url.equals("https://compared.vendor.example") || url.startsWith("https://prefix.vendor.example")) {
            throw new IllegalStateException("https://thrown.vendor.example");
        }
        OpenAIOkHttpClient.builder().build();
    }

    @CrossOrigin("https://origin.vendor.example")
    List<String> none() {
        return List.of();
    }
}
