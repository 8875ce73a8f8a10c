variable "batch" {
  description = "Import files above 2 MB by jobs of Batch."
  type        = bool
  default     = false
}

variable "spark" {
  description = "Make a Spark job that imports sightings from a bucket of their own."
  type        = bool
  default     = false
}
