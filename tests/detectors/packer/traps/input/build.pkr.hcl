# source "amazon-ebs" "commented" { region = "us-east-1" }
source "qemu" "own" {
  iso_url      = "https://mirror.corp.example/own.iso"
  iso_checksum = "sha256:00"
  # iso_url    = "https://commented.example/a.iso"
}
build {
  description = "see https://note.example"
  sources = ["source.qemu.own"]
}
