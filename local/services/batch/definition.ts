// What moto keeps of the control plane: job queues and job definitions, as far as running a job asks for them.
import { ApiError } from "../../gateway/aws-json.ts";
import { callRest } from "../../gateway/call.ts";
import type { Forward } from "../../gateway/service.ts";
import type { ContainerProperties, EcsProperties, TaskContainer } from "./container.ts";
import type { RetryStrategy } from "./retry.ts";

export interface JobDefinition {
  jobDefinitionArn: string;
  jobDefinitionName: string;
  revision: number;
  status: string;
  type: string;
  parameters?: Record<string, string>;
  retryStrategy?: RetryStrategy;
  timeout?: { attemptDurationSeconds?: number };
  platformCapabilities?: string[];
  propagateTags?: boolean;
  tags?: Record<string, string>;
  containerProperties?: ContainerProperties;
  /** Where it has several containers. */
  ecsProperties?: EcsProperties;
}

export interface JobQueue {
  jobQueueArn: string;
  jobQueueName: string;
  state: string;
  schedulingPolicyArn?: string | null;
  computeEnvironmentOrder: { order: number; computeEnvironment: string }[];
}

const post = <Output>(forward: Forward, region: string, operation: string, input: object): Promise<Output> =>
  callRest<Output>(forward, "batch", region, "POST", `/v1/${operation}`, input);

/** @throws ApiError ClientException where there is none, as SubmitJob says it */
export async function queueOf(forward: Forward, region: string, name: string): Promise<JobQueue> {
  const { jobQueues } = await post<{ jobQueues: JobQueue[] }>(forward, region, "describejobqueues", {
    jobQueues: [name],
  });
  const [queue] = jobQueues;
  if (!queue) throw new ApiError("ClientException", `JobQueue ${name} not found.`);
  return queue;
}

/**
 * @param name an ARN, NAME:REVISION, or a name, which stands for its newest active revision
 * @throws ApiError ClientException where there is none
 */
export async function definitionOf(forward: Forward, region: string, name: string): Promise<JobDefinition> {
  const { jobDefinitions } = await post<{ jobDefinitions: JobDefinition[] }>(
    forward,
    region,
    "describejobdefinitions",
    {},
  );
  const found = jobDefinitions
    .filter(
      (one) =>
        one.status === "ACTIVE" &&
        [
          one.jobDefinitionArn,
          one.jobDefinitionArn.replace(/:\d+$/, ""),
          one.jobDefinitionName,
          `${one.jobDefinitionName}:${one.revision}`,
        ].includes(name),
    )
    .toSorted((a, b) => b.revision - a.revision)[0];
  if (!found) throw new ApiError("ClientException", `JobDefinition ${name} not found or not active.`);
  return found;
}

/** vCPUs and MiB that a container asks for. */
export function resourcesOf(
  container: Pick<ContainerProperties, "resourceRequirements" | "vcpus" | "memory">,
): { vcpus: number; memory: number } {
  const asked = (type: string) =>
    container.resourceRequirements?.find((one) => one.type.toUpperCase() === type)?.value;
  return {
    vcpus: Number(asked("VCPU") ?? container.vcpus ?? 1),
    memory: Number(asked("MEMORY") ?? container.memory ?? 2048),
  };
}

/** vCPUs and MiB that all containers of a task ask for. */
export function resourcesOfAll(containers: readonly TaskContainer[]): { vcpus: number; memory: number } {
  const each = containers.map(resourcesOf);
  return {
    vcpus: each.reduce((sum, { vcpus }) => sum + vcpus, 0),
    memory: each.reduce((sum, { memory }) => sum + memory, 0),
  };
}

/** The vCPUs that each of the queue's compute environments may have at once, in its order, with their names. */
export async function environmentsOf(
  forward: Forward,
  region: string,
  queue: JobQueue,
): Promise<{ name: string; maxVcpus: number }[]> {
  const names = queue.computeEnvironmentOrder
    .toSorted((a, b) => a.order - b.order)
    .map(({ computeEnvironment }) => computeEnvironment);
  const { computeEnvironments } = await post<{
    computeEnvironments: {
      computeEnvironmentArn: string;
      computeEnvironmentName: string;
      computeResources?: { maxvCpus?: number };
    }[];
  }>(forward, region, "describecomputeenvironments", { computeEnvironments: names });
  return computeEnvironments.map(({ computeEnvironmentName, computeResources }) => ({
    name: computeEnvironmentName,
    maxVcpus: computeResources?.maxvCpus ?? 0,
  }));
}
