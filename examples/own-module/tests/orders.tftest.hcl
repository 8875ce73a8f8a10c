# Run: terraform init && terraform test
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

run "production_has_a_name_of_its_own" {
  command = plan

  variables {
    stage = "production"
  }

  assert {
    condition     = output.landing_bucket == "orders-production-landing-123456789012"
    error_message = "Production shares its bucket with another stage."
  }
}

run "refuses_another_stage" {
  command = plan

  module {
    source = "./orders"
  }

  variables {
    stage = "staging"
  }

  expect_failures = [var.stage]
}
