// athena: a workgroup whose queries cannot escape its rules: encrypted results that expire, and a limit on bytes.
import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query/index.js";
import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup/index.js";
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, nameRule } from "../constructs/inputs.ts";
import { defineModule, each, forEach, ref, tf } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { resultsBucket } from "./results-bucket.ts";

const outputs = z.object({
  workgroup_name: z.string().describe("Name of the workgroup."),
  workgroup_arn: z.string().describe("ARN of the workgroup."),
  results_bucket_name: z.string().describe("Name of the bucket of query results."),
  results_bucket_arn: z.string().describe("ARN of the bucket of query results."),
  results_location: z.string().describe("s3:// URI of query results."),
  named_query_ids: z.record(z.string(), z.string()).describe("Name of a query → its id."),
  kms_key_arn: z.string().describe("ARN of the key results are encrypted with."),
});

export const athena = defineModule({
  name: "athena",
  description:
    "An Athena workgroup whose settings hold for every query in it: results are encrypted and expire, a query that " +
    "scans too much is ended, and metrics are published.",
  usage: `
module "athena" {
  source = "./terraform-aws-headrace/modules/athena"

  name                 = "acme"
  bytes_scanned_cutoff = 10737418240 # 10 GiB
}
`,
  inputs,
  outputs,
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    {
      variable: "create_results_bucket",
      condition: tf`${vars.create_results_bucket} || ${vars.results_bucket} != null`,
      message: "Give results_bucket where create_results_bucket is false.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "athena", vars, []);
    const bucket = resultsBucket(scope, at, vars, keyArn);
    const location = tf`${`s3://${bucket}/${vars.results_prefix}`}`;
    const workgroup = new AthenaWorkgroup(scope, "this", {
      name: `${vars.name}`,
      description: `One-off SQL over the lake of ${vars.name}`,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: vars.bytes_scanned_cutoff.number,
        resultConfiguration: {
          outputLocation: `${location}`,
          encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: `${keyArn}` },
        },
      },
      // What a workgroup holds is its history, not data; without this a workgroup that was used cannot be destroyed.
      forceDestroy: true,
      tags: vars.tags.map,
    });
    const queries = forEach(
      new AthenaNamedQuery(scope, "query", {
        name: `${each.key}`,
        workgroup: `${ref(workgroup, "name")}`,
        database: `${each.value.attr("database")}`,
        query: `${each.value.attr("query")}`,
        description: `${each.value.attr("description")}`,
      }),
      vars.named_queries,
    );
    keyGuard(scope, vars, vars.create_results_bucket);
    dataGuard(scope, vars, "The bucket holds query results.", vars.create_results_bucket);
    return {
      workgroup_name: ref(workgroup, "name"),
      workgroup_arn: ref(workgroup, "arn"),
      results_bucket_name: bucket,
      results_bucket_arn: tf`${`arn:${at.partition}:s3:::${bucket}`}`,
      results_location: location,
      named_query_ids: tf`{ for k, v in ${ref(queries)} : k => v.id }`,
      kms_key_arn: keyArn,
    };
  },
});
