// Jobs without a control plane: a timeout shorter than Batch takes, and shares that take turns.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { EventBus } from "../../events/bus.ts";
import { Logs } from "../../process/logs.ts";
import type { TaskContainer } from "./container.ts";
import type { JobDefinition, JobQueue } from "./definition.ts";
import { isOver, type Job } from "./job.ts";
import { Jobs } from "./jobs.ts";
import { OwnImages } from "./own-images.ts";

const DIGEST = "a".repeat(64);
const queue: JobQueue = {
  jobQueueArn: "arn:aws:batch:eu-west-1:1:job-queue/q",
  jobQueueName: "q",
  state: "ENABLED",
  computeEnvironmentOrder: [],
};
const definition: JobDefinition = {
  jobDefinitionArn: "arn:aws:batch:eu-west-1:1:job-definition/d:1",
  jobDefinitionName: "d",
  revision: 1,
  status: "ACTIVE",
  type: "container",
};

let folder: string;
let jobs: Jobs;
const told: string[] = [];
const bus = new EventBus();
bus.listen((_region, { detail }) => told.push(`${detail.jobId} ${detail.status}`));
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "headrace-jobs-"));
  await mkdir(join(folder, "images", DIGEST), { recursive: true });
  await writeFile(
    join(folder, "images", DIGEST, "index.js"),
    "setTimeout(() => {}, Number(process.argv[2]));",
  );
  const forward = async () => ({ status: 200, headers: {}, body: "{}" });
  jobs = new Jobs(
    {
      endpoint: "http://127.0.0.1:1",
      accountId: "1",
      forward,
      roles: {
        credentials: () => ({ accessKeyId: "a", secretAccessKey: "b", sessionToken: "c" }),
        lacks: async () => undefined,
        refused: async () => undefined,
      },
      logs: new Logs(forward, join(folder, "logs"), "1"),
      images: new OwnImages(join(folder, "images")),
      scratch: join(folder, "tmp"),
    },
    bus,
  );
});
afterAll(async () => {
  await jobs.close();
  await rm(folder, { recursive: true });
});

const job = (jobId: string, milliseconds: number, more: Partial<Job> = {}): Job => ({
  jobId,
  jobArn: `arn:aws:batch:eu-west-1:1:job/${jobId}`,
  jobName: jobId,
  region: "eu-west-1",
  queue,
  definition,
  containers: [
    {
      name: "default",
      essential: true,
      dependsOn: [],
      image: `images:${DIGEST}`,
      command: [String(milliseconds)],
    },
  ],
  parameters: {},
  retryStrategy: { attempts: 3 },
  dependsOn: [],
  tags: {},
  createdAt: Date.now(),
  state: "SUBMITTED",
  attempts: [],
  isCancelled: false,
  isTerminated: false,
  ...more,
});
const submit = (one: Job): Job => {
  jobs.add([one], [{ name: "e", maxVcpus: 4 }]);
  return one;
};
const over = async (...all: Job[]): Promise<void> => {
  while (!all.every(isOver)) await sleep(20);
};

test("an attempt that takes longer than its timeout is ended, and is not tried again", async () => {
  const late = submit(job("late", 60_000, { timeoutSeconds: 0.3 }));
  await over(late);
  expect(late).toMatchObject({
    state: "FAILED",
    statusReason: "Job attempt duration exceeded timeout",
    attempts: [{ container: { exitCode: 143 } }],
  });
  expect(told).toEqual(["RUNNABLE", "STARTING", "RUNNING", "FAILED"].map((state) => `late ${state}`));
});

test("what is left of a task whose time is over is not started: nothing of half a job is taken", async () => {
  const own = (name: string, milliseconds: number, more: Partial<TaskContainer> = {}): TaskContainer => ({
    name,
    essential: false,
    dependsOn: [],
    image: `images:${DIGEST}`,
    command: [String(milliseconds)],
    ...more,
  });
  const containers = [
    own("inputs", 10),
    own("work", 60_000, { dependsOn: [{ containerName: "inputs", condition: "SUCCESS" }] }),
    own("outputs", 10, {
      essential: true,
      dependsOn: [{ containerName: "work", condition: "COMPLETE" }],
    }),
  ];
  const ecs = { ...definition, ecsProperties: { taskProperties: [{}] } };
  const late = submit(job("late-task", 0, { containers, definition: ecs, timeoutSeconds: 5 }));
  await over(late);
  expect(late).toMatchObject({
    state: "FAILED",
    statusReason: "Job attempt duration exceeded timeout",
    attempts: [
      { taskProperties: [{ containers: [{ exitCode: 0 }, { exitCode: 143 }, { name: "outputs" }] }] },
    ],
  });
  expect(late.attempts[0]?.taskProperties?.[0]?.containers[2]).not.toHaveProperty("exitCode");
  expect(late.attempts).toHaveLength(1);
});

test("a share that has many jobs does not keep another's waiting", async () => {
  const many = Array.from({ length: 12 }, (_, at) =>
    submit(job(`many${at}`, 50, { shareIdentifier: "many" })),
  );
  const few = submit(job("few", 50, { shareIdentifier: "few" }));
  await over(...many, few);
  const later = many.filter(({ startedAt = 0 }) => startedAt > (few.startedAt ?? 0));
  expect(later.length).toBeGreaterThan(5);
});
