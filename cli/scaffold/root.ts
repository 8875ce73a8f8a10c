// A minimal Terraform root around a contract.
import { realpathSync } from "node:fs";
import { relative } from "node:path";
import { CONTRACT_FILE } from "../contract.ts";
import { CONTRACT_SCHEMA, MODULE_SET } from "../module-files.ts";

/** main.tf of the pipeline `name` in `dir`, an existing folder; which holds its contract. */
export const mainTf = (dir: string, name: string): string => `\
# \`headrace run\` and \`headrace apply\` apply this to the local AWS. For an account of yours: let \`source\` name the
# place where you publish the modules, add a backend and a provider block with your region, and run terraform apply.
terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

locals {
  contract = yamldecode(file("\${path.module}/${CONTRACT_FILE}"))
}

module "pipeline" {
  source = ${JSON.stringify(modulePath(dir))}

  name     = ${JSON.stringify(name)}
  datasets = local.contract.datasets
  exports  = try(local.contract.exports, {})
  api      = try(local.contract.api, null)
  deliver  = try(local.contract.deliver, {})
  jobs     = try(local.contract.jobs, {})
  batch    = { enabled = length(try(local.contract.jobs, {})) > 0 }
}

output "buckets" {
  description = "Put a file to s3://LANDING/DATASET/FILE to import it."
  value       = module.pipeline.bucket_names
}
`;

/** Relative, as Terraform wants a local module; it must begin with a dot. */
const modulePath = (dir: string): string => pathFrom(dir, MODULE_SET);

/** Where an editor finds the contract's JSON Schema: a relative reference, in which a blank would end it. */
export const schemaReference = (dir: string): string => encodeURI(pathFrom(dir, CONTRACT_SCHEMA));

function pathFrom(dir: string, target: string): string {
  const path = relative(realpathSync(dir), target).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

export const GITIGNORE = `\
.headrace/
.terraform/
*.tfstate
*.tfstate.*
`;
