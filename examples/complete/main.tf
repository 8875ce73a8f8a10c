# A whole pipeline from headrace.yaml: buckets, queues, functions, catalog, workgroup and audit.

locals {
  contract = yamldecode(file("${path.module}/headrace.yaml"))
}

data "aws_caller_identity" "current" {}

module "pipeline" {
  source = "../../dist/terraform-aws-headrace"

  name     = local.contract.name
  datasets = local.contract.datasets
  exports  = local.contract.exports
  deliver  = local.contract.deliver
  api      = local.contract.api

  # Whoever applies this may do what any group may.
  api_access = {
    members          = { for group in keys(local.contract.api.groups) : group => { principals = [data.aws_caller_identity.current.arn] } }
    account_log_role = true
  }

  tags = {
    project = "headrace"
    example = "complete"
  }

  # An example is made to be destroyed again. Leave both out where data matters.
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}
