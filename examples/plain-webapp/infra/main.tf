terraform {
  required_providers {
    scaleway = {
      source  = "scaleway/scaleway"
      version = "2.62.0"
    }
  }
}

provider "scaleway" {
  region = "fr-par"
  zone   = "fr-par-1"
}

resource "scaleway_instance_server" "web" {
  type  = "DEV1-M"
  image = "debian_trixie"
  zone  = "fr-par-1"
}

resource "scaleway_rdb_instance" "shop" {
  name               = "shop"
  node_type          = "DB-DEV-S"
  engine             = "PostgreSQL-17"
  region             = "fr-par"
  disable_backup     = false
  encryption_at_rest = true
}

resource "scaleway_object_bucket" "media" {
  name   = "teashop-media"
  region = "fr-par"
}
