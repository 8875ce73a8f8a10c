import { expect, test } from "@jest/globals";
import type { EventBus } from "../../events/bus.ts";
import type { Crawl, Crawler } from "./crawlers/crawler.ts";
import { GlueEvents } from "./events.ts";
import type { JobRun } from "./jobs/run.ts";

const told: { region: string; detailType: string; detail: object }[] = [];
const bus = {
  emit: (region: string, event: { detailType: string; detail: object }) => told.push({ region, ...event }),
} as unknown as EventBus;
const events = new GlueEvents(bus, "123456789012");

test("a crawl is told as it begins and as it ends, a run as it ends, in the words that rules match", () => {
  const crawler = { input: { Name: "c" }, region: "eu-west-1" } as Crawler;
  const changes = {
    tables: { created: ["a"], updated: [], deleted: [] },
    partitions: { created: 2, updated: 0, deleted: 0 },
  };
  const crawl = { state: "RUNNING", startedAt: 0, endedAt: 4_000, changes } as unknown as Crawl;
  events.crawl(crawler, crawl);
  events.crawl(crawler, { ...crawl, state: "COMPLETED" });
  events.crawl(crawler, { ...crawl, state: "FAILED", error: "no rights" });
  events.run({ job: "j", id: "jr_1", state: "TIMEOUT", region: "eu-west-1" } as JobRun);
  events.run({ job: "j", id: "jr_2", state: "SUCCEEDED", region: "eu-west-1" } as JobRun);
  expect(told).toMatchObject([
    {
      region: "eu-west-1",
      detailType: "Glue Crawler State Change",
      detail: { crawlerName: "c", state: "Started" },
    },
    { detail: { state: "Succeeded", tablesCreated: "1", partitionsCreated: "2", "runningTime (sec)": "4" } },
    { detail: { state: "Failed", errorMessage: "no rights" } },
    { detailType: "Glue Job State Change", detail: { jobName: "j", state: "TIMEOUT", severity: "ERROR" } },
    { detail: { jobRunId: "jr_2", state: "SUCCEEDED", severity: "INFO" } },
  ]);
});
