# One root for every environment. What differs stands in environments/ENVIRONMENT.tfvars, and its state in a place of its own.

locals {
  contract = yamldecode(file("${path.module}/headrace.yaml"))
  # acme-dev, acme-prod, acme-pr-7: everything that is made is called so.
  name = "${var.name}-${var.environment}"
}

module "pipeline" {
  source = "../../dist/terraform-aws-headrace"

  name     = local.name
  datasets = local.contract.datasets

  monitoring               = { enabled = var.monitoring }
  log_retention_days       = var.log_retention_days
  permissions_boundary_arn = var.permissions_boundary_arn

  # Both keys: what is there for a pull request goes with it.
  force_destroy                  = var.passing
  i_understand_that_data_is_lost = var.passing
}
