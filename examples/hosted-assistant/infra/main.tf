terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.20"
    }
  }

  backend "s3" {
    bucket = "outdoor-shop-terraform-state"
    key    = "assistant/terraform.tfstate"
    region = "us-east-1"
  }
}

provider "aws" {
  region = var.region
}
