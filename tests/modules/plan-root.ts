// A root of all that the published set is planned with: one plan shows it, since reading the provider's schema is what takes
// Terraform longest.
import { ROOT } from "./shop.ts";

/** The longest name that the modules take. */
export const LONGEST = `a-${"b".repeat(26)}`;

const SPLIT = ROOT.replace('module "pipeline"', 'module "split"')
  .replace('"acme-shop"', '"acme-split"')
  .replace(
    "stage    =",
    'topology = { write = { stages = ["enrich", "transform"], timeout_seconds = 50 }, tokenize = { stages = ["tokenize"], memory_mb = 1024 } }\n  stage    =',
  );

/** Each of these names is checked by the provider as it plans. */
const LONGEST_NAMES = `
module "longest" {
  source     = "../set"
  name       = "${LONGEST}"
  datasets   = { orders = { columns = [{ name = "id", type = "bigint", tokenize = "hmac" }], warehouse = { load = "copy" } } }
  models_zip = "\${path.module}/models.zip"
  models     = { schedules = { "${"s".repeat(24)}" = "rate(1 day)" } }
  topology   = { "${"p".repeat(16)}" = { stages = ["transform"] } }
  deliver = {
    "${"t".repeat(64)}" = { datasets = ["orders"], models = ["daily"] }
    ordered = { datasets = ["orders"], fifo = true }
  }
  api = { groups = { all = { subscriptions = ["${"t".repeat(64)}"] } } }
  subscriptions = {
    "${"s".repeat(32)}" = { topic = "${"t".repeat(64)}", protocol = "https", endpoint = "https://receiver.example.com/sns", filter_policy = jsonencode({ dataset = ["orders"] }) }
    function = { topic = "${"t".repeat(64)}", protocol = "lambda", endpoint = "arn:aws:lambda:eu-west-1:123456789012:function:subscriber" }
    queue    = { topic = "ordered", protocol = "sqs", endpoint = "arn:aws:sqs:eu-west-1:123456789012:theirs.fifo" }
  }
  discovery = { enabled = true, crawlers = { "${"c".repeat(27)}" = { paths = ["s3://theirs/drop/"] } } }
  warehouse  = { network = { availability_zones = ["eu-west-1a", "eu-west-1b"] }, cluster = { resume_schedule = "cron(0 6 ? * MON-FRI *)" } }
}
module "longest_athena" {
  source = "../set/modules/athena"
  name   = "${LONGEST}"
}
`;

/** Keys, queues and buckets that are made in the same apply. */
const ESTATE = `
resource "aws_kms_key" "mine" {}
resource "aws_s3_bucket" "landing" { bucket = "landing-of-mine" }
resource "aws_sqs_queue" "told" { name = "told" }
resource "aws_sns_topic" "alarms" { name = "alarms" }
module "estate_lake" {
  source           = "../set/modules/lake"
  name             = "acme"
  kms_key_arn      = aws_kms_key.mine.arn
  create_kms_key   = false
  existing_buckets = { landing = aws_s3_bucket.landing.id }
  notifications    = { landing = [{ queue_arn = aws_sqs_queue.told.arn, prefix = "orders/" }] }
  tags             = { team = "data" }
}
module "estate_queue" {
  source           = "../set/modules/queue"
  name             = "acme-other"
  kms_key_arn      = aws_kms_key.mine.arn
  create_kms_key   = false
  senders          = [{ service = "s3", arn = aws_s3_bucket.landing.arn }]
  alarm_topic_arns = [aws_sns_topic.alarms.arn]
}
module "estate_audit" {
  source = "../set/modules/audit"
  name   = "acme"
}
module "estate_tokenize" {
  source             = "../set/modules/stage"
  name               = "acme"
  part               = "tokenize"
  stages             = ["tokenize", "enrich"]
  interim_bucket     = aws_s3_bucket.landing.id
  next_queue_arn     = aws_sqs_queue.told.arn
  next_queue_url     = aws_sqs_queue.told.url
  queue_arn          = module.estate_queue.queue_arn
  contract_uri       = "s3://acme-system/contract.json"
  contract_digest    = sha256("contract")
  landing_bucket     = module.estate_lake.bucket_names["landing"]
  curated_bucket     = module.estate_lake.bucket_names["curated"]
  quarantine_bucket  = module.estate_lake.bucket_names["quarantine"]
  audit_table_name   = module.estate_audit.table_name
  audit_table_arn    = module.estate_audit.table_arn
}
module "estate_athena" {
  source        = "../set/modules/athena"
  name          = "acme"
  named_queries = { one = { database = "acme", query = "SELECT 1" } }
}
module "estate_trail" {
  source          = "../set/modules/trail"
  name            = "acme"
  create_kms_key  = false
  kms_key_arn     = aws_kms_key.mine.arn
  create_bucket   = false
  bucket_name     = aws_s3_bucket.landing.id
  log_group_name  = "theirs"
  create_log_group = false
  create_database = false
  database_name   = "theirs"
  buckets         = { lake = { arn = "arn:aws:s3:::theirs", write = false } }
  functions       = { stage = { arn = module.estate_tokenize.function_arn } }
  tables          = { audit = { arn = module.estate_audit.table_arn, read = false } }
  detokenize_function_arns = [module.estate_tokenize.function_arn]
}
module "watched_trail" {
  source           = "../set/modules/trail"
  name             = "acme-watched"
  create_trail     = false
  create_kms_key   = false
  kms_key_arn      = aws_kms_key.mine.arn
  bucket_name      = "theirs"
  log_group_name   = "theirs"
  alarms           = { denied = false }
  alarm_topic_arns = [aws_sns_topic.alarms.arn]
}
module "bootstrap" {
  source = "../set/modules/bootstrap"
  name   = "acme"
  github = { repository = "acme/pipelines", create_provider = false, provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  gitlab = { project = "acme/data/pipelines", create_provider = false, provider_arn = "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }
}
`;

