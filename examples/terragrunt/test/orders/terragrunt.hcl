# A pipeline as a unit of Terragrunt: the module itself is the root, and this file says which version of it and what it is told.
# Run: terragrunt plan

include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  # From a registry of yours: "tfr://modules.acme.com/acme/headrace/aws?version=0.1.0"
  source = "../../../../dist/terraform-aws-headrace"
}

locals {
  contract = yamldecode(file("${get_terragrunt_dir()}/headrace.yaml"))
}

inputs = {
  name     = "${local.contract.name}-test"
  datasets = local.contract.datasets
  tags     = { team = "orders", stage = "test" }

  # Only what is not production is made to be thrown away.
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}
