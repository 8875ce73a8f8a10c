# Who calls the team's module knows neither the contract nor how it is kept.

module "orders" {
  source = "./orders"
  stage  = var.stage
}

variable "stage" {
  description = "test or production."
  type        = string
  default     = "test"
}

output "landing_bucket" {
  description = "Where orders land."
  value       = module.orders.landing_bucket
}
