// A root with each module that holds data, or that others know by name, all with `depends_on`.
export const STATEFUL_ROOT = `
provider "aws" {
  s3_use_path_style = true
}
variable "estate" {
  default = "first"
}
variable "name" {
  default = "acme"
}
variable "create_token_key" {
  default = true
}
variable "existing_buckets" {
  type    = map(string)
  default = {}
}
resource "terraform_data" "estate" {
  input = var.estate
}
module "lake" {
  source           = "../set/modules/lake"
  name             = var.name
  existing_buckets = var.existing_buckets
  depends_on       = [terraform_data.estate]
}
module "audit" {
  source     = "../set/modules/audit"
  name       = var.name
  depends_on = [terraform_data.estate]
}
module "vault" {
  source     = "../set/modules/vault"
  name       = var.name
  depends_on = [terraform_data.estate]
}
module "athena" {
  source     = "../set/modules/athena"
  name       = var.name
  depends_on = [terraform_data.estate]
}
module "queue" {
  source     = "../set/modules/queue"
  name       = "\${var.name}-ingest"
  depends_on = [terraform_data.estate]
}
module "stage" {
  source            = "../set/modules/stage"
  name              = var.name
  create_token_key  = var.create_token_key
  queue_arn         = module.queue.queue_arn
  contract_uri      = "s3://acme-system/contract.json"
  contract_digest   = sha256("contract")
  landing_bucket    = "landing"
  curated_bucket    = "curated"
  quarantine_bucket = "quarantine"
  audit_table_name  = module.audit.table_name
  audit_table_arn   = module.audit.table_arn
  depends_on        = [terraform_data.estate]
}
module "catalog" {
  source           = "../set/modules/catalog"
  name             = var.name
  datasets         = { orders = { columns = [{ name = "id", type = "bigint" }] } }
  queue_arn        = module.queue.queue_arn
  curated_bucket   = "curated"
  audit_table_name = module.audit.table_name
  audit_table_arn  = module.audit.table_arn
  depends_on       = [terraform_data.estate]
}
module "cluster" {
  source     = "../set/modules/warehouse"
  name       = var.name
  depends_on = [terraform_data.estate]
}
module "serverless" {
  source     = "../set/modules/warehouse"
  name       = "\${var.name}-s"
  type       = "serverless"
  depends_on = [terraform_data.estate]
}
`;
/** The modules that it calls. */
export const MODULES = [
  "lake",
  "audit",
  "vault",
  "athena",
  "queue",
  "stage",
  "catalog",
  "cluster",
  "serverless",
];
/** Those that have the two keys. */
export const GUARDED = ["lake", "audit", "vault", "athena", "stage", "cluster", "serverless"];
