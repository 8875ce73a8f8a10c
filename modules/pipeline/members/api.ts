// The REST API, where the contract has an `api`, and the function behind it.
import * as z from "zod";
import { api } from "../../api/index.ts";
import { accessInputs } from "../../api/inputs.ts";
import { subscribableRules } from "../../api/rules.ts";
import { type Expr, moduleCall, tf } from "../../kit/index.ts";
import {
  AUTHORIZER,
  CATALOG,
  DELIVERY,
  DETOKENIZE,
  RECORDS_QUEUE,
  RULES,
  WAREHOUSE,
  WORKGROUP,
} from "../addresses.ts";
import {
  API_TOPICS,
  USES_API,
  USES_API_EXPORTS,
  USES_API_WAREHOUSE,
  USES_DETOKENIZE,
  USES_IMPORTS,
  USES_JWT,
  USES_RECORDS,
  USES_RULES,
} from "../asks.ts";
import { member } from "../member.ts";
import { take } from "../warehouse-connection.ts";

const text = (description: string) => z.string().describe(description);
const map = (description: string) => z.record(z.string(), z.string()).describe(description);

/** Those behind the API that are there beside its own. */
const OTHERS = tf`compact([${USES_RULES} ? "rules" : "", ${USES_DETOKENIZE} ? "detokenize" : ""])`;

const functionOf = ({ function_arn, function_name }: { function_arn: Expr; function_name: Expr }) => ({
  arn: function_arn,
  name: function_name,
});

export const apiMember = member({
  names: { functions: ["api"], where: "with an API" },
  outputs: {
    api_url: text("The REST API's address: the domain's, where there is one. Null where there is no API."),
    api_invoke_url: text("The REST API's address at API Gateway; null where there is no API."),
    api_id: text("Id of the REST API; null where there is none."),
    api_execution_arn: text(
      "What IAM policies of callers name, followed by `/METHOD/PATH`; null where there is no API.",
    ),
    api_table_name: text("Name of the API's table of requests; null where there is no API."),
    api_table_arn: text("ARN of the API's table of requests; null where there is no API."),
    api_access_log_group_name: text("Name of the log group of requests; null where there is no API."),
    api_usage_plan_ids: map("Usage plan → its id."),
    api_domain_target: text("What a record of the API's domain points at; null where there is no domain."),
    api_domain_zone_id: text("Id of the hosted zone of that; null where there is no domain."),
  },
  rules: (vars) => subscribableRules(vars.api, vars.deliver),
  build({ scope, vars, shared, contract, bucketNames }) {
    const when = USES_API;
    const outputs = moduleCall(
      scope,
      "api",
      api,
      {
        ...shared.every,
        ...shared.force,
        ...shared.functions,
        ...shared.audit,
        ...take(vars.api_access, ...(Object.keys(accessInputs) as (keyof typeof accessInputs)[])),
        api: vars.api,
        topics: tf`{ for t in ${API_TOPICS} : t => ${{
          arn: tf`${DELIVERY.topic_arns}[t]`,
          dead_letter_arn: tf`${DELIVERY.api_dead_letter_queue_arns}[t]`,
        }} }`,
        other_functions: tf`{ for name, f in ${{ rules: functionOf(RULES), detokenize: functionOf(DETOKENIZE) }} : name => f if contains(${OTHERS}, name) }`,
        other_function_names: OTHERS,
        authorizer_function: tf`${USES_JWT} ? ${functionOf(AUTHORIZER)} : null`,
        authorizer_cache_seconds: tf`try(${vars.api_access}.jwt.cache_seconds, 300)`,
        contract_uri: contract.uri,
        contract_digest: contract.digest,
        system_bucket: bucketNames.at("system"),
        curated_bucket: bucketNames.at("curated"),
        glue_database_name: CATALOG.database_name,
        records_queue: tf`${USES_RECORDS} ? ${{ arn: RECORDS_QUEUE.queue_arn, url: RECORDS_QUEUE.queue_url }} : null`,
        imports: tf`${USES_IMPORTS} ? ${{
          landing_bucket: bucketNames.at("landing"),
          quarantine_bucket: bucketNames.at("quarantine"),
        }} : null`,
        exports_bucket: tf`${USES_API_EXPORTS} ? ${bucketNames.at("exports")} : null`,
        warehouse: tf`${USES_API_WAREHOUSE} ? ${{
          ...{ cluster_identifier: WAREHOUSE.cluster_identifier, workgroup_name: WAREHOUSE.workgroup_name },
          workgroup_arn: WAREHOUSE.workgroup_arn,
          database_name: vars.warehouse.attr("database_name"),
          role_arn: WAREHOUSE.role_arn,
          models_schema: vars.models.attr("models_schema"),
        }} : null`,
        athena: tf`${vars.create_workgroup} ? ${{
          workgroup_name: WORKGROUP.workgroup_name,
          results_location: WORKGROUP.results_location,
        }} : null`,
      },
      { when },
    );
    return {
      functions: [{ name: "api", when, outputs }],
      alarms: tf`{ for k, arn in coalesce(${outputs.api_alarm_arns}, {}) : "api/\${k}" => arn }`,
      outputs: {
        api_url: outputs.url,
        api_invoke_url: outputs.invoke_url,
        api_id: outputs.api_id,
        api_execution_arn: outputs.execution_arn,
        api_table_name: outputs.table_name,
        api_table_arn: outputs.table_arn,
        api_access_log_group_name: outputs.access_log_group_name,
        api_usage_plan_ids: tf`coalesce(${outputs.usage_plan_ids}, {})`,
        api_domain_target: outputs.domain_target,
        api_domain_zone_id: outputs.domain_zone_id,
      },
    };
  },
});
