packer {
  required_plugins {
    amazon = { version = ">= 1.2.8", source = "github.com/hashicorp/amazon" }
  }
}
variable "region" { default = "eu-central-1" }
source "amazon-ebs" "node" {
  region        = var.region
  instance_type = "t3.micro"
}
source "docker" "base" {
  image = "ubuntu:24.04"
}
source "qemu" "disc" {
  iso_url      = "https://releases.distro.example/24.04/server.iso"
  iso_checksum = "sha256:abc"
}
build {
  sources = ["source.amazon-ebs.node"]
  provisioner "shell" {
    inline = ["apt-get update", "curl -fsSL https://get.tool.example/x.sh | bash"]
  }
  # provisioner "shell" { inline = ["curl https://commented.example"] }
  provisioner "file" { source = "https-not-a-command" }
}
