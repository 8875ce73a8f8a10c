variable "architecture" {
  description = "Processor of functions and jobs: that which the job's image was built for."
  type        = string
  default     = "x86_64"
}
