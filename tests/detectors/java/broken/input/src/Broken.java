import com.openai.client.okhttp.OpenAIOkHttpClient;

class Broken {
    Object before = OpenAIOkHttpClient.builder().baseUrl("http://before:8000/v1").build();

<<<<<<< HEAD
    void broken( {
=======
        if (x ) ) {
>>>>>>> theirs

    Object after = OpenAIOkHttpClient.builder().baseUrl("http://after:8000/v1").build();
}
