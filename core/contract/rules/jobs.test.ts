import { expect, test } from "@jest/globals";
import { parseContract } from "../parse.ts";
import { file, linesOf } from "../testing/lines.ts";

const contract = (jobs: string): string => `version: 1
name: shop
datasets:
  orders: { columns: [{ name: id, type: bigint }] }
  scores: { columns: [{ name: id, type: bigint }] }
jobs:
${jobs}
`;

/** The lines of what is wrong with the jobs. */
const faults = (jobs: string): string[] => linesOf(contract(jobs));

test("a job as the guide writes it, with its defaults", () => {
  const { jobs } = parseContract(
    contract(
      "  score: { image: 'scoring:1', start: { curated: orders }, reads: { orders: run }, writes: scores }",
    ),
    { file },
  );
  expect(jobs.score).toEqual({
    image: "scoring:1",
    command: [],
    start: { curated: "orders", timezone: "UTC" },
    reads: { orders: "run" },
    writes: "scores",
    vcpus: 1,
    memory_mb: 2048,
    storage_gib: 21,
    timeout_seconds: 3600,
    attempts: 3,
    environment: {},
    secrets: {},
  });
});

test.each([
  ["{ command: [x] }", "jobs.a.image: missing. "],
  [
    "{ image: x, start: { curated: order } }",
    'jobs.a.start.curated: no dataset is named "order". Did you mean orders? ',
  ],
  ["{ image: x, reads: { nothing: all } }", 'jobs.a.reads: no dataset is named "nothing". '],
  ["{ image: x, writes: score }", 'jobs.a.writes: no dataset is named "score". Did you mean scores? '],
  [
    "{ image: x, reads: { orders: some } }",
    'jobs.a.reads.orders: unknown value "some". Write one of: all, run.',
  ],
  [
    "{ image: x, reads: { orders: run } }",
    'jobs.a.reads.orders: no run of "orders" starts this job. Write all, ',
  ],
  [
    "{ image: x, start: { curated: orders, schedule: rate(1 hour) } }",
    "jobs.a.start: a job starts by a dataset or by a ",
  ],
  [
    "{ image: x, start: { schedule: rate(1 hours) } }",
    "jobs.a.start.schedule: expected rate(NUMBER UNIT) or cron(",
  ],
  [
    "{ image: x, start: { schedule: 'cron(0 25 * * ? *)' } }",
    "jobs.a.start.schedule: 25 is no hour: 0 to 23. ",
  ],
  [
    "{ image: x, start: { timezone: Mars/Base } }",
    'jobs.a.start.timezone: no time zone is named "Mars/Base". ',
  ],
  [
    "{ image: x, memory_mb: 3000 }",
    "jobs.a.memory_mb: no task has 1 vCPU and 3000 MiB. Write one of: 1 vCPU with 2048 to 8192",
  ],
  [
    "{ image: x, reads: { scores: all }, array: { size: 2, over: orders } }",
    'jobs.a.array.over: the job does not read "orders". Write it under reads, or one that is there: scores.',
  ],
  [
    "{ image: x, environment: { AWS_REGION: here } }",
    "jobs.a.environment.AWS_REGION: names that begin with AWS_, ",
  ],
  ["{ image: x, environment: { 1A: here } }", "jobs.a.environment.1A: expected a variable's name"],
  ["{ image: x, secrets: { KEY: abc } }", 'jobs.a.secrets.KEY: expected the ARN of a secret, found "abc". '],
  [
    "{ image: x, start: { curated: orders }, writes: orders }",
    'jobs.a.start.curated: what the job writes makes "orders" ',
  ],
])("%s", (job, line) => {
  expect(faults(`  a: ${job}`)).toEqual([expect.stringContaining(line)]);
});

test("a circle of two jobs is told at both", () => {
  const jobs = `  a: { image: x, start: { curated: orders }, writes: scores }
  b: { image: x, start: { curated: scores }, writes: orders }`;
  expect(faults(jobs).map((line) => line.split(": ")[1])).toEqual([
    "jobs.a.start.curated",
    "jobs.b.start.curated",
  ]);
});
