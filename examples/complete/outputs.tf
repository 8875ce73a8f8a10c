output "landing_bucket" {
  description = "Put files here, under DATASET/."
  value       = module.pipeline.bucket_names["landing"]
}

output "pipeline" {
  description = "Every name and ARN of the pipeline."
  value       = module.pipeline
}
