variable "landing_bucket" {
  description = "Name of the bucket that files land in."
  type        = string
}

variable "kms_key_arn" {
  description = "ARN of the estate's key for data."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets with endpoints for S3, SQS, DynamoDB, Glue, Secrets Manager, KMS, SNS and CloudWatch."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Security groups that let out HTTPS."
  type        = list(string)
}

variable "permissions_boundary_arn" {
  description = "ARN of the boundary that every role of the estate has."
  type        = string
}

variable "alarm_topic_arn" {
  description = "ARN of the topic that wakes people."
  type        = string
}

variable "curated_topic_arn" {
  description = "ARN of the topic that tells consumers of new rows."
  type        = string
}
