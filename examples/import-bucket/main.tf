# A bucket that is there already, with its objects, becomes the lake's own: it is imported, keeps its name, and gets the lake's settings.
# To leave its settings alone, use it as existing_buckets instead (../existing-estate).

import {
  to = module.lake.aws_s3_bucket.zone["landing"]
  id = var.landing_bucket
}

module "lake" {
  source = "../../dist/terraform-aws-headrace/modules/lake"
  name   = "raw"

  # By default the landing zone archives what is older than 90 days, which an imported bucket may have much of.
  lifecycles = {}
}

variable "landing_bucket" {
  description = "Name of the bucket that is there."
  type        = string
}

output "buckets" {
  description = "Zone → name of its bucket."
  value       = module.lake.bucket_names
}
