output "landing_bucket" {
  description = "Put files here, under strikes/."
  value       = module.pipeline.bucket_names["landing"]
}

output "job_repository_url" {
  description = "Where `headrace image push` puts the image of what is around the job."
  value       = module.pipeline.job_repository_url
}
