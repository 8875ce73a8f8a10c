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

  # Alarms tell this topic. Subscribe to it: aws sns subscribe --protocol email …
  alarm_topic_arns = [aws_sns_topic.alarms.arn]

  monitoring = {
    # The example's files have many rows that break the contract.
    quarantine_percent = 50
  }

  tags = {
    project = "headrace"
    example = "complete"
  }

  # An example is made to be destroyed again. Leave both out where data matters.
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

# Encrypted with the pipeline's key, whose policy lets CloudWatch use it.
resource "aws_sns_topic" "alarms" {
  name              = "${local.contract.name}-alarms"
  kms_master_key_id = module.pipeline.kms_key_arn
}
