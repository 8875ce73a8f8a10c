variable "name" {
  description = "What every environment's name begins with."
  type        = string
}

variable "github_repository" {
  description = "OWNER/REPOSITORY whose workflows plan and apply; none where null."
  type        = string
  default     = null
}

variable "gitlab_project" {
  description = "GROUP/PROJECT whose pipelines plan and apply; none where null."
  type        = string
  default     = null
}
