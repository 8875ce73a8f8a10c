// A container of a job, as a job definition says it: not root, nothing written but to a volume, its log in our group.
import type { Account } from "../constructs/account.ts";
import { type Expr, jsonencode, tf, type Value } from "../kit/index.ts";

export interface ContainerOptions {
  image: Value;
  command: Value;
  jobRoleArn: Value;
  executionRoleArn: Value;
  /** Name → value; those that are null are left out. */
  environment: Value;
  vcpus: Expr;
  memoryMb: Expr;
  storageGib: Expr;
  fargate: Expr;
  isPublic: Expr;
  architecture: Expr;
  logGroup: Value;
  streamPrefix: Value;
}

/** The folder that a container may write to: the image's own volume (batch-images/). */
const SCRATCH = "/scratch";

export function containerProperties(at: Account, options: ContainerOptions): Expr {
  const common = {
    image: options.image,
    command: options.command,
    jobRoleArn: options.jobRoleArn,
    executionRoleArn: options.executionRoleArn,
    resourceRequirements: [
      { type: "VCPU", value: tf`tostring(${options.vcpus})` },
      { type: "MEMORY", value: tf`tostring(${options.memoryMb})` },
    ],
    environment: tf`[for k, v in ${options.environment} : { name = k, value = tostring(v) } if v != null]`,
    readonlyRootFilesystem: true,
    volumes: [{ name: "scratch" }],
    mountPoints: [{ sourceVolume: "scratch", containerPath: SCRATCH, readOnly: false }],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": options.logGroup,
        "awslogs-region": at.region,
        "awslogs-stream-prefix": options.streamPrefix,
      },
    },
  };
  const onFargate = {
    fargatePlatformConfiguration: { platformVersion: "LATEST" },
    networkConfiguration: {
      assignPublicIp: tf`${options.isPublic} ? "ENABLED" : "DISABLED"`,
    },
    runtimePlatform: {
      operatingSystemFamily: "LINUX",
      cpuArchitecture: tf`upper(${options.architecture})`,
    },
    ephemeralStorage: { sizeInGiB: options.storageGib },
  };
  return jsonencode(tf`merge(${common}, { for k, v in ${onFargate} : k => v if ${options.fargate} })`);
}
