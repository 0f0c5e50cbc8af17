resource "aws_eks_cluster" "assistant" {
  name     = "assistant"
  role_arn = var.cluster_role_arn
  version  = "1.34"

  vpc_config {
    subnet_ids = var.subnets
  }
}

resource "aws_eks_node_group" "workers" {
  cluster_name    = aws_eks_cluster.assistant.name
  node_group_name = "workers"
  node_role_arn   = var.cluster_role_arn
  subnet_ids      = var.subnets
  instance_types  = ["m7i.large"]

  scaling_config {
    desired_size = 3
    min_size     = 2
    max_size     = 6
  }
}
