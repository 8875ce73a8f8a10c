# What an account has before Terraform comes, applied once, by hand; template.yaml is the same for CloudFormation.

module "bootstrap" {
  source = "../../dist/terraform-aws-headrace/modules/bootstrap"

  name   = var.name
  github = var.github_repository == null ? null : { repository = var.github_repository }
  gitlab = var.gitlab_project == null ? null : { project = var.gitlab_project }

  tags = {
    project = "headrace"
  }
}
