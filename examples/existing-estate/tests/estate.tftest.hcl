# What of the estate is used, and what is made where it is not given. Run: terraform init && terraform test
# The provider is a stand-in: no account is needed, and nothing is made.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = {
      account_id = "123456789012"
    }
  }

  mock_data "aws_region" {
    defaults = {
      id   = "eu-west-1"
      name = "eu-west-1"
    }
  }

  mock_data "aws_partition" {
    defaults = {
      dns_suffix = "amazonaws.com"
      partition  = "aws"
    }
  }
}

run "all_of_the_estate" {
  command = plan

  variables {
    landing_bucket           = "acme-raw"
    kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000"
    subnet_ids               = ["subnet-0a", "subnet-0b"]
    security_group_ids       = ["sg-0a"]
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/boundary"
    alarm_topic_arns         = ["arn:aws:sns:eu-west-1:123456789012:alarms"]
    curated_topic_arn        = "arn:aws:sns:eu-west-1:123456789012:curated"
    create_workgroup         = false
    cluster_identifier       = "acme"
  }

  assert {
    condition     = output.landing_bucket == "acme-raw"
    error_message = "A landing bucket is made beside the estate's."
  }

  assert {
    condition     = output.workgroup == null
    error_message = "A workgroup is made beside the estate's."
  }

  assert {
    condition     = output.functions["load"] == "estate-load"
    error_message = "The rows are not copied into the estate's cluster."
  }
}

run "a_key_alone" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000"
  }

  assert {
    condition     = output.landing_bucket == "estate-landing-123456789012"
    error_message = "No landing bucket is made."
  }

  assert {
    condition     = join(",", keys(output.functions)) == "archive,catalog,stage"
    error_message = "There is a function that nothing asks for, or one is missing."
  }
}

run "a_bucket_and_a_network_alone" {
  command = plan

  variables {
    landing_bucket     = "acme-raw"
    subnet_ids         = ["subnet-0a"]
    security_group_ids = ["sg-0a"]
  }

  assert {
    condition     = output.workgroup == "estate"
    error_message = "No workgroup is made."
  }
}
