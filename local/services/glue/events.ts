// What Glue tells EventBridge: that a crawl has begun, and how crawls and runs of jobs have ended.
// Source: EventBridge User Guide, "AWS Glue events"; AWS Glue Developer Guide, "Automating AWS Glue with EventBridge".
import type { EventBus } from "../../events/bus.ts";
import type { Crawl, Crawler } from "./crawlers/crawler.ts";
import type { JobRun } from "./jobs/run.ts";

export class GlueEvents {
  readonly #bus: EventBus;
  readonly #accountId: string;

  constructor(bus: EventBus, accountId: string) {
    this.#bus = bus;
    this.#accountId = accountId;
  }

  crawl({ input, region }: Crawler, crawl: Crawl): void {
    const common = { accountId: this.#accountId, crawlerName: input.Name };
    this.#bus.emit(region, {
      source: "aws.glue",
      detailType: "Glue Crawler State Change",
      resources: [],
      detail: { ...common, ...(crawl.state === "RUNNING" ? { state: "Started" } : endOf(crawl)) },
    });
  }

  run({ job, id, state, error, region }: JobRun): void {
    const failed = state === "FAILED" || state === "TIMEOUT";
    this.#bus.emit(region, {
      source: "aws.glue",
      detailType: "Glue Job State Change",
      resources: [],
      detail: {
        jobName: job,
        severity: failed ? "ERROR" : "INFO",
        state,
        jobRunId: id,
        message: error ?? `Job run ${state.toLowerCase()}`,
      },
    });
  }
}

function endOf({ state, error, changes, startedAt, endedAt = startedAt }: Crawl): object {
  if (state !== "COMPLETED")
    return { state: "Failed", message: "Crawler Failed", errorMessage: error ?? "The crawl was stopped." };
  const { tables, partitions } = changes;
  return {
    state: "Succeeded",
    message: "Crawler Succeeded",
    completionDate: new Date(endedAt).toISOString(),
    "runningTime (sec)": String(Math.round((endedAt - startedAt) / 1000)),
    tablesCreated: String(tables.created.length),
    tablesUpdated: String(tables.updated.length),
    tablesDeleted: String(tables.deleted.length),
    partitionsCreated: String(partitions.created),
    partitionsUpdated: String(partitions.updated),
    partitionsDeleted: String(partitions.deleted),
  };
}
