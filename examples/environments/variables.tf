variable "name" {
  description = "What every environment's name begins with: that of the bootstrap."
  type        = string
  default     = "acme"
}

variable "environment" {
  description = "The environment: dev, test, staging, prod, or pr-NUMBER."
  type        = string

  validation {
    condition     = can(regex("^(dev|test|staging|prod|pr-[0-9]{1,5})$", var.environment))
    error_message = "Write for environment dev, test, staging, prod, or pr- and the number of a pull request."
  }
}

variable "passing" {
  description = "It is destroyed with its data when it has served: for pull requests, and for no environment that anybody relies on."
  type        = bool
  default     = false

  validation {
    condition     = !var.passing || startswith(var.environment, "pr-")
    error_message = "Leave passing false: an environment that is not of a pull request keeps its data."
  }
}

variable "monitoring" {
  description = "Make alarms, dashboard and queries."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "permissions_boundary_arn" {
  description = "Boundary of every role: boundary_arn of the bootstrap. None where null, which CI's roles may not apply."
  type        = string
  default     = null
}
