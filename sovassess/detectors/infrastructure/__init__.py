"""What is deployed: containers, clusters, infrastructure code, workflows, pipelines."""
