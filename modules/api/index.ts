// api: the REST API over lake and warehouse, and the function that answers what needs no engine.
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import * as z from "zod";
import type { ApiEnvironment } from "../../core/environment/api.ts";
import { account } from "../constructs/account.ts";
import { encryptionKey } from "../constructs/encryption-key.ts";
import { functionOutputs, lambdaFunction, outputsOf } from "../constructs/function.ts";
import { environmentOf } from "../constructs/function-environment.ts";
import { dataGuard, keyGuard } from "../constructs/guard.ts";
import { forceRule, keyRule, logRetentionRule, nameRule } from "../constructs/inputs.ts";
import { defineModule, Expr, forEach, local, tf, type Value, when } from "../kit/index.ts";
import { apiAlarms } from "./alarms.ts";
import { arrivalVariables, encryptsArrivals, uploadRole } from "./arrivals.ts";
import { apiBody } from "./body.ts";
import { usagePlans } from "./consumers.ts";
import { domain } from "./domain.ts";
import { exportsRole, exportVariables } from "./exports.ts";
import { inputs } from "./inputs.ts";
import { permissions } from "./permissions.ts";
import { restApi } from "./rest-api.ts";
import { settingsObject } from "./settings.ts";
import { apiTable } from "./table.ts";
import { warehouseVariables } from "./warehouse.ts";

/** API Gateway waits no longer. */
const TIMEOUT_SECONDS = 29;

const outputs = z.object({
  ...functionOutputs,
  api_id: z.string().describe("Id of the REST API."),
  api_arn: z.string().describe("ARN of the REST API's stage, as WAF and IAM's console name it."),
  execution_arn: z
    .string()
    .describe(
      "What IAM policies of callers name: `execute-api:Invoke` on this and `/METHOD/PATH`, or `/*` for all of it.",
    ),
  url: z.string().describe("The API's address: the domain's, where there is one."),
  invoke_url: z.string().describe("The API's address at API Gateway."),
  table_name: z.string().describe("Name of the table of requests."),
  table_arn: z.string().describe("ARN of the table of requests."),
  settings_uri: z.string().describe("s3:// URI of the API's settings, for functions of the API."),
  settings_digest: z.string().describe("SHA-256 of the API's settings, in hex."),
  access_log_group_name: z.string().describe("Name of the log group of requests."),
  access_log_group_arn: z.string().describe("ARN of the log group of requests."),
  usage_plan_ids: z.record(z.string(), z.string()).describe("Usage plan → its id."),
  domain_target: z
    .string()
    .describe("The name that a record of the domain points at; null where there is no domain."),
  domain_zone_id: z.string().describe("Id of the hosted zone of that name; null where there is no domain."),
  api_alarm_arns: z.record(z.string(), z.string()).describe("server_errors, latency → ARN of the alarm."),
  kms_key_arn: z.string().describe("ARN of the key that table, logs and environment are encrypted with."),
});

