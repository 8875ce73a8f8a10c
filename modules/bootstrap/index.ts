// bootstrap: what an account has before Terraform comes: a bucket for its state, CI's identity and roles, and a boundary for what they
// make. template.ts says the same for CloudFormation.
import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider/index.js";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy/index.js";
import * as z from "zod";
import { PIPELINE_NAME_LENGTH } from "../../core/contract/schema.ts";
import { account } from "../constructs/account.ts";
import { secureBuckets } from "../constructs/bucket.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, nameRule } from "../constructs/inputs.ts";
import { defineModule, type Expr, jsonencode, one, ref, tf, type Value, when } from "../kit/index.ts";
import { boundaryRights } from "./boundary.ts";
import { inputs } from "./inputs.ts";
import { type Place, stateKey } from "./place.ts";
import { ciRoles } from "./roles.ts";
import { GITHUB } from "./trust.ts";

const text = (description: string) => z.string().describe(description);

const outputs = z.object({
  state_bucket_name: text("Name of the bucket of Terraform's states."),
  kms_key_arn: text("ARN of the key that they are encrypted with."),
  boundary_arn: text("ARN of the boundary: `permissions_boundary_arn` of whatever CI applies."),
  role_arns: z
    .record(z.string(), z.string())
    .describe("`plan`, `ephemeral` and each environment → ARN of the role that CI takes on for it."),
  backends: z
    .record(z.string(), z.string())
    .describe(
      "Environment → what `terraform init -backend-config=FILE` takes: bucket, key, encryption and lock.",
    ),
});

export const bootstrap = defineModule({
  name: "bootstrap",
  description:
    "What has to be there before Terraform: a bucket for states (versioned, encrypted, TLS only, locked by S3 itself), and for GitHub " +
    "Actions and GitLab CI a provider of their tokens, a role that plans, one for each environment that applies it alone, and one for " +
    "environments of pull requests; every role that these make is bound.",
  usage: `
module "bootstrap" {
  source = "./terraform-aws-headrace/modules/bootstrap"

  name   = "acme"
  github = { repository = "acme/pipelines" }
}
`,
  notes: `
Apply it once, by hand, with a state of its own beside it; then move that state into the bucket where you like (\`terraform init -migrate-state\`).
\`examples/bootstrap\` has the same as a CloudFormation template.

A state is locked by S3 itself (\`use_lockfile\`, Terraform 1.10 and OpenTofu 1.10 or newer): there is no table.

Keys have no names in their ARNs, and Glue's have no hyphens: there the roles that apply reach beyond their environment. Whoever needs a wall there gives
each environment an account of its own, with a bootstrap in each.

A destroy is refused until both \`force_destroy\` and \`i_understand_that_data_is_lost\` are true and applied.
`,
  inputs,
  outputs,
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    ...(["github", "gitlab"] as const).map((variable) => ({
      variable,
      condition: tf`${vars[variable]} == null ? true : ${vars[variable].attr("create_provider")} != (${vars[variable].attr("provider_arn")} != null)`,
      message: `Give ${variable}.provider_arn where ${variable}.create_provider is false, and only there.`,
    })),
    {
      variable: "name",
      // A pull request's number has five digits at most.
      condition: tf`length(${vars.name}) + 1 + max(8, [for e in ${vars.environments} : length(e)]...) <= ${PIPELINE_NAME_LENGTH}`,
      message: `Write for name one that leaves room: NAME-ENVIRONMENT, and NAME-pr-12345, have ${PIPELINE_NAME_LENGTH} characters at most.`,
    },
    {
      variable: "environments",
      condition: tf`length([for e in ${vars.environments} : e if contains(["plan", "ephemeral", "pr"], e) || startswith(e, "pr-")]) == 0`,
      message: "Write for environments other names than plan, ephemeral and pr: these are taken.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "state", vars, []);
    const rule = {
      id: "versions",
      prefix: "",
      archive_after_days: null,
      archive_storage_class: null,
      expire_after_days: null,
      noncurrent_days: vars.state_versions_days,
    };
    const buckets = secureBuckets(scope, "state", at, {
      over: tf`toset(["state"])`,
      bucketName: `${vars.name}-state-${at.id}`,
      lifecycleRules: tf`${{ state: [rule] }}`,
      keyArn,
      versioning: "Enabled",
      forceDestroy: vars.force_destroy,
      holds: "The bucket holds the states of all that Terraform has made.",
      tags: vars.tags,
    });
    const bucket = tf`${buckets}["state"].bucket`;
    const provider = (id: "github" | "gitlab", url: string, audience: string): Expr => {
      const made = when(
        tf`try(${vars[id].attr("create_provider")}, false)`,
        new IamOpenidConnectProvider(scope, id, { url, clientIdList: [audience], tags: vars.tags.map }),
      );
      return tf`try(coalesce(${one(made, "arn")}, ${vars[id].attr("provider_arn")}), null)`;
    };
    const place: Place = {
      partition: `${at.partition}`,
      account: `${at.id}`,
      region: `${at.region}`,
      dnsSuffix: `${at.dnsSuffix}`,
      name: `${vars.name}`,
      stateKeyArn: `${keyArn}`,
      stateBucket: `${bucket}`,
      boundaryArn: `arn:${at.partition}:iam::${at.id}:policy/${vars.name}-boundary`,
    };
    const boundary = new IamPolicy(scope, "boundary", {
      name: `${vars.name}-boundary`,
      description: `The most that roles of ${vars.name}'s environments may do`,
      policy: jsonencode({
        Version: "2012-10-17",
        Statement: boundaryRights(place) as unknown as Value,
      }).toString(),
      tags: vars.tags.map,
    });
    const roles = ciRoles(scope, vars, place, {
      github: provider("github", GITHUB.url, GITHUB.audience),
      gitlab: provider("gitlab", `${vars.gitlab.attr("url")}`, `${vars.gitlab.attr("audience")}`),
    });
    keyGuard(scope, vars);
    dataGuard(scope, vars, "The bucket holds the states of all that Terraform has made.");
    const key = stateKey(`\${e}`);
    return {
      state_bucket_name: bucket,
      kms_key_arn: keyArn,
      boundary_arn: ref(boundary, "arn"),
      role_arns: roles,
      backends: tf`{ for e in ${vars.environments} : e => ${`bucket       = "${bucket}"\nkey          = "${key}"\nregion       = "${at.region}"\nencrypt      = true\nkms_key_id   = "${keyArn}"\nuse_lockfile = true\n`} }`,
    };
  },
});
