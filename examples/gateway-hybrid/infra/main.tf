terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.20.0"
    }
  }

  backend "s3" {
    bucket     = "outdoor-shop-eu-terraform-state"
    key        = "assistant/terraform.tfstate"
    region     = "eu-central-1"
    kms_key_id = "alias/terraform-state"
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "subnets" {
  type = list(string)
}

variable "cluster_role_arn" {
  type = string
}

resource "aws_eks_cluster" "assistant" {
  name     = "assistant-eu"
  role_arn = var.cluster_role_arn
  version  = "1.34"

  vpc_config {
    subnet_ids = var.subnets
  }
}

resource "aws_eks_node_group" "gpu" {
  cluster_name    = aws_eks_cluster.assistant.name
  node_group_name = "gpu"
  node_role_arn   = var.cluster_role_arn
  subnet_ids      = var.subnets
  instance_types  = ["g6e.12xlarge"]

  scaling_config {
    desired_size = 1
    min_size     = 1
    max_size     = 2
  }
}

resource "aws_ecr_repository" "assistant" {
  name                 = "assistant"
  image_tag_mutability = "IMMUTABLE"
}
