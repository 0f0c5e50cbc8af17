plugins { id("com.google.cloud.tools.jib") version "3.4.4" }

jib {
    from {
        image = "eclipse-temurin:21-jre"
    }
    to { image = "registry.corp.example/shop" }
}
// jib { from { image = "old/base:1" } }
tasks.named("bootBuildImage") { builder = "paketobuildpacks/builder-jammy-base:0.4" }
node { distBaseUrl = "https://node.corp.example/dist" }
tasks.register("fetch") { src("https://files.vendor.example/model.bin") }
val text = "builder = 'not/an:image'"
sourceSets { main { java { srcDir("src/gen") } } }
