package org.acme.shop;

import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;

public class Settings {
    @Value("${llm.base-url:http://vllm:8000/v1}")
    private String url;

    @Value("${llm.model}")
    private String model;

    @ConfigProperty(name = "search.url", defaultValue = "https://search.vendor.example")
    String search;

    private final String region;

    public Settings(@Value("${cloud.region:eu-central-1}") String region, Environment environment) {
        this.region = region;
        String own = environment.getProperty("own.url", "https://own.vendor.example");
        OpenAIOkHttpClient.builder().baseUrl(own).build();
    }

    void read() {
        String plain = System.getenv("PLAIN");
        String chosen = System.getenv("CHOSEN_URL") != null ? System.getenv("CHOSEN_URL") : "http://chosen:8000/v1";
        String optional = Optional.ofNullable(System.getenv("OPTIONAL_URL")).orElse("http://optional:8000/v1");
        String property = System.getProperty("search.endpoint", "https://property.vendor.example");
        String later = System.getenv("LATER_URL");
        if (later == null || later.isEmpty()) {
            later = "http://later:8000/v1";
        }
        OpenAIOkHttpClient.builder().baseUrl(url).build();
        OpenAIOkHttpClient.builder().baseUrl(chosen).build();
        OpenAIOkHttpClient.builder().baseUrl(optional).build();
        OpenAIOkHttpClient.builder().baseUrl(later).build();
        // System.getenv("COMMENTED_OUT")
        String text = "System.getenv(\"IN_A_STRING\")";
    }
}
