resource "hcloud_server" "a" {
  image = "debian-12"
<<<<<<< HEAD
  location = "fsn1"
}
