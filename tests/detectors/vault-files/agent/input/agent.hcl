pid_file = "./agent.pid"

# vault { address = "https://old.corp.example:8200" }
vault {
  address = "https://shop.z1.hashicorp.cloud:8200"
  retry { num_retries = 5 }
}

auto_auth {
  method "kubernetes" {
    mount_path = "auth/kubernetes"
    config     = { role = "shop" }
  }
  sink "file" {
    config = { path = "/home/agent/.token" }
  }
}

template {
  contents    = "{{ with secret \"kv/https://docs.corp.example\" }}{{ end }}"
  destination = "/etc/shop/keys"
}
