resource "aws_s3_bucket" "before" {
  bucket = "before"
}

{% if search %}
resource "aws_opensearch_domain" "search" {
  domain_name = "{{ name }}"
}
{% endif %}

resource "aws_sqs_queue" "after" {
  name = "after"
}
