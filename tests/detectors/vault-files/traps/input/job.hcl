job "shop" {
  group "web" {
    task "web" {
      driver = "docker"
      vault { policies = ["shop"] }
      config { image = "registry.corp.example/shop:1" }
    }
  }
}
