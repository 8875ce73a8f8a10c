# A module of a team's own: the contract of orders, and what the team holds for right wherever it is called. `headrace publish` makes
# versions of it.

locals {
  contract = yamldecode(file("${path.module}/headrace.yaml"))
}

module "pipeline" {
  source = "../../../dist/terraform-aws-headrace"

  name     = "${local.contract.name}-${var.stage}"
  datasets = local.contract.datasets

  # Only what is not production is made to be thrown away.
  force_destroy                  = var.stage != "production"
  i_understand_that_data_is_lost = var.stage != "production"

  lifecycles = {
    landing    = { archive_after_days = 30, expire_after_days = 365 }
    quarantine = { expire_after_days = 90 }
  }

  tags = { team = "orders", stage = var.stage }
}

variable "stage" {
  description = "Where it is called: test or production."
  type        = string

  validation {
    condition     = contains(["test", "production"], var.stage)
    error_message = "Write for stage test or production."
  }
}

output "landing_bucket" {
  description = "Where orders land."
  value       = module.pipeline.bucket_names["landing"]
}
