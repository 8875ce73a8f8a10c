// Each alarm that the modules make, with the test that sees it fire by what really happened. An alarm that no line here names has
// none: write the test, and then the line.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { moduleFiles } from "../../modules/publish.ts";

const MONITORED = ["tests/e2e/monitoring.test.ts", "every alarm is seen to fire by what really happened"];
const TRAIL = ["tests/e2e/trail.test.ts", "%s fires by what is really done, and nothing else does"];

/** `MODULE/ALARM` → file and name of the test. A function's two are made by one piece of code for all of them: `function`. */
const FIRED: Readonly<Record<string, readonly string[]>> = {
  "function/errors": MONITORED,
  "function/throttles": MONITORED,
  "queue/age": MONITORED,
  "queue/dead_letters": MONITORED,
  "queue/parked": MONITORED,
  "delivery/undelivered": MONITORED,
  "api/server_errors": MONITORED,
  "api/latency": MONITORED,
  "archive/late": MONITORED,
  ...Object.fromEntries(
    [
      "dataset_freshness",
      "model_freshness",
      "deliveries_failed",
      "files_rejected",
      "import_seconds",
      "lag",
      "loads_failed",
      "models_failed",
      "tests_failed",
      "quarantine",
      "health",
    ].map((alarm) => [`monitoring/${alarm}`, MONITORED]),
  ),
  "batch/waiting_alarm": [
    "local/events.integration.test.ts",
    "what a job comes to is an event: a rule without a target counts it, and an alarm goes off",
  ],
  "glue/failed_alarm": [
    "tests/e2e/discovery.test.ts",
    "a crawl that may not read what it crawls fails, and the alarm tells of it",
  ],
  "spark/failed_alarm": [
    "tests/e2e/spark/parity.test.ts",
    "a run that dies half-way leaves nothing that a reader sees, and the next one ends in the same rows",
  ],
  "batch/failed_alarm": [
    "tests/e2e/jobs.test.ts",
    "a person starts one, whose wrong input is not tried again, and the alarm on failed jobs tells of it",
  ],
  ...Object.fromEntries(
    [
      "bucket_public",
      "denied",
      "detokenize",
      "key_changed",
      "policy_changed",
      "root_used",
      "trail_stopped",
    ].map((alarm) => [`trail/${alarm}`, TRAIL]),
  ),
};

/** `MODULE/ALARM` → why it cannot be seen to fire here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  "monitoring/part":
    "Only a pipeline of more than a hundred alarms has parts, whose rule is that of `health`.",
  "logs/late": "Firehose itself counts how old is what it holds, and moto's delivers at once.",
};

interface Body {
  resource?: { [type: string]: { [name: string]: { metric_name?: string; namespace?: string } } };
}

/** `MODULE/ALARM` of all that the published set makes. */
function made(): string[] {
  const found = new Set<string>();
  for (const [path, text] of Object.entries(moduleFiles())) {
    const module = /^modules\/(\w+)\/main\.tf\.json$/.exec(path)?.[1];
    if (!module) continue;
    const { resource = {} } = JSON.parse(text) as Body;
    for (const type of ["aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"])
      for (const [name, { namespace }] of Object.entries(resource[type] ?? {}))
        found.add(
          `${namespace === "AWS/Lambda" && /^(errors|throttles)$/.test(name) ? "function" : module}/${name}`,
        );
  }
  return [...found].sort();
}

test("every alarm of the modules is seen to fire by a test, or it is said why it cannot be", () => {
  expect(made()).toEqual([...Object.keys(FIRED), ...Object.keys(NOT_HERE)].sort());
});

test("the tests that are named are there", () => {
  const missing = Object.entries(FIRED).filter(
    ([, [file = "", name = ""]]) =>
      !readFileSync(join(import.meta.dirname, "..", "..", file), "utf8").includes(name),
  );
  expect(missing).toEqual([]);
});
