output "ingest_queue_arn" {
  description = "Where the landing bucket tells of new files."
  value       = module.pipeline.queue_arns["ingest"]
}

output "landing_bucket" {
  description = "Where files land."
  value       = module.pipeline.bucket_names["landing"]
}

output "functions" {
  description = "The functions, by what they do."
  value       = module.pipeline.function_names
}

output "workgroup" {
  description = "Athena workgroup over the curated rows; null where the estate has its own."
  value       = module.pipeline.workgroup_name
}
