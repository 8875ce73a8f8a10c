// Workflows and triggers, over jobs that end when they are told to.
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Crawlers } from "../crawlers/index.ts";
import type { Jobs, StartInput } from "../jobs/index.ts";
import type { JobRun } from "../jobs/run.ts";
import { Workflows } from "./index.ts";

let started: { job: string | undefined; by: string | undefined }[];
let end: (job: string, state: JobRun["state"]) => void;
let endCrawl: (name: string, ok: boolean) => void;
let workflows: Workflows;
let now: number;

beforeEach(() => {
  started = [];
  const jobs = {
    onEnd: (listener: (run: JobRun) => void) => {
      end = (job, state) => listener({ job, state } as JobRun);
    },
    start: ({ JobName }: StartInput, by?: string) => {
      started.push({ job: JobName, by });
      return "jr_1";
    },
  };
  const crawlers = {
    onEnd: (listener: typeof endCrawl) => {
      endCrawl = listener;
    },
    start: (name: string) => {
      started.push({ job: `crawler ${name}`, by: undefined });
      return {};
    },
  };
  now = Date.parse("2026-01-05T00:00:00Z");
  const around = { region: "us-east-1", clock: { now: () => now } };
  workflows = new Workflows(jobs as unknown as Jobs, crawlers as unknown as Crawlers, around);
});
afterEach(() => workflows.close());

const pass = (minutes: number): Promise<void> => {
  now += minutes * 60_000;
  return workflows.advance();
};

const job = (JobName: string) => ({ JobName });
const conditional = (Name: string, jobs: string[], after: string[], more = {}) =>
  workflows.createTrigger({
    ...{ Name, Type: "CONDITIONAL", Actions: jobs.map(job) },
    Predicate: { Logical: "AND", Conditions: after.map((JobName) => ({ JobName, State: "SUCCEEDED" })) },
    ...more,
  });
const names = () => started.map((one) => one.job);
const refusal = (work: () => object): string => {
  try {
    work();
    return "accepted";
  } catch (error) {
    return (error as { code: string }).code;
  }
};
const run = (id: unknown) =>
  workflows.run("w", (id as { RunId: string }).RunId) as { Status: string; Statistics: object };

test("jobs begin after those that they wait for, and the run ends when nothing is left", () => {
  workflows.definitions.create({ Name: "w", MaxConcurrentRuns: 1 });
  workflows.createTrigger({
    Name: "go",
    Type: "ON_DEMAND",
    WorkflowName: "w",
    Actions: [job("a"), job("b")],
  });
  conditional("then", ["c"], ["a", "b"], { WorkflowName: "w" });
  workflows.startTrigger("then");
  const id = workflows.startRun("w");
  expect(names()).toEqual(["a", "b"]);
  expect(refusal(() => workflows.startRun("w"))).toBe("ConcurrentRunsExceededException");
  end("a", "SUCCEEDED");
  expect(names()).toEqual(["a", "b"]);
  end("b", "SUCCEEDED");
  expect(started.at(-1)).toEqual({ job: "c", by: "then" });
  expect(run(id)).toMatchObject({
    Status: "RUNNING",
    Statistics: { RunningActions: 1, SucceededActions: 2 },
  });
  end("c", "FAILED");
  expect(run(id)).toMatchObject({
    Status: "COMPLETED",
    Statistics: { SucceededActions: 2, FailedActions: 1 },
  });
});

test("what waits for a job that failed does not begin; neither does what is switched off", () => {
  workflows.definitions.create({ Name: "w" });
  workflows.createTrigger({ Name: "go", Type: "ON_DEMAND", WorkflowName: "w", Actions: [job("a")] });
  conditional("then", ["b"], ["a"], { WorkflowName: "w", StartOnCreation: true });
  conditional("off", ["c"], ["a"], { WorkflowName: "w" });
  const failed = workflows.startRun("w");
  end("a", "FAILED");
  expect(run(failed).Status).toBe("COMPLETED");
  expect(names()).toEqual(["a"]);
  workflows.startRun("w");
  end("a", "SUCCEEDED");
  expect(names()).toEqual(["a", "a", "b"]);
});

test("outside a workflow a trigger fires each time its conditions hold", () => {
  workflows.createTrigger({
    ...{ Name: "after crawl", Type: "CONDITIONAL", StartOnCreation: true, Actions: [job("a")] },
    Predicate: { Conditions: [{ CrawlerName: "c", CrawlState: "SUCCEEDED" }] },
  });
  endCrawl("c", false);
  expect(names()).toEqual([]);
  endCrawl("c", true);
  endCrawl("c", true);
  expect(names()).toEqual(["a", "a"]);
  workflows.stopTrigger("after crawl");
  endCrawl("c", true);
  expect(names()).toEqual(["a", "a"]);
});

