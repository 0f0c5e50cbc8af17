# The keys of the model providers; the cluster reads them through deploy/base/secrets.yaml.
resource "aws_secretsmanager_secret" "openai" {
  name       = "assistant/openai"
  kms_key_id = "alias/assistant"
}

resource "aws_secretsmanager_secret" "gateway" {
  name       = "assistant/gateway"
  kms_key_id = "alias/assistant"
}
