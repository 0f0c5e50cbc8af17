path "auto_auth/data" {
  capabilities = ["read"]
}
# auto_auth {
path "seal" { capabilities = ["deny"] }
