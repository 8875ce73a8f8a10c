import { expect, test } from "@jest/globals";
import * as z from "zod";
import { moduleCall } from "../kit/index.ts";
import { load } from "../load/index.ts";
import { queue } from "../queue/index.ts";
import { pipelineOf } from "./index.ts";
import { member } from "./member.ts";
import { MEMBERS } from "./members.ts";

/** One more member, as a file of its own would have it. */
const counting = member({
  names: { functions: ["counting"], queues: ["counting"], where: "where asked for" },
  inputs: { counts: z.boolean().default(false).describe("Count.") },
  outputs: { counted_by: z.string().describe("Who counts; null where nobody does.") },
  build({ scope, vars, shared }, { counts: when }) {
    const asked = moduleCall(
      scope,
      "counting_queue",
      queue,
      { ...shared.every, ...shared.queues, name: `${vars.name}-counting` },
      { when },
    );
    const outputs = moduleCall(
      scope,
      "counting",
      load,
      {
        ...shared.every,
        ...shared.functions,
        ...shared.audit,
        queue_arn: asked.queue_arn,
        warehouse_role_arn: "arn",
        contract_uri: "s3://contract",
        contract_digest: "digest",
        glue_database_name: "lake",
        curated_bucket: "curated",
      },
      { when },
    );
    return {
      functions: [{ name: "counting", when, outputs }],
      queues: [{ name: "counting", when, outputs: asked }],
      told: { curated: { queue_arn: asked.queue_arn, prefix: "_manifests/" } },
      outputs: { counted_by: outputs.function_name },
    };
  },
});

const files = pipelineOf([...MEMBERS, counting]).files();
const output = (name: string): string =>
  new RegExp(`^output "${name}" \\{\\n  description = (.*)\\n  value +=(.*)\\n\\}`, "m")
    .exec(files["outputs.tf"] ?? "")
    ?.slice(1)
    .join("\n") ?? "";

test("one more member is in every map, with its condition, and in the words about them", () => {
  expect(output("function_names")).toContain(
    "{ for k, v in { counting = one(module.counting[*].function_name) } : k => v if var.counts }",
  );
  expect(output("function_names")).toContain(", where asked for `counting` → name");
  expect(output("queue_urls")).toContain("one(module.counting_queue[*].queue_url)");
  expect(output("dead_letter_queue_urls")).toContain("one(module.counting_queue[*].dead_letter_queue_url)");
  expect(output("alarm_arns")).toContain("counting = one(module.counting[*].alarm_arn)");
  expect(output("alarm_arns")).toContain("counting = one(module.counting_queue[*].alarm_arns)");
  expect(output("counted_by")).toContain("one(module.counting[*].function_name)");
});

test("its inputs are the pipeline's, its queue is told of objects, and no part of a topology may have its name", () => {
  expect(files["variables.tf"]).toMatch(/variable "counts" \{\n {2}description = "Count\."/);
  expect(files["variables.tf"]).toMatch(
    /\["api", "archive", "archive-claims", "authorizer", "catalog", "counting", [^\]]*"ingest", "interim", [^\]]*"load", "log-archive", "log-sender", "log-writer", "on-demand", "oversize"/,
  );
  const { notifications } = JSON.parse(files["main.tf.json"] ?? "").module.lake;
  expect(notifications).toContain("module.counting_queue[*].queue_arn");
});

test("every function of the members has an alarm, and is told who hears of it", () => {
  const { module } = JSON.parse(pipelineOf(MEMBERS).files()["main.tf.json"] ?? "");
  const functions = ["stage", "part", "catalog", "load", "transforms"];
  for (const name of functions) expect(module[name].alarm_topic_arns).toBe("$" + "{var.alarm_topic_arns}");
  for (const name of functions) expect(output("alarm_arns")).toContain(`module.${name}`);
});
