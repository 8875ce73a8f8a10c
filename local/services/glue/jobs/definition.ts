// A job: what CreateJob and UpdateJob take, what of it is refused, and how GetJob tells it.
// Source: AWS Glue API Reference, Jobs; Developer Guide, "AWS Glue job parameters", "Worker types".
import * as z from "zod";
import { ApiError, epochSeconds } from "../../../gateway/aws-json.ts";

/** DPUs of a worker. */
export const WORKERS: Readonly<Record<string, { dpus: number; vcpus: number; memoryGb: number }>> = {
  "G.1X": { dpus: 1, vcpus: 4, memoryGb: 16 },
  "G.2X": { dpus: 2, vcpus: 8, memoryGb: 32 },
  "G.4X": { dpus: 4, vcpus: 16, memoryGb: 64 },
  "G.8X": { dpus: 8, vcpus: 32, memoryGb: 128 },
  "R.1X": { dpus: 1, vcpus: 4, memoryGb: 32 },
  "R.2X": { dpus: 2, vcpus: 8, memoryGb: 64 },
  "R.4X": { dpus: 4, vcpus: 16, memoryGb: 128 },
  "R.8X": { dpus: 8, vcpus: 32, memoryGb: 256 },
};
const FLEXIBLE = ["G.1X", "G.2X"];
/** Minutes: seven days, from Glue 5.0 on. */
const MOST_MINUTES = 10_080;

const definition = z.object({
  Role: z.string().min(1),
  Command: z.object({
    Name: z.string(),
    ScriptLocation: z.string().startsWith("s3://"),
    PythonVersion: z.string().optional(),
    Runtime: z.string().optional(),
  }),
  Description: z.string().max(2048).optional(),
  GlueVersion: z.string().optional(),
  DefaultArguments: z.record(z.string(), z.string()).optional(),
  NonOverridableArguments: z.record(z.string(), z.string()).optional(),
  Connections: z.object({ Connections: z.array(z.string()).optional() }).optional(),
  ExecutionProperty: z.object({ MaxConcurrentRuns: z.number().int().min(1) }).optional(),
  ExecutionClass: z.enum(["STANDARD", "FLEX"]).optional(),
  MaxRetries: z.number().int().min(0).max(10).optional(),
  Timeout: z.number().int().min(1).max(MOST_MINUTES).optional(),
  MaxCapacity: z.number().optional(),
  WorkerType: z.string().optional(),
  NumberOfWorkers: z.number().int().min(1).optional(),
  SecurityConfiguration: z.string().optional(),
  NotificationProperty: z.object({ NotifyDelayAfter: z.number().int().min(1).optional() }).optional(),
  JobMode: z.string().optional(),
  JobRunQueuingEnabled: z.boolean().optional(),
  MaintenanceWindow: z.string().optional(),
  LogUri: z.string().optional(),
});
export type JobDefinition = z.output<typeof definition>;

export interface Job {
  name: string;
  definition: JobDefinition;
  createdAt: number;
  modifiedAt: number;
}

/** @throws ApiError InvalidInputException */
export function jobDefinition(input: unknown): JobDefinition {
  const parsed = definition.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ApiError("InvalidInputException", `${issue?.path.join(".")}: ${issue?.message}`);
  }
  check(parsed.data);
  return parsed.data;
}

function check(job: JobDefinition): void {
  const refuse = (message: string): never => {
    throw new ApiError("InvalidInputException", message);
  };
  if (job.Command.Name !== "glueetl")
    refuse(`The local AWS runs Spark jobs (glueetl); ${job.Command.Name} is not there.`);
  const { WorkerType: type, NumberOfWorkers: workers } = job;
  if ((type === undefined) !== (workers === undefined))
    refuse("WorkerType and NumberOfWorkers must be given together.");
  if (type !== undefined && job.MaxCapacity !== undefined)
    refuse("Please do not set Max Capacity if using Worker Type and Number of Workers.");
  if (type !== undefined && !(type in WORKERS)) refuse(`Worker type ${type} is not supported.`);
  if (workers !== undefined && workers < 2)
    refuse("NumberOfWorkers must be at least 2: one of them is the driver.");
  if (job.ExecutionClass === "FLEX" && !FLEXIBLE.includes(type ?? "G.1X"))
    refuse(`Execution class FLEX is for worker types ${FLEXIBLE.join(" and ")}.`);
}

/** As GetJob gives it. */
export function jobOf({ name, definition: job, createdAt, modifiedAt }: Job): object {
  const workers = job.WorkerType ? WORKERS[job.WorkerType] : undefined;
  const capacity = workers ? workers.dpus * (job.NumberOfWorkers ?? 0) : (job.MaxCapacity ?? 10);
  return {
    GlueVersion: "5.1",
    ExecutionClass: "STANDARD",
    JobMode: "SCRIPT",
    MaxRetries: 0,
    Timeout: 480,
    ...job,
    Name: name,
    Command: { PythonVersion: "3", ...job.Command },
    DefaultArguments: job.DefaultArguments ?? {},
    ExecutionProperty: { MaxConcurrentRuns: 1, ...job.ExecutionProperty },
    MaxCapacity: capacity,
    AllocatedCapacity: Math.round(capacity),
    CreatedOn: epochSeconds(createdAt),
    LastModifiedOn: epochSeconds(modifiedAt),
  };
}
