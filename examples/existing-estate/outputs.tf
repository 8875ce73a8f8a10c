output "ingest_queue_arn" {
  description = "Where the landing bucket tells of new files."
  value       = module.pipeline.queue_arns["ingest"]
}

output "workgroup" {
  description = "Athena workgroup over the curated rows."
  value       = module.pipeline.workgroup_name
}