/** Files beside it: headrace.yaml, of the shop's contract, and models.zip. */
export const PLANNED_ROOT = ROOT + SPLIT + LONGEST_NAMES + ESTATE;

const pipeline = (topology: string, at: number) => `
module "topology_${at}" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int" }] } }
  topology = ${topology}
}
`;
/** Topologies whose parts are not the end of the stages, in their order. */
export const WRONG_TOPOLOGIES = [
  '{ write = { stages = ["enrich"] } }',
  '{ a = { stages = ["transform"] }, b = { stages = ["transform"] } }',
  '{ judge = { stages = ["cleanse"] }, write = { stages = ["tokenize", "enrich", "transform"] } }',
  '{ write = { stages = ["transform", "enrich"] } }',
];

const KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000";
const vault = (argument: string, at: number) => `
module "vault_${at}" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int", tokenize = "vault" }] } }
  ${argument}
}
`;
/** Two with a table that is named where one is made, or the other way round; two that lack a key, or have one too many. */
const WRONG_VAULTS = [
  "vault = { create = false }",
  'vault = { table_name = "theirs" }',
  'vault = { create = false, table_name = "theirs" }',
  `vault = { create_kms_key = false, kms_key_arn = "${KEY}" }`,
  `vault = { create = false, table_name = "theirs", kms_key_arn = "${KEY}" }`,
];

const lake = (name: string, at: number) =>
  `module "name_${at}" {\n  source = "../set/modules/lake"\n  name   = "${name}"\n}\n`;
/** Three that S3 refuses, one that is too long, two that begin as S3's own do, and one with an upper-case letter. */
const WRONG_NAMES = ["acme-", "a--b", "acme.eu", "a".repeat(29), "sg-acme", "sthree-acme"];

/** A root of all that is refused before anything is planned. */
export const REFUSED_ROOT = `
${[...WRONG_TOPOLOGIES, '{ catalog = { stages = ["transform"] } }'].map(pipeline).join("")}
${WRONG_VAULTS.map(vault).join("")}
${WRONG_NAMES.map(lake).join("")}
module "unexpected" {
  source                  = "../set/modules/trail"
  name                    = "acme"
  expected_principal_arns = [for n in range(5) : "arn:aws:iam::123456789012:role/r\${n}"]
}
module "unprovided" {
  source = "../set/modules/bootstrap"
  name   = "acme"
  github = { repository = "acme/pipelines", create_provider = false }
}
module "undelivered" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int" }] } }
  deliver  = { nothing = {} }
}
module "unsubscribed" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int" }] } }
  deliver  = { orders = { datasets = ["orders"] } }
  subscriptions = {
    user  = { topic = "orders", protocol = "https", endpoint = "https://user:secret@receiver.example.com/" }
    plain = { topic = "orders", protocol = "https", endpoint = "http://receiver.example.com/" }
    words = { topic = "orders", protocol = "sqs", endpoint = "arn:aws:sqs:eu-west-1:123456789012:q", filter_policy = "orders" }
    slow  = { topic = "orders", protocol = "https", endpoint = "https://receiver.example.com/", retry = { retries = 100, min_delay_seconds = 600, max_delay_seconds = 600 } }
  }
}
module "upper_case" {
  source = "../set/modules/athena"
  name   = "Acme"
}
`;

/** A root of what is refused only as it is planned, since it takes two variables, or a file. headrace.yaml beside it is a wrong one. */
export const REFUSED_PLAN = `${ROOT}
module "one_key" {
  source        = "../set/modules/audit"
  name          = "acme"
  force_destroy = true
}
module "delivered_twice" {
  source                     = "../set/modules/queue"
  name                       = "acme-other"
  consumer_timeout_seconds   = 60
  visibility_timeout_seconds = 60
}
module "trail" {
  source        = "../set/modules/trail"
  name          = "acme"
  create_bucket = false
  bucket_name   = "theirs"
  buckets       = { own = { arn = "arn:aws:s3:::theirs" } }
  object_lock   = { days = 365 }
  expire_after_days = 90
}
module "bootstrap_of_all" {
  source = "../set/modules/bootstrap"
  name   = "a-name-that-leaves-none"
  github = { repository = "acme/pipelines" }
}
module "deliveries" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int" }] } }
  deliver = {
    unknown = { datasets = ["order"] }
    lacking = { datasets = ["orders"], columns = ["id", "amount"] }
    models  = { models = ["daily"] }
  }
}
module "subscriptions" {
  source   = "../set"
  name     = "acme"
  datasets = { orders = { columns = [{ name = "id", type = "int" }] } }
  deliver  = { fifo = { datasets = ["orders"], fifo = true } }
  api      = { groups = { a = { subscriptions = ["fifo", "orders"] } } }
  subscriptions = {
    lost   = { topic = "other", protocol = "sqs", endpoint = "arn:aws:sqs:eu-west-1:123456789012:q" }
    posted = { topic = "fifo", protocol = "https", endpoint = "https://receiver.example.com/" }
  }
}
module "one_key_for_both" {
  source         = "../set"
  name           = "acme"
  datasets       = { orders = { columns = [{ name = "id", type = "int", tokenize = "vault" }] } }
  kms_key_arn    = "${KEY}"
  create_kms_key = false
  vault          = { create_kms_key = false, kms_key_arn = "${KEY}" }
}
`;
