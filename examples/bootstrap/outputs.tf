output "state_bucket_name" {
  description = "STATE_BUCKET of the environments' scripts."
  value       = module.bootstrap.state_bucket_name
}

output "state_key_arn" {
  description = "STATE_KEY_ARN of the environments' scripts."
  value       = module.bootstrap.kms_key_arn
}

output "boundary_arn" {
  description = "TF_VAR_permissions_boundary_arn of the environments."
  value       = module.bootstrap.boundary_arn
}

output "role_arns" {
  description = "Roles that CI takes on."
  value       = module.bootstrap.role_arns
}
