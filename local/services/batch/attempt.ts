// One attempt at a job, as ECS makes it: what its execution role must be let do, its environment, its log, its end.
import { randomBytes } from "node:crypto";
import { CallError, callJson } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import type { LogStream, Logs } from "../../process/logs.ts";
import { substituted } from "./command.ts";
import { runContainer } from "./container-run.ts";
import { resourcesOf } from "./definition.ts";
import type { Job } from "./job.ts";
import type { OwnImages } from "./own-images.ts";
import { runProcess } from "./process-run.ts";
import type { Run, RunEnd } from "./run.ts";

/** Where Batch's jobs write unless their definition says otherwise. */
const DEFAULT_GROUP = "/aws/batch/job";

export interface AttemptContext {
  endpoint: string;
  accountId: string;
  forward: Forward;
  roles: RoleAccess;
  logs: Logs;
  images: OwnImages;
  /** For files of processes. */
  scratch: string;
}

export interface StartedAttempt extends Run {
  logStreamName: string;
  taskArn: string;
}

/** Starts a job's container; what keeps it from starting is the reason of its end. */
export async function startAttempt(
  job: Job,
  environmentName: string,
  context: AttemptContext,
): Promise<StartedAttempt> {
  const { container, region } = job;
  const task = randomBytes(16).toString("hex");
  const taskArn = `arn:aws:ecs:${region}:${context.accountId}:task/AWSBatch-${environmentName}/${task}`;
  const options = container.logConfiguration?.options ?? {};
  const group = options["awslogs-group"] ?? DEFAULT_GROUP;
  const prefix = options["awslogs-stream-prefix"] ?? job.definition.jobDefinitionName;
  const logStreamName = `${prefix}/default/${task}`;
  const over = (reason: string): StartedAttempt => ({
    logStreamName,
    taskArn,
    ended: Promise.resolve({ reason }),
    stop: () => undefined,
  });

  const lacking = await lackingToStart(job, group, logStreamName, context);
  if (lacking) return over(lacking);
  let secrets: Record<string, string>;
  try {
    secrets = await secretsOf(job, context);
  } catch (error) {
    return over(
      `ResourceInitializationError: unable to pull secrets or registry auth: ${(error as Error).message}`,
    );
  }
  const log = openLog(job, group, logStreamName, context);
  const { vcpus, memory } = resourcesOf(container);
  const toRun = {
    container,
    command: substituted(container.command ?? [], job.parameters),
    env: { ...secrets, ...environmentOf(job, environmentName, context) },
    memory,
    vcpus,
    log,
  };
  const entry = context.images.entryOf(container.image);
  const run = await (entry ? runProcess(entry, toRun, context.scratch) : runContainer(toRun));
  return { ...run, ended: closing(run.ended, log, context.logs), logStreamName, taskArn };
}

/** What the execution role lacks, in ECS's words: to fetch the image, to write the log. EC2's instance role is not judged. */
async function lackingToStart(
  { container, region }: Job,
  group: string,
  stream: string,
  { accountId, roles }: AttemptContext,
): Promise<string | undefined> {
  const role = container.executionRoleArn;
  if (!role) return undefined;
  const needs: [action: string, resource: string][] = [];
  const registry = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com[.a-z]*\/([^:@]+)/.exec(container.image);
  if (registry) {
    const repository = `arn:aws:ecr:${registry[2]}:${registry[1]}:repository/${registry[3]}`;
    needs.push(
      ["ecr:GetAuthorizationToken", "*"],
      ...["BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"].map(
        (action): [string, string] => [`ecr:${action}`, repository],
      ),
    );
  }
  const logArn = `arn:aws:logs:${region}:${accountId}:log-group:${group}:log-stream:${stream}`;
  needs.push(["logs:CreateLogStream", logArn], ["logs:PutLogEvents", logArn]);
  for (const [action, resource] of needs) {
    if ((await roles.lacks(role, action, resource, true)) === undefined) continue;
    const who = `role ${role} is not authorized to perform: ${action} on resource: ${resource}`;
    return action.startsWith("ecr:")
      ? `CannotPullECRContainerError: AccessDeniedException: ${who}`
      : `ResourceInitializationError: failed to validate logger args: AccessDeniedException: ${who}`;
  }
  return undefined;
}

/** The values of `secrets`, which the execution role reads: whole secrets, or one field of them (ARN:FIELD::). */
async function secretsOf(
  { container, region }: Job,
  { forward, roles }: AttemptContext,
): Promise<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { name, valueFrom } of container.secrets ?? []) {
    const parts = valueFrom.split(":");
    const [arn, field] = [parts.slice(0, 7).join(":"), parts[7]];
    const role = container.executionRoleArn ?? "";
    if (await roles.lacks(role, "secretsmanager:GetSecretValue", arn, true))
      throw new Error(`role ${role} is not authorized to perform: secretsmanager:GetSecretValue on ${arn}`);
    const { SecretString = "" } = await callJson<{ SecretString?: string }>(
      forward,
      "secretsmanager",
      region,
      "GetSecretValue",
      { SecretId: arn },
    ).catch((error: unknown) => {
      if (error instanceof CallError) throw new Error(`${error.code}: ${error.message}`);
      throw error;
    });
    values[name] = field
      ? String((JSON.parse(SecretString) as Record<string, unknown>)[field])
      : SecretString;
  }
  return values;
}

/**
 * What a container sees: its definition's variables, Batch's own, and what Fargate's tasks have. On AWS its credentials
 * come from an address that its SDK asks; here they are variables.
 */
function environmentOf(
  job: Job,
  environmentName: string,
  { endpoint, roles }: AttemptContext,
): Record<string, string> {
  const { container, region, child } = job;
  const { jobRoleArn } = container;
  const credentials = jobRoleArn ? roles.credentials(jobRoleArn, job.jobId.replace(":", "-")) : undefined;
  const fargate = job.definition.platformCapabilities?.includes("FARGATE");
  return {
    ...(fargate && { AWS_REGION: region, AWS_DEFAULT_REGION: region, AWS_EXECUTION_ENV: "AWS_ECS_FARGATE" }),
    ...Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value])),
    AWS_BATCH_JOB_ID: job.jobId,
    AWS_BATCH_JOB_ATTEMPT: String(job.attempts.length + 1),
    AWS_BATCH_JQ_NAME: job.queue.jobQueueName,
    AWS_BATCH_CE_NAME: environmentName,
    ...(child && { AWS_BATCH_JOB_ARRAY_INDEX: String(child.index) }),
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    ...(credentials && {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    }),
  };
}

function openLog(
  job: Job,
  group: string,
  stream: string,
  { logs, roles }: Pick<AttemptContext, "logs" | "roles">,
): LogStream {
  const role = job.container.executionRoleArn;
  return logs.open({
    name: `job-${job.jobName}`,
    region: job.region,
    group,
    stream,
    mayLog: async (action, resource) =>
      role === undefined || (await roles.lacks(role, action, resource, true)) === undefined,
    makesGroup: group === DEFAULT_GROUP,
  });
}

async function closing(ended: Promise<RunEnd>, log: LogStream, logs: Logs): Promise<RunEnd> {
  const end = await ended;
  log.close();
  await logs.flush();
  return end;
}
