// A domain of the caller's for the API.
import { ApiGatewayBasePathMapping } from "@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js";
import { ApiGatewayDomainName } from "@cdktf/provider-aws/lib/api-gateway-domain-name/index.js";
import { type Construct, type Expr, one, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import type { RestApi } from "./rest-api.ts";

/** @returns where a record of the domain points to, and the hosted zone of that; null where there is none */
export function domain(
  scope: Construct,
  vars: Vars<typeof inputs>,
  { api, stage }: RestApi,
): { target: Expr; zone: Expr; url: Expr } {
  const asked = tf`${vars.domain} != null`;
  const name = when(
    asked,
    new ApiGatewayDomainName(scope, "domain", {
      domainName: tf`try(${vars.domain}.name, null)`.toString(),
      regionalCertificateArn: tf`try(${vars.domain}.certificate_arn, null)`.toString(),
      securityPolicy: "TLS_1_2",
      endpointConfiguration: { types: ["REGIONAL"] },
      tags: vars.tags.map,
    }),
  );
  when(
    asked,
    new ApiGatewayBasePathMapping(scope, "domain-path", {
      apiId: `${api.attr("id")}`,
      stageName: `${stage.attr("stage_name")}`,
      domainName: `${one(name, "domain_name")}`,
      basePath: tf`try(${vars.domain}.base_path, "") == "" ? null : ${vars.domain}.base_path`.toString(),
    }),
  );
  return {
    target: one(name, "regional_domain_name"),
    zone: one(name, "regional_zone_id"),
    url: tf`try(trimsuffix("https://\${${vars.domain}.name}/\${${vars.domain}.base_path}", "/"), null)`,
  };
}
