# provider "azurerm" {}
terraform {
  required_providers {
    aws    = { source = "hashicorp/aws", version = "~> 5.0" }
    nebius = { source = "providers.cloud.example/nebius/nebius" }
  }
  backend "s3" {
    bucket = "state"
    region = "eu-central-1"
  }
}

provider "aws" {
  region = var.region
}

variable "region" { default = "eu-west-3" }
variable "with_cache" {
  type    = bool
  default = false
}

locals {
  name = "shop-${var.region}"
}

resource "aws_db_instance" "main" {
  identifier        = local.name
  storage_encrypted = true
  kms_key_id        = aws_kms_key.db.arn
}

resource "aws_elasticache_cluster" "cache" {
  count = var.with_cache ? 1 : 0
  # engine = "memcached"
  engine = "redis"
}

resource "aws_s3_bucket" "never" {
  count = 0
}

resource "aws_s3_bucket_object_lock_configuration" "audit" {
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 30
    }
  }
}

data "aws_caller_identity" "me" {}
