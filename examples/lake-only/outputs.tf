output "buckets" {
  description = "Zone → name of its bucket."
  value       = module.lake.bucket_names
}
