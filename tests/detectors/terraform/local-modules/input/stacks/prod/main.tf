module "cluster" {
  source = "../../modules/cluster"
  region = "eu-central-1"
  name   = "${var.name}-cluster"
  zones  = ["eu-central-1a", "eu-central-1b"]
  token  = random_password.token.result # only a plan knows it

  # disks = 3
}

module "legacy" {
  source = "../../modules/legacy"
  count  = 0
  region = "us-east-1"
}

module "search" {
  source   = "./search"
  for_each = {}
  region   = "us-west-2"
}

module "mail" {
  source  = "./mail"
  enabled = false
}

module "outside" {
  source = "../../../../elsewhere"
  region = "ap-south-1"
}

# module "old" {
#   source = "./old"
# }
