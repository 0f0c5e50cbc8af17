import com.openai.client.okhttp.OpenAIOkHttpClient

val before = OpenAIOkHttpClient.builder().baseUrl("http://before:8000/v1").build()

<<<<<<< HEAD
fun broken( {
=======
    if (x ) ) {
>>>>>>> theirs

val after = OpenAIOkHttpClient.builder().baseUrl("http://after:8000/v1").build()
