resource "null_resource" "setup" {
  provisioner "local-exec" {
    command = "curl -fsSL https://get.tool.example/install.sh | sh"
  }
  # provisioner "local-exec" { command = "curl https://commented.example" }
}
resource "aws_instance" "node" {
  user_data = <<-EOT
    #!/bin/bash
    wget https://dl.vendor.example/agent-1.2.tar.gz
    docker run -d ${var.registry}/agent:1
  EOT
}
resource "helm_release" "app" {
  name       = "app"
  repository = "https://charts.vendor.example"
  chart      = "app"
  values = [<<-YAML
    image:
      repository: registry.corp.example/app
      tag: "1.0"
    config:
      modelUrl: https://models.corp.example/v1
      enabled: ${var.enabled}
  YAML
  ]
}
