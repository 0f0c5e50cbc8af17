provider "registry.terraform.io/hashicorp/aws" {
  version = "5.0.1"
  hashes  = ["h1:abc="]
}
