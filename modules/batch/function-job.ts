// The job of a function: what outlasts the function goes on in the image `stage`, with the function's code and rights, on the queue that
// names no shares.
import { BatchJobDefinition } from "@cdktf/provider-aws/lib/batch-job-definition/index.js";
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  type Expr,
  one,
  type Statement,
  seldom,
  tf,
  type Value,
  when,
} from "../kit/index.ts";
import { containerProperties } from "./container.ts";
import { retryStrategy } from "./import-job.ts";
import { type RoleVars, startStatements, taskRole } from "./roles.ts";

/** The variables of the function's module. */
export interface FunctionJobVars extends RoleVars {
  /** As functionJobShape says it; null where there are no jobs. */
  job: Expr;
  architecture: Expr;
}

export interface FunctionJobOptions {
  /** What follows the module's name in the function's name. */
  suffix: string;
  description: string;
  /** The first word of the command, and the parameter that is the second; which stands for `unasked` where nobody gives it. */
  command: string;
  parameter: string;
  unasked?: string;
  environment: { readonly [name: string]: Value };
  statements: readonly Statement[];
  size: { vcpus: Expr; memoryMb: Expr; storageGib: Expr };
}

export interface FunctionJob {
  /** Whether there is one. */
  isThere: Expr;
  queueArn: Expr;
  /** ARN of the definition, with its revision; null where there are no jobs, as all of this. */
  definitionArn: Expr;
  definitionName: Expr;
  roleName: Expr;
}

export function functionJob(
  scope: Construct,
  at: Account,
  vars: FunctionJobVars,
  options: FunctionJobOptions,
): FunctionJob {
  const { suffix, description, command, parameter, unasked } = options;
  const isThere = tf`${vars.job} != null`;
  const of = (name: string): Expr => tf`try(${vars.job.attr(name)}, null)`;
  const rare = (statements: readonly Statement[]) => statements.map((one) => seldom(one, "WhenLong"));
  const role = taskRole(scope, at, vars, {
    id: "job",
    suffix: `${suffix}-job`,
    description,
    onlyIf: isThere,
    statements: rare(options.statements),
  });
  const execution = taskRole(scope, at, vars, {
    id: "start",
    suffix: `${suffix}-job-start`,
    description: `Fetches the image of jobs of ${suffix} and writes their log`,
    onlyIf: isThere,
    statements: rare(
      startStatements(
        at,
        `${of("log_group_name")}`,
        tf`[for arn in [${of("repository_arn")}] : arn if arn != null]`,
      ),
    ),
  });
  const definition = new BatchJobDefinition(scope, "job-definition", {
    name: `${vars.name}-${suffix}`,
    type: "container",
    platformCapabilities: [`${of("compute")}`],
    ...(unasked !== undefined && { parameters: { [parameter]: unasked } }),
    containerProperties: containerProperties(at, {
      image: of("image_uri"),
      command: [command, `Ref::${parameter}`],
      jobRoleArn: role.attr("arn"),
      executionRoleArn: execution.attr("arn"),
      environment: { ...options.environment, PIPELINE: vars.name, AWS_REGION: at.region },
      ...options.size,
      fargate: tf`${of("compute")} == "FARGATE"`,
      isPublic: of("assign_public_ip"),
      architecture: vars.architecture,
      logGroup: of("log_group_name"),
      streamPrefix: suffix,
    }).toString(),
    retryStrategy: retryStrategy(of("attempts")),
    timeout: { attemptDurationSeconds: of("timeout_seconds").number },
    propagateTags: true,
    tags: vars.tags.map,
  });
  when(isThere, definition);
  return {
    isThere,
    queueArn: of("queue_arn"),
    definitionArn: one(definition, "arn"),
    definitionName: one(definition, "name"),
    roleName: role.attr("name"),
  };
}

/** How the function hands on to it. */
export const handOnStatement = ({ isThere, queueArn, definitionArn }: FunctionJob): Statement => ({
  sid: "GoOnInJob",
  actions: [],
  rarely: { WhenLong: ["batch:SubmitJob"] },
  resources: [queueArn, definitionArn],
  when: isThere,
});
