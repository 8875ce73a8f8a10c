# The lake alone, encrypted with a key of your own.

resource "aws_kms_key" "data" {
  description         = "The data of acme"
  enable_key_rotation = true
}

module "lake" {
  source = "../../dist/terraform-aws-headrace/modules/lake"

  name           = "raw"
  kms_key_arn    = aws_kms_key.data.arn
  create_kms_key = false

  lifecycles = {
    landing    = { archive_after_days = 30, expire_after_days = 365 }
    quarantine = { expire_after_days = 90 }
  }

  tags = {
    team        = "data"
    cost_center = "4711"
  }
}
