# A pipeline inside an estate that is there already: its landing bucket, key, network, topics, cluster and boundary. Each of them
# may be left out; what is not given is made. The files that land keep landing where they do.

locals {
  contract = yamldecode(file("${path.module}/headrace.yaml"))

  # Where there is a cluster, the rows are copied into it.
  warehouse = { for key, value in { warehouse = { load = "copy" } } : key => value if var.cluster_identifier != null }
}

module "pipeline" {
  source = "../../dist/terraform-aws-headrace"

  name     = local.contract.name
  datasets = { for name, dataset in local.contract.datasets : name => merge(dataset, local.warehouse) }

  # The bucket's notifications are replaced: with others on it, set manage_notifications = false and send its
  # ObjectCreated events to module.pipeline.queue_arns["ingest"] beside them.
  existing_buckets = var.landing_bucket == null ? {} : { landing = var.landing_bucket }

  # The key must let S3, SNS, CloudWatch and CloudWatch Logs of this account use it: with key-policy.json.tftpl it does.
  kms_key_arn    = var.kms_key_arn
  create_kms_key = var.kms_key_arn == null

  vpc = length(var.subnet_ids) == 0 ? null : {
    subnet_ids         = var.subnet_ids
    security_group_ids = var.security_group_ids
  }

  permissions_boundary_arn = var.permissions_boundary_arn
  alarm_topic_arns         = var.alarm_topic_arns

  curated_topic_arn    = var.curated_topic_arn
  create_curated_topic = var.curated_topic_arn == null

  # People query with the estate's own workgroup.
  create_workgroup = var.create_workgroup

  warehouse = {
    create             = var.cluster_identifier == null
    type               = "provisioned"
    cluster_identifier = var.cluster_identifier
    db_user            = var.cluster_identifier == null ? null : "etl"
  }

  tags = {
    team = "data"
  }
}