export const api = defineModule({
  name: "api",
  description:
    "A REST API over lake and warehouse: an API Gateway, and the Lambda function behind it that reads datasets and models, " +
    "runs queries, and takes imports. What it serves and which group may do what, the contract's `api` says; who is in a " +
    "group, `members`.",
  usage: `
module "api" {
  source = "./terraform-aws-headrace/modules/api"

  name               = "acme"
  api                = yamldecode(file("\${path.module}/headrace.yaml")).api
  members            = { analysts = { principals = [aws_iam_role.analyst.arn] } }
  contract_uri       = "s3://acme-system/contract.json"
  contract_digest    = sha256(local.contract)
  system_bucket      = module.lake.bucket_names["system"]
  curated_bucket     = module.lake.bucket_names["curated"]
  audit_table_name   = module.audit.table_name
  audit_table_arn    = module.audit.table_arn
  glue_database_name = module.catalog.database_name

  athena = {
    workgroup_name   = module.athena.workgroup_name
    results_location = module.athena.results_location
  }
}
`,
  notes: `
Callers sign their requests for the service \`execute-api\`, and need \`execute-api:Invoke\` on \`execution_arn\`:

\`\`\`hcl
data "aws_iam_policy_document" "analyst" {
  statement {
    actions   = ["execute-api:Invoke"]
    resources = ["\${module.api.execution_arn}/GET/*", "\${module.api.execution_arn}/POST/queries"]
  }
}
\`\`\`

API Gateway writes its access log by a role that an account has once in each region. Where it has none yet, AWS refuses the stage:
set \`account_log_role = true\` in one module of the account, and leave the setting there.

A destroy is refused, and the table is protected from deletion, until both \`force_destroy\` and \`i_understand_that_data_is_lost\`
are true and applied.
`,
  inputs,
  outputs,
  artifacts: ["api.zip"],
  rules: (vars) => [
    nameRule(vars),
    keyRule(vars),
    forceRule(vars),
    logRetentionRule(vars.log_retention_days),
    {
      variable: "authorizer_function",
      condition: tf`(${vars.authorization} == "jwt") == (${vars.authorizer_function} != null)`,
      message: 'Give authorizer_function where authorization is "jwt", and nowhere else.',
    },
    {
      variable: "domain",
      condition: tf`!(${vars.domain} != null && ${vars.private} != null)`,
      message:
        "Leave domain out where the API is private: its domain would have to be a private one, which is not made here.",
    },
    {
      variable: "members",
      condition: tf`alltrue([for group in keys(${vars.members}) : contains(keys(try(${vars.api}.groups, {})), group)])`,
      message: "Write for the keys of members groups that the contract's api has.",
    },
  ],
  build(scope, variables) {
    const at = account(scope, variables);
    const vars = { ...variables, name: at.name };
    const keyArn = encryptionKey(scope, at, "api", vars, ["cloudwatch", "logs"]);
    const table = apiTable(scope, vars, keyArn);
    const settings = settingsObject(scope, vars);
    const environment: { [K in keyof ApiEnvironment]: Value } = {
      CONTRACT_URI: vars.contract_uri,
      CONTRACT_DIGEST: vars.contract_digest,
      SETTINGS_URI: settings.uri,
      SETTINGS_DIGEST: settings.digest,
      API_TABLE: table.attr("name"),
      AUDIT_TABLE: vars.audit_table_name,
      GLUE_DATABASE: vars.glue_database_name,
      ATHENA_WORKGROUP: tf`try(${vars.athena}.workgroup_name, null)`,
      ...arrivalVariables(at, vars),
      ...warehouseVariables(vars),
      ...exportVariables(at, vars),
    };
    const own = lambdaFunction(
      scope,
      at,
      { ...vars, timeout_seconds: tf`${TIMEOUT_SECONDS}` },
      {
        suffix: "api",
        description: "Answers the REST API",
        failure: "The API's function fails. Its log says why, under the ids that callers were answered.",
        zip: "api.zip",
        environment: environmentOf(environment as { [name: string]: Value }),
        statements: permissions(at, vars, { tableArn: table.attr("arn"), settingsUri: settings.uri }),
        keyArn,
        encrypts: { when: tf`${vars.athena} != null || ${encryptsArrivals(vars)}` },
      },
    );
    uploadRole(scope, at, vars, keyArn, own.role);
    exportsRole(scope, at, vars, keyArn, own.role);
    const functions = local(
      scope,
      "functions",
      tf`merge({ for name, f in ${vars.other_functions} : name => f }, ${{
        api: { arn: own.function.attr("arn"), name: own.function.attr("function_name") },
      }})`,
    );
    const invokeArn = (arn: string) =>
      tf`"arn:\${${at.partition}}:apigateway:\${${at.region}}:lambda:path/2015-03-31/functions/\${${new Expr(arn)}}/invocations"`;
    local(scope, "authorizer_invoke_arn", invokeArn('try(var.authorizer_function.arn, "none")'));
    const invokeArns = local(
      scope,
      "invoke_arns",
      tf`{ for name, f in ${functions} : name => ${invokeArn("f.arn")} }`,
    );
    const rest = restApi(scope, at, vars, { body: apiBody(scope, vars, invokeArns), keyArn });
    forEach(
      new LambdaPermission(scope, "invoke", {
        statementId: `${vars.name}-api`,
        action: "lambda:InvokeFunction",
        functionName: tf`${functions}[each.key].name`.toString(),
        principal: "apigateway.amazonaws.com",
        sourceArn: `${rest.api.attr("execution_arn")}/${rest.stageName}/*`,
      }),
      // Their names alone: the ARNs may be known late.
      tf`toset(concat(["api"], keys(${vars.other_functions})))`,
    );
    when(
      tf`${vars.authorizer_function} != null`,
      new LambdaPermission(scope, "authorize", {
        statementId: `${vars.name}-api`,
        action: "lambda:InvokeFunction",
        functionName: tf`try(${vars.authorizer_function}.name, null)`.toString(),
        principal: "apigateway.amazonaws.com",
        sourceArn: `${rest.api.attr("execution_arn")}/authorizers/*`,
      }),
    );
    const plans = usagePlans(scope, vars, rest);
    const { target, zone, url } = domain(scope, vars, rest);
    const alarms = apiAlarms(scope, vars, rest);
    keyGuard(scope, vars);
    dataGuard(scope, vars, "The table holds which requests were done.");
    return {
      ...outputsOf(own),
      api_id: rest.api.attr("id"),
      api_arn: rest.stage.attr("arn"),
      execution_arn: rest.stage.attr("execution_arn"),
      url: tf`coalesce(${url}, ${rest.stage.attr("invoke_url")})`,
      invoke_url: rest.stage.attr("invoke_url"),
      table_name: table.attr("name"),
      table_arn: table.attr("arn"),
      settings_uri: settings.uri,
      settings_digest: settings.digest,
      access_log_group_name: rest.accessLog.attr("name"),
      access_log_group_arn: rest.accessLog.attr("arn"),
      usage_plan_ids: plans,
      domain_target: target,
      domain_zone_id: zone,
      api_alarm_arns: alarms,
      kms_key_arn: keyArn,
    };
  },
});
