# resource "aws_eks_cluster" "old" {
#   name = "old"
# }
// module "vpc" { source = "terraform-aws-modules/vpc/aws" }
/*
resource "google_sql_database_instance" "gone" {
  database_version = "POSTGRES_16"
}
*/
locals {
  shown = <<-EOT
    resource "azurerm_redis_cache" "text" {
      name = "only text"
    }
  EOT
  resource_type = "aws_db_instance"
  similar       = "aws_eks_clusters_are_documented_here"
}
variable "provider_name" {
  description = "resource \"aws_s3_bucket\" is what another stack makes"
  default     = "aws"
}
output "resource" {
  value = "aws_opensearch_domain.none"
}
check "resource" {
  assert {
    condition     = local.resource_type != "aws_elasticache_cluster"
    error_message = "aws_wafv2_web_acl"
  }
}
moved {
  from = aws_instance.a
  to   = aws_instance.b
}
removed {
  from = aws_kms_key.old
}
