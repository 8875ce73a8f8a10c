// The REST API itself: where it is reached, its deployment and stage, what of it is logged and limited.
import { ApiGatewayAccount } from "@cdktf/provider-aws/lib/api-gateway-account/index.js";
import { ApiGatewayDeployment } from "@cdktf/provider-aws/lib/api-gateway-deployment/index.js";
import { ApiGatewayMethodSettings } from "@cdktf/provider-aws/lib/api-gateway-method-settings/index.js";
import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { ApiGatewayRestApiPolicy } from "@cdktf/provider-aws/lib/api-gateway-rest-api-policy/index.js";
import { ApiGatewayStage } from "@cdktf/provider-aws/lib/api-gateway-stage/index.js";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association/index.js";
import type { Account } from "../constructs/account.ts";
import {
  assumeRole,
  type Construct,
  dependsOn,
  type Expr,
  jsonencode,
  policy,
  ref,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import { BINARY_TYPES } from "./body.ts";
import type { inputs } from "./inputs.ts";

/** The version of the API's addresses: what would break clients gets another one. */
const STAGE = "v1";

export interface RestApi {
  api: Expr;
  stage: Expr;
  stageName: string;
  accessLog: Expr;
}

export function restApi(
  scope: Construct,
  at: Account,
  vars: Vars<typeof inputs>,
  { body, keyArn }: { body: Expr; keyArn: Expr },
): RestApi {
  const isPrivate = tf`${vars.private} != null`;
  const endpoints = tf`try(${vars.private}.vpc_endpoint_ids, [])`;
  const api = new ApiGatewayRestApi(scope, "this", {
    name: `${vars.name}-api`,
    description: `The REST API of ${vars.name}`,
    body: `${body}`,
    binaryMediaTypes: BINARY_TYPES,
    apiKeySource: "HEADER",
    endpointConfiguration: {
      types: tf`[${isPrivate} ? "PRIVATE" : "REGIONAL"]`.list,
      vpcEndpointIds: tf`${isPrivate} ? ${endpoints} : null`.list,
    },
    disableExecuteApiEndpoint: tf`try(!${vars.domain}.keep_default_endpoint, false)`.value,
    tags: vars.tags.map,
  });
  const access = when(
    isPrivate,
    new ApiGatewayRestApiPolicy(scope, "endpoints", {
      restApiId: `${ref(api, "id")}`,
      policy: endpointPolicy(endpoints).toString(),
    }),
  );
  const deployment = dependsOn(
    new ApiGatewayDeployment(scope, "this-deployment", {
      restApiId: `${ref(api, "id")}`,
      // A deployment is a picture of the API: another body, or other endpoints, need another one.
      triggers: { body: tf`sha256(jsonencode([${body}, ${endpoints}]))`.toString() },
      lifecycle: { createBeforeDestroy: true },
    }),
    access,
  );
  const logs = new CloudwatchLogGroup(scope, "access-log", {
    name: `/aws/apigateway/${vars.name}-api`,
    retentionInDays: vars.log_retention_days.number,
    kmsKeyId: `${keyArn}`,
    tags: vars.tags.map,
  });
  const stage = dependsOn(
    new ApiGatewayStage(scope, "stage", {
      restApiId: `${ref(api, "id")}`,
      deploymentId: `${ref(deployment, "id")}`,
      stageName: STAGE,
      accessLogSettings: { destinationArn: `${ref(logs, "arn")}`, format: accessLogFormat() },
      xrayTracingEnabled: vars.tracing.value,
      tags: vars.tags.map,
    }),
    accountLogs(scope, at, vars),
  );
  new ApiGatewayMethodSettings(scope, "all-methods", {
    restApiId: `${ref(api, "id")}`,
    stageName: `${ref(stage, "stage_name")}`,
    methodPath: "*/*",
    settings: {
      metricsEnabled: true,
      // What API Gateway would log of itself has bodies and headers in it.
      loggingLevel: "OFF",
      dataTraceEnabled: false,
      throttlingRateLimit: vars.rate_limit.number,
      throttlingBurstLimit: vars.burst_limit.number,
    },
  });
  when(
    tf`${vars.waf} != null`,
    new Wafv2WebAclAssociation(scope, "waf", {
      resourceArn: `${ref(stage, "arn")}`,
      webAclArn: tf`try(${vars.waf}.web_acl_arn, null)`.toString(),
    }),
  );
  return { api: ref(api), stage: ref(stage), stageName: STAGE, accessLog: ref(logs) };
}

/** Lets in what comes through the endpoints; IAM, the token or the key are asked all the same. */
function endpointPolicy(endpoints: Expr): Expr {
  const invoke = {
    actions: ["execute-api:Invoke"],
    // A policy of the API's own is read as one of the API that it is put to.
    resources: "execute-api:/*",
    principals: { AWS: "*" },
  };
  return policy([
    { sid: "Invoke", ...invoke },
    {
      sid: "ThroughEndpointsAlone",
      effect: "Deny",
      ...invoke,
      conditions: { StringNotEquals: { "aws:SourceVpce": endpoints } },
    },
  ]);
}

/** One line of JSON for each request: who asked what, and what became of it. No parameter, header or body. */
function accessLogFormat(): string {
  const text = (variable: string) => [variable, `$context.${variable}`] as const;
  const fields = Object.fromEntries([
    text("requestId"),
    text("extendedRequestId"),
    text("requestTime"),
    text("httpMethod"),
    text("resourcePath"),
    text("status"),
    text("responseLength"),
    text("responseLatency"),
    text("integrationLatency"),
    ["error", "$context.error.responseType"],
    ["sourceIp", "$context.identity.sourceIp"],
    ["userArn", "$context.identity.userArn"],
    ["apiKeyId", "$context.identity.apiKeyId"],
    ["principalId", "$context.authorizer.principalId"],
  ]);
  return jsonencode(fields).toString();
}

/** The role by which API Gateway writes logs: a setting of the account, which stays when this is destroyed. */
function accountLogs(scope: Construct, at: Account, vars: Vars<typeof inputs>): ApiGatewayAccount {
  const role = when(
    vars.account_log_role,
    new IamRole(scope, "account-logs", {
      name: `${vars.name}-api-gateway-logs`,
      description: "Lets API Gateway write logs",
      assumeRolePolicy: assumeRole("apigateway.amazonaws.com").toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
  );
  const permissions = when(
    vars.account_log_role,
    new IamRolePolicy(scope, "account-logs-permissions", {
      name: `${vars.name}-api-gateway-logs`,
      role: tf`one(${ref(role)}[*].name)`.toString(),
      policy: policy([
        {
          // API Gateway refuses a role that lacks one of them, as AmazonAPIGatewayPushToCloudWatchLogs has them.
          sid: "WriteLogs",
          actions: [
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:FilterLogEvents",
            "logs:GetLogEvents",
            "logs:PutLogEvents",
          ],
          resources: at.arn("logs", "*"),
        },
      ]).toString(),
    }),
  );
  return dependsOn(
    when(
      vars.account_log_role,
      new ApiGatewayAccount(scope, "account", { cloudwatchRoleArn: tf`one(${ref(role)}[*].arn)`.toString() }),
    ),
    permissions,
  );
}
