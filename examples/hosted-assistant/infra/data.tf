resource "aws_db_instance" "assistant" {
  identifier                  = "assistant"
  engine                      = "postgres"
  engine_version              = "17.6"
  instance_class              = "db.m7g.large"
  allocated_storage           = 100
  username                    = "assistant"
  manage_master_user_password = true
  storage_encrypted           = true
  backup_retention_period     = 14
}

resource "aws_elasticache_replication_group" "assistant" {
  replication_group_id       = "assistant"
  description                = "Rate limits and sessions"
  engine                     = "redis"
  node_type                  = "cache.t4g.small"
  num_cache_clusters         = 2
  transit_encryption_enabled = true
  at_rest_encryption_enabled = true
}

resource "aws_s3_bucket" "uploads" {
  bucket = "outdoor-shop-assistant-uploads"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "uploads" {
  bucket = aws_s3_bucket.uploads.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_secretsmanager_secret" "openai" {
  name = "assistant/openai"
}
