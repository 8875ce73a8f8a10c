// Job definitions of several containers in one task (ecsProperties), which moto does not know: it keeps a stand-in of one
// container, and the real properties are kept here.
// Sources: AWS Batch API Reference, EcsProperties, EcsTaskProperties, TaskContainerProperties, TaskContainerDependency.
import { ApiError } from "../../gateway/aws-json.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { EcsProperties, TaskContainer } from "./container.ts";
import type { JobDefinition } from "./definition.ts";

/** How Batch calls the container of a job that has only one. */
export const ONLY_CONTAINER = "default";

/** The containers of a task, with what a container of its own would say of roles. */
export function containersOf({ containerProperties, ecsProperties }: JobDefinition): TaskContainer[] {
  if (containerProperties)
    return [{ ...containerProperties, name: ONLY_CONTAINER, essential: true, dependsOn: [] }];
  const [task] = ecsProperties?.taskProperties ?? [];
  return (task?.containers ?? []).map((one, at) => ({
    ...one,
    name: one.name ?? `container-${at}`,
    essential: one.essential ?? true,
    dependsOn: one.dependsOn ?? [],
    ...(task?.taskRoleArn && { jobRoleArn: task.taskRoleArn }),
    ...(task?.executionRoleArn && { executionRoleArn: task.executionRoleArn }),
  }));
}

/** @throws ApiError ClientException */
export function checkTask({ taskProperties }: EcsProperties): void {
  const refuse = (message: string): never => {
    throw new ApiError("ClientException", `Error executing request, Exception : ${message}`);
  };
  if (taskProperties.length !== 1) refuse("taskProperties must have exactly 1 element.");
  const [task = {}] = taskProperties;
  const containers = containersOf({ ecsProperties: { taskProperties } } as JobDefinition);
  if (containers.length < 1 || containers.length > 10) refuse("containers must have 1 to 10 elements.");
  const named = new Map(containers.map((one) => [one.name, one]));
  if (named.size < containers.length) refuse("The names of containers must be unique.");
  if (!containers.some(({ essential }) => essential)) refuse("At least one container must be essential.");
  const volumes = new Set(task.volumes?.map(({ name }) => name));
  for (const { name, dependsOn, mountPoints = [] } of containers) {
    for (const { containerName, condition } of dependsOn) {
      const other = named.get(containerName);
      if (!other || containerName === name)
        refuse(`Container ${name} depends on ${containerName}, which is none.`);
      if (!["START", "COMPLETE", "SUCCESS"].includes(condition)) refuse(`${condition} is no condition.`);
      if (other?.essential && condition !== "START")
        refuse(`The condition ${condition} cannot be set on ${containerName}, an essential container.`);
    }
    for (const { sourceVolume } of mountPoints)
      if (!volumes.has(sourceVolume)) refuse(`Container ${name} mounts ${sourceVolume}, which is no volume.`);
  }
}

export class EcsDefinitions {
  readonly #byArn = new Map<string, EcsProperties>();

  /** RegisterJobDefinition of several containers: moto is given a stand-in for them. */
  async register(request: ServiceRequest, moto: Forward): Promise<ServiceResponse> {
    const { ecsProperties, ...asked } = JSON.parse(request.body.toString("utf8")) as JobDefinition;
    if (!ecsProperties) return moto(request);
    const [first] = containersOf({ ecsProperties } as JobDefinition);
    const standIn = {
      image: first?.image ?? "",
      resourceRequirements: [
        { type: "VCPU", value: "1" },
        { type: "MEMORY", value: "2048" },
      ],
      executionRoleArn: first?.executionRoleArn,
    };
    const body = Buffer.from(JSON.stringify({ ...asked, containerProperties: standIn }));
    const headers = { ...request.headers, "content-length": String(body.length) };
    const response = await moto({ ...request, body, headers });
    const answered = await bodyOf(response);
    if (response.status < 300) {
      const { jobDefinitionArn } = JSON.parse(answered.toString("utf8")) as JobDefinition;
      this.#byArn.set(jobDefinitionArn, ecsProperties);
    }
    return { ...response, body: answered };
  }

  /** DescribeJobDefinitions. */
  async describe(request: ServiceRequest, moto: Forward): Promise<ServiceResponse> {
    const response = await moto(request);
    const answered = await bodyOf(response);
    if (response.status >= 300) return { ...response, body: answered };
    const { jobDefinitions, ...rest } = JSON.parse(answered.toString("utf8")) as {
      jobDefinitions: JobDefinition[];
    };
    const body = Buffer.from(
      JSON.stringify({ ...rest, jobDefinitions: jobDefinitions.map((one) => this.restored(one)) }),
    );
    return { ...response, headers: { ...response.headers, "content-length": String(body.length) }, body };
  }

  /** A definition as it was registered. */
  restored(definition: JobDefinition): JobDefinition {
    const ecsProperties = this.#byArn.get(definition.jobDefinitionArn);
    if (!ecsProperties) return definition;
    const { containerProperties: _standIn, ...own } = definition;
    return { ...own, ecsProperties };
  }
}
