include "root" {
  path = find_in_parent_folders()
}
terraform {
  source = "git::https://git.corp.example/modules.git//eks?ref=v1.4.0"
}
inputs = { region = "eu-central-1" }