test("a schedule starts what its trigger names each time it is due, as long as it is on", async () => {
  const schedule = { Type: "SCHEDULED", Schedule: "cron(30 * * * ? *)", Actions: [job("a")] };
  workflows.createTrigger({ Name: "hourly", ...schedule });
  await pass(60);
  expect(names()).toEqual([]);
  workflows.startTrigger("hourly");
  await pass(20);
  expect(names()).toEqual([]);
  await pass(20);
  expect(started).toEqual([{ job: "a", by: "hourly" }]);
  await pass(120);
  expect(names()).toEqual(["a", "a", "a"]);
  workflows.stopTrigger("hourly");
  await pass(60);
  expect(names().length).toBe(3);
});

test("a schedule starts a workflow, but not while it is at work", async () => {
  workflows.definitions.create({ Name: "w", MaxConcurrentRuns: 1 });
  const schedule = { Type: "SCHEDULED", Schedule: "cron(0 3 * * ? *)", StartOnCreation: true };
  workflows.createTrigger({ Name: "nightly", ...schedule, WorkflowName: "w", Actions: [job("a")] });
  await pass(24 * 60);
  await pass(24 * 60);
  expect(names()).toEqual(["a"]);
  end("a", "SUCCEEDED");
  await pass(24 * 60);
  expect(names()).toEqual(["a", "a"]);
  workflows.removeTrigger("nightly");
  end("a", "SUCCEEDED");
  await pass(24 * 60);
  expect(names()).toEqual(["a", "a"]);
});

test("events start a workflow by their number, or when the first has waited long enough", async () => {
  workflows.definitions.create({ Name: "w", DefaultRunProperties: { team: "data" } });
  workflows.createTrigger({
    ...{ Name: "told", Type: "EVENT", WorkflowName: "w", Actions: [job("a")] },
    EventBatchingCondition: { BatchSize: 3, BatchWindow: 600 },
  });
  workflows.notify("w", "e0");
  workflows.startTrigger("told");
  for (const id of ["e1", "e2"]) workflows.notify("w", id);
  expect(names()).toEqual([]);
  workflows.notify("w", "e3");
  expect(names()).toEqual(["a"]);
  workflows.notify("w", "e4");
  await pass(9);
  expect(names()).toEqual(["a"]);
  await pass(2);
  expect(names()).toEqual(["a", "a"]);
  expect(
    (workflows.runs("w") as { WorkflowRunProperties: object }[]).map((one) => one.WorkflowRunProperties),
  ).toEqual([
    { team: "data", "aws:eventIds": '["e4"]' },
    { team: "data", "aws:eventIds": '["e1","e2","e3"]' },
  ]);
  await pass(60);
  expect(names().length).toBe(2);
});

test("what AWS refuses is refused", () => {
  workflows.definitions.create({ Name: "w" });
  const make = (more: object) =>
    refusal(() => workflows.createTrigger({ Name: "t", Type: "ON_DEMAND", Actions: [job("a")], ...more }));
  expect(make({ Actions: [] })).toBe("InvalidInputException");
  expect(make({ Actions: [{}] })).toBe("InvalidInputException");
  expect(make({ Schedule: "cron(0 1 * * ? *)" })).toBe("InvalidInputException");
  expect(make({ Type: "SCHEDULED", Schedule: "daily" })).toBe("InvalidInputException");
  expect(make({ Type: "SCHEDULED", Schedule: "rate(1 hour)" })).toBe("InvalidInputException");
  expect(make({ Type: "SCHEDULED", Schedule: "cron(61 1 * * ? *)" })).toBe("InvalidInputException");
  expect(make({ Type: "EVENT" })).toBe("InvalidInputException");
  expect(make({ EventBatchingCondition: { BatchSize: 1 } })).toBe("InvalidInputException");
  expect(make({ Type: "CONDITIONAL" })).toBe("InvalidInputException");
  expect(make({ StartOnCreation: true })).toBe("InvalidInputException");
  expect(make({ WorkflowName: "none" })).toBe("EntityNotFoundException");
  expect(make({ WorkflowName: "w" })).toBe("accepted");
  expect(make({})).toBe("AlreadyExistsException");
  expect(make({ Name: "other", WorkflowName: "w" })).toBe("InvalidInputException");
});
