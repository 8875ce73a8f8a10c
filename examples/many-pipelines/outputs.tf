output "landing_buckets" {
  description = "Pipeline → where its files land."
  value       = { for name, pipeline in module.pipeline : name => pipeline.bucket_names["landing"] }
}

output "landing_bucket_in_frankfurt" {
  description = "Where the second region's files land."
  value       = module.orders_in_frankfurt.bucket_names["landing"]
}
