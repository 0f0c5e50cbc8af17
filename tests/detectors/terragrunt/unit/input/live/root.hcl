remote_state {
  backend = "s3"
  config = {
    bucket = "state"
    region = "eu-central-1"
  }
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<EOF
provider "aws" {
  region = "eu-west-1"
}
EOF
}
