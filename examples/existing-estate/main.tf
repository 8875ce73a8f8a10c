# A pipeline inside an estate that is there already: its landing bucket, key, network, alarm topic and boundary.
# The files that land keep landing where they do; everything else is made around them.

module "pipeline" {
  source = "../../dist/terraform-aws-headrace"

  name     = "estate"
  datasets = yamldecode(file("${path.module}/headrace.yaml")).datasets

  # The bucket's notifications are replaced: with others on it, set manage_notifications = false and send its
  # ObjectCreated events to module.pipeline.queue_arns["ingest"] beside them.
  existing_buckets = {
    landing = var.landing_bucket
  }

  # The key must let S3, SNS and CloudWatch Logs of this account use it: see the README of the module.
  kms_key_arn    = var.kms_key_arn
  create_kms_key = false

  vpc = {
    subnet_ids         = var.subnet_ids
    security_group_ids = var.security_group_ids
  }

  permissions_boundary_arn = var.permissions_boundary_arn
  alarm_topic_arns         = [var.alarm_topic_arn]

  curated_topic_arn    = var.curated_topic_arn
  create_curated_topic = false

  tags = {
    team = "data"
  }
}
