ui                = true
default_lease_ttl = "168h"
max_lease_ttl     = "720h"
# default_lease_ttl = "1h"

storage "raft" {
  path = "/vault/data"
}

listener "tcp" {
  address = "0.0.0.0:8200"
}

seal "awskms" {
  region     = "eu-central-1"
  kms_key_id = "19ec80b0-dfdd-4d97-8164-c6examplekey"
  secret_key = "not-to-be-shown"
}
