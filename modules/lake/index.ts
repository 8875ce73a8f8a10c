// lake: a bucket per zone, the rules that hold for all of them, and who is told of new objects.
import { S3BucketLoggingA } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
import * as z from "zod";
import { account } from "../constructs/account.ts";
import { secureBuckets } from "../constructs/bucket.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, nameRule } from "../constructs/inputs.ts";
import { defineModule, each, forEach, local, tf } from "../kit/index.ts";
import { inputs } from "./inputs.ts";
import { lifecycleRules } from "./lifecycle.ts";
import { lifecycleChecks } from "./lifecycle-rules.ts";
import { notifications } from "./notifications.ts";
import { LIFECYCLE_RULES, NOTIFICATIONS, ZONES } from "./zones.ts";

const outputs = z.object({
  bucket_names: z.record(z.string(), z.string()).describe("Zone → name of its bucket."),
  bucket_arns: z.record(z.string(), z.string()).describe("Zone → ARN of its bucket."),
  kms_key_arn: z.string().describe("ARN of the key the lake is encrypted with."),
});

export const lake = defineModule({
  name: "lake",
  description:
    "The S3 zones of a data lake: landing, curated, quarantine, exports, system and archive. Each is private, versioned, " +
    "encrypted with KMS, reached over TLS only, and archives or deletes by its lifecycle; each can be a bucket of yours.",
  usage: `
module "lake" {
  source = "./terraform-aws-headrace/modules/lake"

  name           = "acme"
  kms_key_arn    = aws_kms_key.data.arn
  create_kms_key = false

  lifecycles = {
    landing = { archive_after_days = 30, expire_after_days = 365 }
  }
}
`,
  notes:
    "A destroy, or a replacement of a bucket, is refused before anything has gone, until both `force_destroy` and `i_understand_that_data_is_lost` are true and applied.\n\n" +
    "A key of yours must let `s3.amazonaws.com` use `kms:GenerateDataKey*` and `kms:Decrypt` where notifications go " +
    "to queues encrypted with it.",
  inputs,
  outputs,
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    ...lifecycleChecks(vars),
    {
      variable: "dataset_retention",
      condition: tf`length(${vars.dataset_retention}) < ${LIFECYCLE_RULES}`,
      message: `Write a retention of their own for at most ${LIFECYCLE_RULES - 1} datasets: a bucket takes ${LIFECYCLE_RULES} lifecycle rules. Leave the others to lifecycles, or split the contract.`,
    },
    {
      variable: "notifications",
      condition: tf`alltrue([for queues in values(${vars.notifications}) : length(queues) <= ${NOTIFICATIONS}])`,
      message: `Name at most ${NOTIFICATIONS} queues for a zone: a bucket takes ${NOTIFICATIONS} notification configurations.`,
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "lake", vars, ["s3", "sns"]);
    const own = tf`setsubtract(${[...ZONES]}, keys(${vars.existing_buckets}))`;
    const rules = local(scope, "lifecycle_rules", lifecycleRules(vars));
    const buckets = secureBuckets(scope, "zone", at, {
      over: own,
      bucketName: `${vars.name}-${each.key}-${at.id}`,
      lifecycleRules: rules,
      smallObjectsMove: vars.archive_small_objects,
      keyArn,
      versioning: vars.versioning,
      forceDestroy: vars.force_destroy,
      holds: "A bucket of the lake may hold data.",
      tags: vars.tags,
    });
    const names = local(
      scope,
      "bucket_names",
      tf`merge({ for zone, bucket in ${buckets} : zone => bucket.bucket }, ${vars.existing_buckets})`,
    );
    forEach(
      new S3BucketLoggingA(scope, "access-logs", {
        bucket: `${each.value.attr("id")}`,
        targetBucket: `${vars.access_logs.attr("bucket")}`,
        targetPrefix: `${vars.access_logs.attr("prefix")}${each.key}/`,
      }),
      tf`{ for zone, bucket in ${buckets} : zone => bucket if ${vars.access_logs} != null }`,
    );
    notifications(scope, vars.notifications, names);
    const any = tf`length(${own}) > 0`;
    keyGuard(scope, vars, any);
    dataGuard(scope, vars, "The lake holds data.", any);
    return {
      bucket_names: names,
      bucket_arns: tf`{ for zone, name in ${names} : zone => "arn:\${${at.partition}}:s3:::\${name}" }`,
      kms_key_arn: keyArn,
    };
  },
});
