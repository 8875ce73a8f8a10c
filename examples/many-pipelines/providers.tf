# Credentials come from the environment; the subsidiary's role, where it is given, is taken on with them.
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

provider "aws" {
  alias  = "subsidiary"
  region = "eu-west-1"

  dynamic "assume_role" {
    for_each = var.subsidiary_role_arn == null ? [] : [var.subsidiary_role_arn]
    content {
      role_arn = assume_role.value
    }
  }
}
