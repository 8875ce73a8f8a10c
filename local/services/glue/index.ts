// Glue: the catalog is moto's; what fills it is ours: crawlers that look at objects, with the classifiers that they ask, and jobs that
// run on Spark.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { EventBus } from "../../events/bus.ts";
import { errorAnswer, jsonAnswer, jsonBody } from "../../gateway/aws-json.ts";
import { callJson } from "../../gateway/call.ts";
import type { Forward, LocalContext, LocalService, ServiceRequest } from "../../gateway/service.ts";
import type { RoleAccess } from "../../iam/role-access.ts";
import { Logs } from "../../process/logs.ts";
import type { Clock } from "../monitoring/clock.ts";
import { Classifiers } from "./classifiers.ts";
import { columnStatistics } from "./column-statistics.ts";
import { crawlerArn } from "./crawlers/crawler.ts";
import { Crawlers } from "./crawlers/index.ts";
import { crawlerOperations } from "./crawlers/operations.ts";
import { GlueEvents } from "./events.ts";
import { Jobs, jobArn } from "./jobs/index.ts";
import { jobOperations } from "./jobs/operations.ts";
import { needs } from "./needs.ts";
import { triggerArn, Workflows, workflowArn } from "./workflows/index.ts";
import { workflowOperations } from "./workflows/operations.ts";

interface GlueContext extends LocalContext {
  forward: Forward;
  roles: RoleAccess;
  bus: EventBus;
  metrics: { clock: Clock };
}

type Operations = Record<string, (input: Record<string, unknown>) => object | Promise<object>>;

/** What one region has. */
interface Region {
  crawlers: Crawlers;
  jobs: Jobs;
  workflows: Workflows;
  operations: Operations;
}

/** Operations that take tags, which moto keeps → the ARN of what they make. */
const TAGGED: Readonly<Record<string, (region: string, accountId: string, name: string) => string>> = {
  CreateCrawler: crawlerArn,
  CreateJob: jobArn,
  CreateTrigger: triggerArn,
  CreateWorkflow: workflowArn,
};

export function glue({
  forward,
  roles,
  endpoint,
  accountId,
  state,
  bus,
  metrics,
}: GlueContext): LocalService {
  const cleared = rm(state, { recursive: true, force: true });
  const logs = new Logs(forward, join(state, "..", "logs"), accountId);
  const events = new GlueEvents(bus, accountId);
  const regions = new Map<string, Region>();

  const regionOf = (region: string): Region => {
    const known = regions.get(region);
    if (known) return known;
    const classifiers = new Classifiers();
    const scratch = join(state, region);
    const around = {
      forward,
      region,
      endpoint,
      accountId,
      roles,
      logs,
      scratch,
      events,
      clock: metrics.clock,
    };
    const crawlers = new Crawlers({ ...around, classifiers });
    const jobs = new Jobs(around);
    const workflows = new Workflows(jobs, crawlers, { region, clock: metrics.clock });
    const made = {
      ...{ crawlers, jobs, workflows },
      operations: {
        ...crawlerOperations(crawlers, classifiers),
        ...jobOperations(jobs),
        ...workflowOperations(workflows),
        ...columnStatistics(forward, region),
      },
    };
    regions.set(region, made);
    return made;
  };

  const tag = async (request: ServiceRequest, moto: Forward): Promise<void> => {
    const input = jsonBody<{ Name?: string; Tags?: Record<string, string> }>(request);
    const { region } = request;
    const arn = TAGGED[request.operation ?? ""];
    if (!arn || !input.Tags) return;
    const ResourceArn = arn(region, accountId, input.Name ?? "");
    await callJson(moto, "glue", region, "TagResource", { ResourceArn, TagsToAdd: input.Tags });
  };

  const answer = async (request: ServiceRequest, moto: Forward) => {
    const operation = regionOf(request.region).operations[request.operation ?? ""];
    if (!operation) return moto(request);
    try {
      await cleared;
      const told = await operation(jsonBody(request));
      await tag(request, moto);
      return jsonAnswer(told);
    } catch (error) {
      return errorAnswer(request, error);
    }
  };

  return {
    services: ["glue"],
    target: { prefix: "AWSGlue", version: "1.1" },
    needs,
    handle: answer,
    activity: async () => ({
      work: [
        {
          what: "crawls of Glue",
          count: [...regions.values()].reduce((sum, { crawlers }) => sum + crawlers.atWork, 0),
        },
        {
          what: "runs of Glue's jobs",
          count: [...regions.values()].reduce((sum, { jobs }) => sum + jobs.atWork, 0),
        },
      ],
    }),
    async advance() {
      for (const { crawlers, jobs, workflows } of regions.values()) {
        await jobs.advance();
        await crawlers.advance();
        await workflows.advance();
      }
    },
    async close() {
      for (const { workflows } of regions.values()) workflows.close();
      await Promise.all(
        [...regions.values()].flatMap(({ crawlers, jobs }) => [crawlers.close(), jobs.close()]),
      );
      await logs.flush();
      await rm(state, { recursive: true, force: true });
    },
  };
}
