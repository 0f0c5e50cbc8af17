repositories { maven("https://packages.corp.internal/maven") }
dependencies {
    implementation("a:shipped:1")
    jvmMainImplementation("a:of-a-platform:1")
    compileOnlyApi("a:compiled-against:1")
    developmentOnly("a:devtools:1")
    jmhImplementation("a:benchmarked:1")
    integrationTestImplementation("a:tested:1")
    "cloudImplementation"("a:of-a-flavour:1")
    // "oldImplementation"("a:commented:1")
    println("see cloudImplementation(\"a:quoted:1\")")
}
