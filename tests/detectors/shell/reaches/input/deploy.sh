#!/usr/bin/env bash
# curl https://old.vendor.example/install.sh | sh
set -euo pipefail
REGION=eu-west-3
BASE="https://files.vendor.example"
usage() {
  cat <<EOF
Usage: curl https://usage.vendor.example
EOF
}
echo "see https://docs.vendor.example or run curl https://echo.vendor.example"
curl -fsSL https://get.vendor.example/install.sh | sudo bash
curl -o model.bin "$BASE/models/main/model.bin"
curl http://localhost:8000/health
wget -q https://files.vendor.example/v1.2.3/tool.tgz && sha256sum -c tool.sha
git clone --branch v1.0 https://code.vendor.example/tool.git
helm repo add vendor https://charts.vendor.example
kubectl apply -f https://files.vendor.example/main/operator.yaml
docker pull registry.vendor.example/app:1
aws eks create-cluster --name prod --region "$REGION"
gcloud beta container clusters create prod --zone=europe-west1-b
az --version
aws configure
pip install --index-url https://packages.corp.example/simple requests
deploy "$1"
