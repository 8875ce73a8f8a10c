# Several pipelines from one root: one for each contract in contracts/, one of them in a second region too, and one in another account.

locals {
  contracts = { for file in fileset("${path.module}/contracts", "*.yaml") : trimsuffix(file, ".yaml") => yamldecode(file("${path.module}/contracts/${file}")) }
}

# A pipeline per contract. A contract that is added is a pipeline that is added, and nothing of the others changes.
module "pipeline" {
  source   = "../../dist/terraform-aws-headrace"
  for_each = local.contracts

  name     = each.value.name
  datasets = each.value.datasets
  tags     = { pipeline = each.key }
}

# The same contract in a second region. An account has one name for a role and a bucket, whatever the region: so the name differs.
module "orders_in_frankfurt" {
  source = "../../dist/terraform-aws-headrace"

  name     = "${local.contracts["orders"].name}-fra"
  datasets = local.contracts["orders"].datasets

  providers = {
    aws = aws.frankfurt
  }
}

# And in another account, where the same name is free; only where its role is known.
module "orders_of_the_subsidiary" {
  source = "../../dist/terraform-aws-headrace"
  count  = var.subsidiary_role_arn == null ? 0 : 1

  name     = local.contracts["orders"].name
  datasets = local.contracts["orders"].datasets

  providers = {
    aws = aws.subsidiary
  }
}
