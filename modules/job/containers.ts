// The task of a user's job: three containers that share a folder. Ours brings what the job reads, the user's works, ours
// takes what it wrote; the last is the essential one, whose exit code is the job's.
import {
  AROUND_SIZE,
  EXCHANGE,
  EXCHANGE_FOLDERS,
  JOB_CONTAINERS,
  type UserJobEnvironment,
} from "../../core/environment/user-job.ts";
import type { Account } from "../constructs/account.ts";
import { type Expr, jsonencode, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

const SHARED = "exchange";
const SCRATCH = "scratch";

export function taskProperties(
  at: Account,
  vars: Vars<typeof inputs>,
  roles: { job: Expr; execution: Expr },
): Expr {
  const fargate = tf`${vars.compute} == "FARGATE"`;
  const size = (vcpus: Expr, memory: Expr) => [
    { type: "VCPU", value: tf`tostring(${vcpus})` },
    { type: "MEMORY", value: tf`tostring(${memory})` },
  ];
  const variables = (map: Value): Expr =>
    tf`[for k, v in ${map} : { name = k, value = tostring(v) } if v != null]`;
  const exchange = { sourceVolume: SHARED, containerPath: EXCHANGE, readOnly: false };
  const logConfiguration = {
    logDriver: "awslogs",
    options: {
      "awslogs-group": vars.log_group_name,
      "awslogs-region": at.region,
      "awslogs-stream-prefix": vars.job,
    },
  };
  const settings: { [K in keyof UserJobEnvironment]: Value } = {
    JOB_NAME: vars.job,
    JOB_READS: jsonencode(vars.reads),
    JOB_WRITES: vars.writes,
    JOB_ARRAY_SIZE: tf`try(${vars.array}.size, null)`,
    JOB_ARRAY_OVER: tf`try(${vars.array}.over, null)`,
    CURATED_BUCKET: vars.curated_bucket,
    LANDING_BUCKET: vars.landing_bucket,
    SYSTEM_BUCKET: vars.system_bucket,
    ...EXCHANGE_FOLDERS,
  };
  const ours = (name: keyof typeof JOB_CONTAINERS, dependsOn: Value, essential: boolean): Value => ({
    name,
    image: vars.around_image_uri,
    command: [name],
    essential,
    dependsOn,
    environment: variables({
      ...(settings as { [name: string]: Value }),
      PIPELINE: vars.name,
      AWS_REGION: at.region,
    }),
    resourceRequirements: size(tf`${AROUND_SIZE.vcpus}`, tf`${AROUND_SIZE.memory_mb}`),
    readonlyRootFilesystem: true,
    mountPoints: [exchange, { sourceVolume: SCRATCH, containerPath: `/${SCRATCH}`, readOnly: false }],
    logConfiguration,
  });
  const { inputs, work, outputs } = JOB_CONTAINERS;
  const theirs = tf`merge(${{
    name: work,
    image: vars.image,
    essential: false,
    dependsOn: [{ containerName: inputs, condition: "SUCCESS" }],
    environment: variables(tf`merge(${vars.environment}, ${{ ...EXCHANGE_FOLDERS, AWS_REGION: at.region }})`),
    resourceRequirements: size(
      tf`${vars.vcpus} - ${2 * AROUND_SIZE.vcpus}`,
      tf`${vars.memory_mb} - ${2 * AROUND_SIZE.memory_mb}`,
    ),
    mountPoints: [exchange],
    logConfiguration,
  }}, { for k, v in { command = ${vars.command} } : k => v if length(v) > 0 }, { for k, v in { secrets = [for k, v in ${vars.secrets} : { name = k, valueFrom = v }] } : k => v if length(v) > 0 })`;
  const task = {
    taskRoleArn: roles.job,
    executionRoleArn: roles.execution,
    containers: [
      ours(inputs, [], false),
      theirs,
      // Also where the user's container has failed: it tells Batch with which exit code.
      ours(outputs, [{ containerName: work, condition: "COMPLETE" }], true),
    ],
    volumes: [{ name: SHARED }, { name: SCRATCH }],
  };
  const onFargate = {
    platformVersion: "LATEST",
    networkConfiguration: { assignPublicIp: tf`${vars.assign_public_ip} ? "ENABLED" : "DISABLED"` },
    runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: tf`upper(${vars.architecture})` },
    ephemeralStorage: { sizeInGiB: vars.storage_gib },
  };
  return jsonencode({
    taskProperties: [tf`merge(${task}, { for k, v in ${onFargate} : k => v if ${fargate} })`],
  });
}
