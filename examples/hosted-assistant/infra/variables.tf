variable "region" {
  description = "Where everything runs."
  type        = string
  default     = "us-east-1"
}

variable "subnets" {
  description = "Private subnets of the shop's network."
  type        = list(string)
}

variable "cluster_role_arn" {
  type = string
}
