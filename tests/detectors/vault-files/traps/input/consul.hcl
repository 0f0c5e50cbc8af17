datacenter = "house"
storage "none" {}
