seal "transit" {
  address  = "https://opener.corp.example:8200"
  key_name = "unseal"
}
storage "file" { path = "/data" }
listener "tcp" { address = "127.0.0.1:8200" }
