resource "aws_kms_key" "whole" {
  description = "this file is fine: {% if %} in a text is text"
}
