resource "aws_ecs_task_definition" "api" {
  container_definitions = jsonencode([{
    name  = "api"
    image = "registry.example/team/api:1.4"
    environment = [
      { name = "LLM_URL", value = var.llm_url },
      { name = "API_KEY", value = "abc" }
    ]
  }])
}

resource "google_cloud_run_v2_service" "web" {
  template {
    containers {
      image = "${var.registry}/web:2"
      env {
        name  = "MODE"
        value = "live"
      }
    }
  }
}

resource "google_compute_instance" "vm" {
  boot_disk {
    initialize_params {
      image = "projects/debian-cloud/global/images/family/debian-12"
    }
  }
}

resource "helm_release" "traefik" {
  for_each   = var.ingress ? toset(["x"]) : toset([])
  repository = "https://charts.vendor.example"
  chart      = "traefik"
  version    = "30.0.0"
}

resource "helm_release" "own" {
  chart = "./charts/own"
}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "5.1.0"
}

module "net" {
  source = "git::https://code.example/net.git?ref=main"
}

module "local" {
  source = "../net"
}
