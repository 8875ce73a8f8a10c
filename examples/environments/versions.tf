terraform {
  required_version = ">= 1.10.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }

  # Bucket, key and encryption come from scripts/environment.sh; S3 itself locks.
  backend "s3" {}
}

# Region and credentials come from the environment.
provider "aws" {
  default_tags {
    tags = {
      project     = var.name
      environment = var.environment
    }
  }
}
