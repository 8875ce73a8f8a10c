// A root with a trail over a bucket, a table, a key and the function that opens tokens; roles who do this and that; and a queue
// that hears what the alarms tell.

/** Who may do all there is to be done, and one who may read objects. */
export const ROLES = ["deployer", "stranger", "watcher", "opener", "analyst"] as const;

/** @param more of the module's arguments */
export const trailMain = (moduleSet: string, more = ""): string => `
locals {
  own = { for role in ${JSON.stringify(ROLES)} : role => "arn:aws:iam::123456789012:role/\${role}" }
}

module "trail" {
  source    = "${moduleSet}/modules/trail"
  name      = "acme"
  buckets   = { data = { arn = aws_s3_bucket.data.arn } }
  functions = { detokenize = { arn = module.detokenize.function_arn } }
  tables    = { audit = { arn = aws_dynamodb_table.audit.arn, write = false } }

  expected_principal_arns  = [local.own["deployer"], "arn:aws:iam::123456789012:root"]
  detokenize_function_arns = [module.detokenize.function_arn]
  detokenize_caller_arns   = [local.own["opener"]]
  denied_threshold         = 3
  alarm_topic_arns         = [aws_sns_topic.alarms.arn]
  workgroup_name           = aws_athena_workgroup.asked.name
  regions                  = ["us-east-1", "eu-west-1"]
  object_lock              = { days = 30 }
  transitions              = { GLACIER_IR = 30, DEEP_ARCHIVE = 120 }
  queries_pass_over_it     = true

  force_destroy                  = true
  i_understand_that_data_is_lost = true
${more}
}

module "detokenize" {
  source            = "${moduleSet}/modules/detokenize"
  name              = "acme"
  contract_uri      = "s3://acme-data-1/contract.json"
  contract_digest   = sha256("contract")
  settings_uri      = "s3://acme-data-1/settings.json"
  settings_digest   = sha256("settings")
  api_table_name    = aws_dynamodb_table.audit.name
  api_table_arn     = aws_dynamodb_table.audit.arn
  audit_table_name  = aws_dynamodb_table.audit.name
  audit_table_arn   = aws_dynamodb_table.audit.arn
  system_bucket     = aws_s3_bucket.data.bucket
}

resource "aws_s3_bucket" "data" {
  bucket        = "acme-data-1"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_dynamodb_table" "audit" {
  name         = "acme-audit"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "run_id"
  attribute {
    name = "run_id"
    type = "S"
  }
}

resource "aws_kms_key" "data" {
  description         = "data"
  enable_key_rotation = true
}

resource "aws_athena_workgroup" "asked" {
  name          = "asked"
  force_destroy = true
  configuration {
    result_configuration {
      output_location = "s3://\${aws_s3_bucket.data.bucket}/athena/"
    }
  }
}

resource "aws_iam_role" "own" {
  for_each = local.own
  name     = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::123456789012:root" } }]
  })
}

resource "aws_iam_role_policy" "own" {
  for_each = local.own
  name     = "own"
  role     = aws_iam_role.own[each.key].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = each.key == "analyst" ? "s3:GetObject" : "*"
      Resource = each.key == "analyst" ? "\${aws_s3_bucket.data.arn}/open/*" : "*"
    }]
  })
}

resource "aws_sns_topic" "alarms" {
  name = "alarms"
}

resource "aws_sqs_queue" "heard" {
  name = "heard"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { Service = "sns.amazonaws.com" }, Action = "sqs:SendMessage", Resource = "*"
      Condition = { ArnEquals = { "aws:SourceArn" = aws_sns_topic.alarms.arn } }
    }]
  })
}

resource "aws_sns_topic_subscription" "heard" {
  topic_arn            = aws_sns_topic.alarms.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.heard.arn
  raw_message_delivery = true
}

output "trail" {
  value = module.trail
}

output "key" {
  value = aws_kms_key.data.arn
}

output "function" {
  value = module.detokenize.function_arn
}

output "heard" {
  value = aws_sqs_queue.heard.url
}
`;
