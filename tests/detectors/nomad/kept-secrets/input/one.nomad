job "app" {
  group "web" {
    vault {
      policies = ["app"]
    }
    task "web" {
      driver = "docker"
      config { image = "ghcr.io/acme/web:1" }
    }
  }
  group "other" {
    # vault { policies = ["old"] }
    task "vault" {
      driver = "docker"
      config {
        image = "ghcr.io/acme/other:1"
        args  = ["vault {"]
      }
      meta { vault = "no" }
    }
  }
}
