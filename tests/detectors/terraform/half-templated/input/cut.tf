resource "aws_sns_topic" "whole" {
  name = "whole"
}

resource "aws_dynamodb_table" "cut" {
  name = "cut"
