variable "subsidiary_role_arn" {
  description = "ARN of the role in the subsidiary's account that may make the pipeline there; there is none where it is null."
  type        = string
  default     = null
}
