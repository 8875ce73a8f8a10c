// RegisterJobDefinition: what AWS refuses of it and moto takes.
// Sources: AWS Batch API Reference, RegisterJobDefinition, ContainerProperties, RetryStrategy, JobTimeout.
import { FARGATE_STORAGE, isFargateSize } from "../../../core/environment/fargate.ts";
import { ApiError } from "../../gateway/aws-json.ts";
import { type JobDefinition, resourcesOfAll } from "./definition.ts";
import { checkTask, containersOf } from "./ecs.ts";

/** @throws ApiError ClientException */
export function checkDefinition(body: Buffer): void {
  const asked = JSON.parse(body.toString("utf8")) as Partial<JobDefinition>;
  const refuse = (message: string): never => {
    throw new ApiError("ClientException", `Error executing request, Exception : ${message}`);
  };
  const { attempts = 1, evaluateOnExit = [] } = asked.retryStrategy ?? {};
  if (attempts < 1 || attempts > 10) refuse("Retry attempts must be between 1 and 10.");
  if (evaluateOnExit.length > 5) refuse("evaluateOnExit has more than 5 elements.");
  const seconds = asked.timeout?.attemptDurationSeconds;
  if (seconds !== undefined && seconds < 60) refuse("Job timeout must be at least 60 seconds.");
  const { containerProperties, ecsProperties } = asked;
  if (containerProperties && ecsProperties)
    refuse("containerProperties and ecsProperties cannot both be specified.");
  if (ecsProperties) checkTask(ecsProperties);
  const containers = containersOf(asked as JobDefinition);
  if (containers.length === 0) return;
  const reserved = containers
    .flatMap(({ environment = [] }) => environment)
    .find(({ name }) => name.startsWith("AWS_BATCH"));
  if (reserved)
    refuse(`Environment variables cannot start with "AWS_BATCH": ${reserved.name} is reserved by AWS Batch.`);
  if (!asked.platformCapabilities?.includes("FARGATE")) return;
  if (containers.some(({ executionRoleArn }) => !executionRoleArn))
    refuse("Fargate jobs must have executionRoleArn.");
  const { vcpus, memory } = resourcesOfAll(containers);
  if (!isFargateSize(vcpus, memory))
    refuse(`Fargate resource requirements (${vcpus} vCPU, ${memory} MiB) not valid.`);
  const gib = (containerProperties ?? ecsProperties?.taskProperties[0])?.ephemeralStorage?.sizeInGiB;
  if (gib !== undefined && (gib < FARGATE_STORAGE.least || gib > FARGATE_STORAGE.most))
    refuse(
      `ephemeralStorage.sizeInGiB must be between ${FARGATE_STORAGE.least} and ${FARGATE_STORAGE.most}.`,
    );
}
