// The contract and the Terraform root of an API as an estate lets its consumers in; beside it an API that is private.
import { MODULE_SET } from "../../../cli/module-files.ts";

export const DOMAIN = "api.shop.example.com";
export const PAGE = "https://app.example.com";
const PLANS = ["steady", "slow", "spent", "private"] as const;
export const keyOf = (plan: string): string => `a-key-of-the-plan-${plan}`;

export const CONSUMERS_CONTRACT = `version: 1
name: my-shop
datasets:
  orders: { columns: [{ name: order_id, type: bigint }] }
api:
  groups:
    analysts: { read: [orders] }
`;

/** @param issuer the login provider's address */
export const consumersMain = (issuer: string): string => `
locals {
  contract = yamldecode(file("\${path.module}/headrace.yaml"))
}

resource "aws_api_gateway_api_key" "consumer" {
  for_each = toset(${JSON.stringify(PLANS)})
  name     = each.key
  value    = "a-key-of-the-plan-\${each.key}"
}

resource "aws_wafv2_web_acl" "acl" {
  name  = "my-shop"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  visibility_config {
    cloudwatch_metrics_enabled = false
    metric_name                = "my-shop"
    sampled_requests_enabled   = false
  }
}

module "pipeline" {
  source   = "${MODULE_SET}"
  name     = local.contract.name
  datasets = local.contract.datasets
  api      = local.contract.api
  api_access = {
    authorization    = "jwt"
    jwt              = { issuer = "${issuer}", audiences = ["data"], cache_seconds = 0 }
    members          = { analysts = { claims = ["data/analysts"] } }
    require_api_key  = true
    account_log_role = true
    cors_origins     = ["${PAGE}"]
    waf              = { web_acl_arn = aws_wafv2_web_acl.acl.arn }
    domain = {
      name                  = "${DOMAIN}"
      certificate_arn       = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
      base_path             = "data"
      keep_default_endpoint = true
    }
    usage_plans = {
      steady = { api_key_ids = [aws_api_gateway_api_key.consumer["steady"].id] }
      slow   = { api_key_ids = [aws_api_gateway_api_key.consumer["slow"].id], rate_limit = 1, burst_limit = 2 }
      spent  = { api_key_ids = [aws_api_gateway_api_key.consumer["spent"].id], quota = { limit = 2, period = "DAY" } }
    }
  }
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}

module "private" {
  source             = "${MODULE_SET}/modules/api"
  name               = "my-shop-private"
  api                = local.contract.api
  authorization      = "key"
  members            = { analysts = { keys = [aws_api_gateway_api_key.consumer["private"].id] } }
  usage_plans        = { all = { api_key_ids = [aws_api_gateway_api_key.consumer["private"].id] } }
  private            = { vpc_endpoint_ids = ["vpce-0123456789abcdef0"] }
  contract_uri       = module.pipeline.contract_uri
  contract_digest    = module.pipeline.contract_digest
  system_bucket      = module.pipeline.bucket_names["system"]
  curated_bucket     = module.pipeline.bucket_names["curated"]
  audit_table_name   = module.pipeline.audit_table_name
  audit_table_arn    = module.pipeline.audit_table_arn
  glue_database_name = module.pipeline.database_name
  force_destroy      = true
  i_understand_that_data_is_lost = true
}

output "urls" {
  value = {
    domain  = module.pipeline.api_url
    gateway = module.pipeline.api_invoke_url
    private = module.private.invoke_url
  }
}
`;
