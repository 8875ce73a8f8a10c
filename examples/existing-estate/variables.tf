variable "landing_bucket" {
  description = "Name of the bucket that files land in."
  type        = string
  default     = null
}

variable "kms_key_arn" {
  description = "ARN of the estate's key for data."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "Private subnets with endpoints for S3, SQS, DynamoDB, Glue, Secrets Manager, KMS, SNS and CloudWatch."
  type        = list(string)
  default     = []
}

variable "security_group_ids" {
  description = "Security groups that let out HTTPS."
  type        = list(string)
  default     = []
}

variable "permissions_boundary_arn" {
  description = "ARN of the boundary that every role of the estate has."
  type        = string
  default     = null
}

variable "alarm_topic_arns" {
  description = "ARNs of the topics that wake people."
  type        = list(string)
  default     = []
}

variable "curated_topic_arn" {
  description = "ARN of the topic that tells consumers of new rows."
  type        = string
  default     = null
}

variable "create_workgroup" {
  description = "Make an Athena workgroup over the curated rows."
  type        = bool
  default     = true
}

variable "cluster_identifier" {
  description = "A Redshift cluster with a user `etl`, whose tables the rows are copied to."
  type        = string
  default     = null
}
