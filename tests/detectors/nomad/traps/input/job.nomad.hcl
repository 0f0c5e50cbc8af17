# task "commented" { driver = "docker" config { image = "docker.io/library/commented" } }
job "own" {
  meta { note = "docker.io/library/noted:1" }
  group "a" {
    task "b" {
      driver = "docker"
      config {
        image = "registry.corp.example/a:1"
        # image = "docker.io/library/other:1"
        args = ["echo", "docker.io/library/printed:1"]
      }
    }
  }
}
