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

  # What no function holds goes to jobs of Batch by itself. `npm start` lets the function take 2 MB alone, so that one is seen.
  batch = { enabled = var.batch }
  stage = { max_object_bytes = var.batch ? 2000000 : null }

  # Many files of a bucket of somebody else's, by Spark: `npm start` asks for it where Java and Python are there.
  spark = {
    enabled = var.spark
    workers = 2
    jobs    = var.spark ? { sightings = { source = "s3://${aws_s3_bucket.drop[0].id}/sightings/" } } : {}
  }

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

resource "aws_s3_bucket" "drop" {
  count = var.spark ? 1 : 0

  bucket        = "${local.contract.name}-drop-${data.aws_caller_identity.current.account_id}"
  force_destroy = true
}

# Encrypted with the pipeline's key, whose policy lets CloudWatch use it.
resource "aws_sns_topic" "alarms" {
  name              = "${local.contract.name}-alarms"
  kms_master_key_id = module.pipeline.kms_key_arn
}
