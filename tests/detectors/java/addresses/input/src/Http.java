package org.acme.shop;

import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;
import retrofit2.Retrofit;

public class Http {
    private static final String WEATHER_API = "https://weather.vendor.example/v1";
    private final RestTemplate rest;
    private final WebClient web = WebClient.builder().baseUrl("https://web.vendor.example").build();
    private final OkHttpClient ok = new OkHttpClient();

    Http(RestTemplate rest) {
        this.rest = rest;
    }

    void send(String id) throws Exception {
        rest.getForObject("https://rest.vendor.example/items/" + id, String.class);
        HttpClient.newHttpClient().send(HttpRequest.newBuilder().uri(URI.create(WEATHER_API + "/now")).GET().build(), null);
        HttpRequest direct = HttpRequest.newBuilder(URI.create("https://direct.vendor.example")).build();
        Request request = new Request.Builder().url(String.format("https://%s.vendor.example/x", "ok")).build();
        ok.newCall(request).execute();
        Retrofit retrofit = new Retrofit.Builder().baseUrl("https://retro.vendor.example/").build();
        Connection db = DriverManager.getConnection("jdbc:postgresql://app:secret@db:5432/app");
        var channel = ManagedChannelBuilder.forTarget("catalog.vendor.example:443").build();
        new URL("https://stream.vendor.example/feed").openStream();
    }
}

@FeignClient(name = "stock", url = "${stock.url:https://stock.vendor.example}")
interface Stock {
}
