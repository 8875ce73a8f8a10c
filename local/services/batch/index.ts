// Batch: queues, compute environments and definitions are moto's, jobs are ours. They run as processes or in the container
// engine, as their roles, and are tried again, timed out and ended as their definition says.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { EventBus } from "../../events/bus.ts";
import { ApiError, errorAnswer } from "../../gateway/aws-json.ts";
import { jsonResponse } from "../../gateway/errors.ts";
import type { Forward, LocalContext, LocalService, ServiceRequest } from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { Logs } from "../../process/logs.ts";
import { withQueueState, withServiceRole } from "./defaults.ts";
import { definitionOf, environmentsOf, queueOf } from "./definition.ts";
import { EcsDefinitions } from "./ecs.ts";
import { detailsOf, type Job, STATES, summaryOf } from "./job.ts";
import { Jobs } from "./jobs.ts";
import { needs } from "./needs.ts";
import { OwnImages } from "./own-images.ts";
import { checkDefinition } from "./register.ts";
import { jobsOf, submissionOf } from "./submit.ts";

interface BatchContext extends LocalContext {
  forward: Forward;
  roles: RoleAccess;
  bus: EventBus;
}

/** Jobs of one answer of ListJobs, where the request names no number. */
const PAGE = 100;

export function batch({ forward, roles, endpoint, accountId, state, bus }: BatchContext): LocalService {
  const cleared = rm(state, { recursive: true, force: true });
  const logs = new Logs(forward, join(state, "..", "logs"), accountId);
  const jobs = new Jobs(
    {
      ...{ endpoint, accountId, forward, roles, logs },
      images: new OwnImages(join(state, "..", "images")),
      scratch: join(state, "tmp"),
    },
    bus,
  );

  const ecs = new EcsDefinitions();

  const of = (jobId: unknown): Job => {
    const job = jobs.get(String(jobId));
    if (!job) throw new ApiError("ClientException", `Job ${jobId} does not exist.`);
    return job;
  };
  const reasonOf = (reason: unknown): string => {
    if (typeof reason === "string" && reason !== "") return reason;
    throw new ApiError("ClientException", "reason must not be empty.");
  };

  const operations: Record<string, (request: ServiceRequest, moto: Forward) => Promise<object>> = {
    submitjob: async ({ body, region }, moto) => {
      const asked = submissionOf(body);
      const queue = await queueOf(moto, region, asked.jobQueue);
      const definition = ecs.restored(await definitionOf(moto, region, asked.jobDefinition));
      const environments = await environmentsOf(moto, region, queue);
      const [job, ...children] = jobsOf(asked, queue, definition, { region, accountId, now: Date.now() });
      await cleared;
      jobs.add([job, ...children], environments);
      return { jobArn: job.jobArn, jobId: job.jobId, jobName: job.jobName };
    },
    describejobs: async ({ body }) => {
      const asked = (JSON.parse(body.toString("utf8")) as { jobs?: string[] }).jobs ?? [];
      if (asked.length > 100) throw new ApiError("ClientException", "jobs has more than 100 elements.");
      const found = asked.flatMap((id) => jobs.get(id) ?? []);
      return { jobs: found.map((job) => detailsOf(job, jobs.childrenOf(job))) };
    },
    listjobs: async (request, moto) => list(request, moto),
    canceljob: async ({ body }) => {
      const asked = JSON.parse(body.toString("utf8")) as { jobId?: string; reason?: string };
      jobs.cancel(of(asked.jobId), reasonOf(asked.reason));
      return {};
    },
    terminatejob: async ({ body }) => {
      const asked = JSON.parse(body.toString("utf8")) as { jobId?: string; reason?: string };
      jobs.terminate(of(asked.jobId), reasonOf(asked.reason));
      return {};
    },
  };

  async function list({ body, region }: ServiceRequest, moto: Forward): Promise<object> {
    const asked = JSON.parse(body.toString("utf8")) as {
      jobQueue?: string;
      arrayJobId?: string;
      jobStatus?: string;
      filters?: { name: string; values: string[] }[];
      maxResults?: number;
      nextToken?: string;
    };
    if (!asked.jobQueue && !asked.arrayJobId)
      throw new ApiError("ClientException", "Only one of jobQueue, arrayJobId, multiNodeJobId is required.");
    if (asked.jobStatus !== undefined && !STATES.some((one) => one === asked.jobStatus))
      throw new ApiError("ClientException", `jobStatus must be one of ${STATES.join(", ")}.`);
    const all = asked.arrayJobId
      ? jobs.childrenOf(of(asked.arrayJobId))
      : await (async (name: string) => {
          const { jobQueueArn } = await queueOf(moto, region, name);
          return jobs.list().filter(({ queue }) => queue.jobQueueArn === jobQueueArn);
        })(asked.jobQueue ?? "");
    // As AWS: with filters all states are given, without them RUNNING alone.
    const named = asked.filters?.find(({ name }) => name === "JOB_NAME")?.values;
    const state = asked.filters?.length ? undefined : (asked.jobStatus ?? "RUNNING");
    const fitting = all
      .filter((job) => state === undefined || job.state === state)
      .filter(
        (job) =>
          named === undefined ||
          named.some((name) =>
            name.endsWith("*") ? job.jobName.startsWith(name.slice(0, -1)) : job.jobName === name,
          ),
      );
    const from = Number(asked.nextToken ?? 0);
    const to = from + (asked.maxResults ?? PAGE);
    return {
      jobSummaryList: fitting.slice(from, to).map((job) => summaryOf(job, jobs.childrenOf(job))),
      ...(to < fitting.length && { nextToken: String(to) }),
    };
  }

  const answer = async (request: ServiceRequest, moto: Forward) => {
    const name = request.path.replace(/^\/v1\//, "");
    try {
      const operation = operations[name];
      if (operation) return jsonResponse(200, await operation(request, moto));
      if (name === "registerjobdefinition") {
        checkDefinition(request.body);
        return await ecs.register(request, moto);
      }
      if (name === "describejobdefinitions") return await ecs.describe(request, moto);
      if (name === "createcomputeenvironment") return await moto(await withServiceRole(request, forward));
      if (name === "createjobqueue") return await moto(withQueueState(request));
      return await moto(request);
    } catch (error) {
      if (error instanceof SyntaxError)
        return errorAnswer(
          request,
          new ApiError("SerializationException", "The request's body is not JSON."),
        );
      return errorAnswer(request, error);
    }
  };

  return {
    services: ["batch"],
    errors: "json",
    needs,
    handle: answer,
    activity: async () => ({ work: [{ what: "jobs of Batch", count: jobs.atWork }] }),
    async close() {
      await jobs.close();
      await logs.flush();
      await rm(state, { recursive: true, force: true });
    },
  };
}
