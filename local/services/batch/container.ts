// What a job definition says of a container, of its own or beside others in one task, as far as a run acts on it.
// Source: AWS Batch API Reference, ContainerProperties, EcsTaskProperties, TaskContainerProperties.

export interface KeyValue {
  name: string;
  value: string;
}

/** The parts of ContainerProperties that a run acts on. */
export interface ContainerProperties {
  image: string;
  command?: string[];
  jobRoleArn?: string;
  executionRoleArn?: string;
  environment?: KeyValue[];
  secrets?: { name: string; valueFrom: string }[];
  resourceRequirements?: { type: string; value: string }[];
  /** Before resourceRequirements: deprecated, and still taken. */
  vcpus?: number;
  memory?: number;
  readonlyRootFilesystem?: boolean;
  user?: string;
  ephemeralStorage?: { sizeInGiB: number };
  logConfiguration?: { logDriver: string; options?: Record<string, string> };
  volumes?: { name?: string }[];
  mountPoints?: Mount[];
}

export interface ContainerDependency {
  containerName: string;
  /** START, COMPLETE or SUCCESS. */
  condition: string;
}

export interface Mount {
  sourceVolume: string;
  containerPath: string;
  readOnly?: boolean;
}

/** One container of a task. */
export interface TaskContainer extends Omit<ContainerProperties, "ephemeralStorage"> {
  name: string;
  essential: boolean;
  dependsOn: readonly ContainerDependency[];
}

export interface EcsTask {
  containers?: (Omit<TaskContainer, "name" | "essential" | "dependsOn"> & {
    name?: string;
    essential?: boolean;
    dependsOn?: ContainerDependency[];
  })[];
  taskRoleArn?: string;
  executionRoleArn?: string;
  volumes?: { name?: string }[];
  ephemeralStorage?: { sizeInGiB: number };
}

export interface EcsProperties {
  taskProperties: EcsTask[];
}
