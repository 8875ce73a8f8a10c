output "landing_bucket" {
  description = "Where files are put: DATASET/FILE."
  value       = module.pipeline.bucket_names["landing"]
}

output "audit_table" {
  description = "What became of files."
  value       = module.pipeline.audit_table_name
}
