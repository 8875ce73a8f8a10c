# A pipeline with a job of its own: strikes land, a container scores them, and the scores are a dataset.
# Build the job's image first: docker build --tag headrace-scoring:1 examples/scoring/image

locals {
  contract = yamldecode(file("${path.module}/headrace.yaml"))
}

module "pipeline" {
  source = "../../dist/terraform-aws-headrace"

  name     = local.contract.name
  datasets = local.contract.datasets
  jobs     = local.contract.jobs

  # Jobs run where imports by Batch do. In an account, push both images, and give the job's by its URI:
  #   npx headrace image push "$(terraform output -raw job_repository_url)"
  #   job_images = { score = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scoring:1" }
  batch        = { enabled = true }
  architecture = var.architecture

  tags = {
    project = "headrace"
    example = "scoring"
  }

  # An example is made to be destroyed again. Leave both out where data matters.
  force_destroy                  = true
  i_understand_that_data_is_lost = true
}
