// SubmitJob: what AWS refuses is refused, in its words where they are known; the rest becomes a job, or an array of them.
// Sources: AWS Batch API Reference, SubmitJob; AWS Batch User Guide, "Job definition parameters", "Array jobs".
import { randomUUID } from "node:crypto";
import * as z from "zod";
import { ApiError } from "../../gateway/aws-json.ts";
import type { TaskContainer } from "./container.ts";
import type { JobDefinition, JobQueue } from "./definition.ts";
import { containersOf } from "./ecs.ts";
import { type Job, jobArn } from "./job.ts";

const retryStrategy = z.object({
  attempts: z.number().int().min(1).max(10).optional(),
  evaluateOnExit: z
    .array(
      z.object({
        onStatusReason: z.string().optional(),
        onReason: z.string().optional(),
        onExitCode: z.string().optional(),
        action: z.string().regex(/^(retry|exit)$/i),
      }),
    )
    .max(5)
    .optional(),
});

const overrides = z.object({
  command: z.array(z.string()).optional(),
  environment: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
  resourceRequirements: z.array(z.object({ type: z.string(), value: z.string() })).optional(),
  vcpus: z.number().optional(),
  memory: z.number().optional(),
});

const ecsOverrides = z.object({
  taskProperties: z
    .array(z.object({ containers: z.array(overrides.extend({ name: z.string() })).optional() }))
    .max(1)
    .optional(),
});

export const submission = z.object({
  jobName: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, "up to 128 letters, digits, hyphens and underscores"),
  jobQueue: z.string().min(1),
  jobDefinition: z.string().min(1),
  shareIdentifier: z
    .string()
    .regex(/^[A-Za-z0-9]{1,255}$/, "letters and digits")
    .optional(),
  schedulingPriorityOverride: z.number().int().min(0).max(9999).optional(),
  arrayProperties: z.object({ size: z.number().int().min(2).max(10_000).optional() }).optional(),
  dependsOn: z
    .array(z.object({ jobId: z.string().optional(), type: z.enum(["N_TO_N", "SEQUENTIAL"]).optional() }))
    .max(20)
    .optional(),
  parameters: z.record(z.string(), z.string()).optional(),
  containerOverrides: overrides.optional(),
  ecsPropertiesOverride: ecsOverrides.optional(),
  retryStrategy: retryStrategy.optional(),
  timeout: z.object({ attemptDurationSeconds: z.number().int().min(60).optional() }).optional(),
  tags: z.record(z.string(), z.string()).optional(),
});
export type Submission = z.output<typeof submission>;

/** A request's body, 30 KiB at most: Batch's quota. */
const MOST_BYTES = 30 * 1024;

/** @throws ApiError ClientException that names the field */
export function submissionOf(body: Buffer): Submission {
  if (body.length > MOST_BYTES)
    throw new ApiError("ClientException", `Job payload size must not exceed ${MOST_BYTES} bytes.`);
  const parsed = submission.safeParse(JSON.parse(body.toString("utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError(
    "ClientException",
    `Error executing request, Exception : ${issue?.path.join(".")}: ${issue?.message}`,
  );
}

/** The job, and its children where it is an array. */
export function jobsOf(
  asked: Submission,
  queue: JobQueue,
  definition: JobDefinition,
  { region, accountId, now }: { region: string; accountId: string; now: number },
): [Job, ...Job[]] {
  check(asked, queue, definition);
  const jobId = randomUUID();
  const arraySize = asked.arrayProperties?.size;
  const job: Job = {
    jobId,
    jobArn: jobArn(region, accountId, jobId),
    jobName: asked.jobName,
    region,
    queue,
    definition,
    containers: containersOf(definition).map((one) => overridden(one, overridesFor(one.name, asked))),
    parameters: { ...definition.parameters, ...asked.parameters },
    retryStrategy: { ...definition.retryStrategy, ...asked.retryStrategy },
    timeoutSeconds:
      asked.timeout?.attemptDurationSeconds ?? definition.timeout?.attemptDurationSeconds ?? undefined,
    shareIdentifier: asked.shareIdentifier,
    schedulingPriority: asked.schedulingPriorityOverride,
    dependsOn: asked.dependsOn ?? [],
    tags: asked.tags ?? {},
    arraySize,
    createdAt: now,
    state: "SUBMITTED",
    attempts: [],
    isCancelled: false,
    isTerminated: false,
  };
  const children = Array.from({ length: arraySize ?? 0 }, (_, index): Job => {
    const id = `${jobId}:${index}`;
    const { arraySize: _size, ...own } = job;
    return {
      ...own,
      jobId: id,
      jobArn: jobArn(region, accountId, id),
      child: { parent: jobId, index },
      attempts: [],
    };
  });
  return [job, ...children];
}

function check(asked: Submission, queue: JobQueue, definition: JobDefinition): void {
  const refuse = (message: string): never => {
    throw new ApiError("ClientException", message);
  };
  if (queue.state !== "ENABLED") refuse(`JobQueue ${queue.jobQueueName} is in ${queue.state} state.`);
  const { containerProperties, ecsProperties } = definition;
  if (definition.type !== "container" || !(containerProperties ?? ecsProperties))
    refuse("The local AWS runs jobs of containers in one task; multi-node and EKS jobs are not there.");
  if (ecsProperties && asked.containerOverrides)
    refuse("containerOverrides cannot be specified for a job definition with ecsProperties.");
  const named = asked.ecsPropertiesOverride?.taskProperties?.[0]?.containers ?? [];
  for (const { name } of named)
    if (!containersOf(definition).some((one) => one.name === name))
      refuse(`Container ${name} in ecsPropertiesOverride does not exist.`);
  const fair = Boolean(queue.schedulingPolicyArn);
  if (fair && asked.shareIdentifier === undefined)
    refuse("Fairshare job queue requires a shareIdentifier to be specified in the SubmitJob request.");
  if (!fair && asked.shareIdentifier !== undefined)
    refuse("A shareIdentifier cannot be specified for a job queue without a scheduling policy.");
  if (asked.dependsOn?.some(({ type, jobId }) => type === "SEQUENTIAL" && jobId !== undefined))
    refuse("A SEQUENTIAL dependency takes no jobId: it is one of an array on itself.");
  if (asked.dependsOn?.some(({ type, jobId }) => type !== "SEQUENTIAL" && jobId === undefined))
    refuse("dependsOn.jobId must not be empty.");
}

type Overrides = z.output<typeof overrides>;

const overridesFor = (name: string, asked: Submission): Overrides | undefined =>
  asked.ecsPropertiesOverride?.taskProperties?.[0]?.containers?.find((one) => one.name === name) ??
  asked.containerOverrides;

/** A container's properties with a job's overrides: variables and requirements by name, the command as a whole. */
function overridden(container: TaskContainer, own: Overrides = {}): TaskContainer {
  const requirements = new Map(
    [...(container.resourceRequirements ?? []), ...(own.resourceRequirements ?? [])].map((one) => [
      one.type.toUpperCase(),
      one,
    ]),
  );
  if (own.vcpus !== undefined) requirements.set("VCPU", { type: "VCPU", value: String(own.vcpus) });
  if (own.memory !== undefined) requirements.set("MEMORY", { type: "MEMORY", value: String(own.memory) });
  const environment = new Map(
    [...(container.environment ?? []), ...(own.environment ?? [])].map((one) => [one.name, one]),
  );
  return {
    ...container,
    ...(own.command && { command: own.command }),
    environment: [...environment.values()],
    resourceRequirements: [...requirements.values()],
  };
}
