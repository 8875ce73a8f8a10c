variable "spark" {
  description = "Make a Spark job that imports sightings from a bucket of their own."
  type        = bool
  default     = false
}
