datacenter = "dc1"
server { enabled = true }
