// The HTTP API before a registry's function: discovery for everybody, all else for who has a token of the issuer.
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js";
import { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js";
import { Apigatewayv2DomainName } from "@cdktf/provider-aws/lib/apigatewayv2-domain-name/index.js";
import { Apigatewayv2Integration } from "@cdktf/provider-aws/lib/apigatewayv2-integration/index.js";
import { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission/index.js";
import {
  type Construct,
  dependsOn,
  type Expr,
  jsonencode,
  one,
  ref,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

type RegistryVars = Vars<typeof inputs>;

const DISCOVERY = "GET /.well-known/terraform.json";
const VERSIONS = "GET /v1/modules/{namespace}/{name}/{provider}/versions";
const DOWNLOAD = "GET /v1/modules/{namespace}/{name}/{provider}/{version}/download";

export interface RegistryApi {
  /** The first part of a module's source. */
  host: Expr;
  /** Where a record of the domain points to, and the hosted zone of that; null where there is none. */
  target: Expr;
  zone: Expr;
  accessLog: Expr;
}

export function httpApi(scope: Construct, vars: RegistryVars, worker: Expr, keyArn: Expr): RegistryApi {
  const isNamed = tf`${vars.domain} != null`;
  const api = new Apigatewayv2Api(scope, "this", {
    name: `${vars.name}-registry`,
    description: `Terraform modules of ${vars.name}`,
    protocolType: "HTTP",
    disableExecuteApiEndpoint: isNamed.value,
    tags: vars.tags.map,
  });
  const apiId = `${ref(api, "id")}`;
  const integration = new Apigatewayv2Integration(scope, "integration", {
    apiId,
    integrationType: "AWS_PROXY",
    integrationUri: `${worker.attr("invoke_arn")}`,
    integrationMethod: "POST",
    payloadFormatVersion: "2.0",
  });
  const authorizer = new Apigatewayv2Authorizer(scope, "tokens", {
    apiId,
    name: `${vars.name}-registry`,
    authorizerType: "JWT",
    identitySources: ["$request.header.Authorization"],
    jwtConfiguration: { issuer: `${vars.issuer}`, audience: vars.audiences.list },
  });
  const target = `integrations/${ref(integration, "id")}`;
  const byToken = { authorizationType: "JWT", authorizerId: `${ref(authorizer, "id")}` };
  const routes = [
    new Apigatewayv2Route(scope, "discovery", {
      apiId,
      routeKey: DISCOVERY,
      target,
      authorizationType: "NONE",
    }),
    new Apigatewayv2Route(scope, "versions", { apiId, routeKey: VERSIONS, target, ...byToken }),
    new Apigatewayv2Route(scope, "download", { apiId, routeKey: DOWNLOAD, target, ...byToken }),
  ];
  const logs = new CloudwatchLogGroup(scope, "access-log", {
    name: `/aws/apigateway/${vars.name}-registry`,
    retentionInDays: vars.log_retention_days.number,
    kmsKeyId: `${keyArn}`,
    tags: vars.tags.map,
  });
  const permission = new LambdaPermission(scope, "api-permission", {
    statementId: "RegistryApi",
    action: "lambda:InvokeFunction",
    functionName: `${worker.attr("function_name")}`,
    principal: "apigateway.amazonaws.com",
    sourceArn: `${ref(api, "execution_arn")}/*`,
  });
  const stage = new Apigatewayv2Stage(scope, "stage", {
    apiId,
    // Discovery is looked for at the root of the host, where every other stage has its name.
    name: "$default",
    autoDeploy: true,
    accessLogSettings: { destinationArn: `${ref(logs, "arn")}`, format: accessLogFormat() },
    defaultRouteSettings: {
      throttlingRateLimit: vars.rate_limit.number,
      throttlingBurstLimit: vars.burst_limit.number,
    },
    tags: vars.tags.map,
  });
  dependsOn(stage, ...routes, permission);
  return { ...domain(scope, vars, ref(api), ref(stage)), accessLog: ref(logs) };
}

function domain(scope: Construct, vars: RegistryVars, api: Expr, stage: Expr) {
  const isNamed = tf`${vars.domain} != null`;
  const name = when(
    isNamed,
    new Apigatewayv2DomainName(scope, "domain", {
      domainName: tf`try(${vars.domain}.name, null)`.toString(),
      domainNameConfiguration: {
        certificateArn: tf`try(${vars.domain}.certificate_arn, null)`.toString(),
        endpointType: "REGIONAL",
        securityPolicy: "TLS_1_2",
      },
      tags: vars.tags.map,
    }),
  );
  when(
    isNamed,
    new Apigatewayv2ApiMapping(scope, "domain-stage", {
      apiId: `${api.attr("id")}`,
      domainName: `${one(name, "id")}`,
      stage: `${stage.attr("id")}`,
    }),
  );
  return {
    host: tf`${vars.domain} != null ? ${vars.domain}.name : trimprefix(${api.attr("api_endpoint")}, "https://")`,
    target: tf`one(${ref(name)}[*].domain_name_configuration[0].target_domain_name)`,
    zone: tf`one(${ref(name)}[*].domain_name_configuration[0].hosted_zone_id)`,
  };
}

/** Who asked for what; neither tokens nor links. */
const accessLogFormat = (): string =>
  jsonencode({
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    routeKey: "$context.routeKey",
    path: "$context.path",
    status: "$context.status",
    subject: "$context.authorizer.claims.sub",
    sourceIp: "$context.identity.sourceIp",
    error: "$context.error.message",
  }).toString();
