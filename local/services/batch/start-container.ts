// One container of an attempt, as ECS starts it: what its execution role must be let do, its environment, its log, its end.
import { join } from "node:path";
import { CallError, callJson } from "../../gateway/call.ts";
import type { LogStream, Logs } from "../../process/logs.ts";
import type { AttemptContext, Task } from "./attempt-context.ts";
import { substituted } from "./command.ts";
import type { TaskContainer } from "./container.ts";
import { runContainer } from "./container-run.ts";
import { resourcesOf } from "./definition.ts";
import { ONLY_CONTAINER } from "./ecs.ts";
import type { Job } from "./job.ts";
import { runProcess } from "./process-run.ts";
import type { Run, RunEnd } from "./run.ts";

/** Where Batch's jobs write unless their definition says otherwise. */
const DEFAULT_GROUP = "/aws/batch/job";

const logOptions = ({ logConfiguration }: TaskContainer) => logConfiguration?.options ?? {};

/** PREFIX/CONTAINER/TASK */
export const streamOf = (container: TaskContainer, { job, id }: Task): string =>
  `${logOptions(container)["awslogs-stream-prefix"] ?? job.definition.jobDefinitionName}/${container.name}/${id}`;

/** Starts a container; what keeps it from starting is the reason of its end. */
export async function startContainer(
  container: TaskContainer,
  task: Task,
  context: AttemptContext,
): Promise<Run> {
  const { job } = task;
  const group = logOptions(container)["awslogs-group"] ?? DEFAULT_GROUP;
  const stream = streamOf(container, task);
  const over = (reason: string): Run => ({ ended: Promise.resolve({ reason }), stop: () => undefined });
  const lacking = await lackingToStart(container, job.region, group, stream, context);
  if (lacking) return over(lacking);
  let secrets: Record<string, string>;
  try {
    secrets = await secretsOf(container, job.region, context);
  } catch (error) {
    return over(
      `ResourceInitializationError: unable to pull secrets or registry auth: ${(error as Error).message}`,
    );
  }
  const log = openLog(container, job, group, stream, context);
  const { vcpus, memory } = resourcesOf(container);
  const command = container.command ?? [];
  const toRun = {
    container,
    mounts: (container.mountPoints ?? []).map(({ sourceVolume, containerPath, readOnly = false }) => ({
      host: join(task.folder, sourceVolume),
      path: containerPath,
      readOnly,
    })),
    // No document says that placeholders in the command of one of several containers are replaced.
    command: container.name === ONLY_CONTAINER ? substituted(command, job.parameters) : command,
    env: { ...secrets, ...environmentOf(container, task, context) },
    memory,
    vcpus,
    log,
  };
  const entry = context.images.entryOf(container.image);
  const run = await (entry ? runProcess(entry, toRun, context.scratch) : runContainer(toRun));
  return { ...run, ended: closing(run.ended, log, context.logs) };
}

/** What the execution role lacks, in ECS's words: to fetch the image, to write the log. EC2's instance role is not judged. */
async function lackingToStart(
  container: TaskContainer,
  region: string,
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
  container: TaskContainer,
  region: string,
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
  container: TaskContainer,
  { job, environmentName, metadata }: Task,
  { endpoint, roles }: AttemptContext,
): Record<string, string> {
  const { region, child } = job;
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
    ...(metadata && { ECS_CONTAINER_METADATA_URI_V4: metadata.address }),
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
  container: TaskContainer,
  job: Job,
  group: string,
  stream: string,
  { logs, roles }: Pick<AttemptContext, "logs" | "roles">,
): LogStream {
  const role = container.executionRoleArn;
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
