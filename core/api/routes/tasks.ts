// Records by a contract's rules where they are too many for an answer in line: put as a file, worked at in the background,
// fetched as files.
import * as z from "zod";
import { INLINE_WORK } from "../../inline/contract.ts";
import { component } from "../components.ts";
import { contractName, timestamp } from "../fields.ts";
import { defineRoute } from "../route.ts";
import { fetched, sha256Hex, upload } from "./announced.ts";

/** What the function's storage holds with all that becomes of it. */
export const MOST_TASK_BYTES = 256 * 1024 * 1024;

export const BACKGROUND_STATES = ["waiting", "working", "done", "rejected", "failed"] as const;

const id = z
  .string()
  .regex(/^[0-9a-f]{32}$/, "expected the id of a task")
  .describe("The task's id.");

const taskSchema = component(
  "Task",
  z.object({
    id,
    work: z.enum(INLINE_WORK),
    dataset: z.string(),
    state: z
      .enum(BACKGROUND_STATES)
      .describe(
        "`waiting` for the file and for POST /tasks/{id}; `rejected` where the file was refused as a whole; `failed` where it has to be asked for again.",
      ),
    valid: z.number().int().nullable().describe("Records that keep the contract."),
    invalid: z.number().int().nullable().describe("Records that break it."),
    reasons: z.record(z.string(), z.number()).describe("Reason → records."),
    ignored_columns: z.array(z.string()),
    rejected: z.object({ reason: z.string(), message: z.string() }).nullable(),
    rows: fetched.describe(
      `Lines of {"record":1,"row":{…}}, in no certain order; a record\\'s number is its line in the file. Null where there are none.`,
    ),
    broken: fetched.describe(
      'Lines of `{"record":2,"reasons":["mail:pattern"]}`. Null where there are none.',
    ),
    created_at: timestamp("When it was asked for first."),
  }),
);

export const taskRoutes = {
  createTask: defineRoute({
    method: "POST",
    path: "/tasks",
    function: "rules",
    tag: "Rules",
    summary: "Announces a file of records to be validated, cleansed or tokenized",
    description:
      "For more records than POST /validate, /cleanse and /tokenize take. Put the file, NDJSON, plain or compressed with gzip or zstd, then POST /tasks/{id}. The same file of the same caller under the same contract is the same task.",
    permission: null,
    request: {
      body: {
        schema: z.strictObject({
          work: z.enum(INLINE_WORK),
          dataset: contractName("A dataset of the contract."),
          bytes: z.number().int().min(1).max(MOST_TASK_BYTES).describe("The file's size: 256 MiB at most."),
          sha256: sha256Hex.describe("SHA-256 of the file, in hex."),
        }),
      },
    },
    answers: {
      201: {
        description: "Where to put the file.",
        schema: component(
          "TaskAnnounced",
          z.object({
            id,
            state: z.enum(BACKGROUND_STATES),
            upload,
          }),
        ),
        headers: { Location: "The task's address." },
      },
    },
    // The same again, with a URL that is fresh.
    repeat: "again",
  }),
  startTask: defineRoute({
    method: "POST",
    path: "/tasks/{id}",
    function: "rules",
    tag: "Rules",
    summary: "Starts the task, once its file is put",
    permission: null,
    request: { path: z.strictObject({ id }) },
    answers: {
      202: {
        description: "It is at work, or done. GET /tasks/{id} tells.",
        schema: component("TaskStarted", z.object({ id, state: z.enum(BACKGROUND_STATES) })),
        headers: { Location: "The task's address." },
      },
    },
    problems: ["not_found", "conflict"],
    repeat: "again",
  }),
  getTask: defineRoute({
    method: "GET",
    path: "/tasks/{id}",
    function: "rules",
    tag: "Rules",
    summary: "Tells what became of a task, and where its files are",
    permission: null,
    request: { path: z.strictObject({ id }) },
    answers: { 200: { description: "The task.", schema: taskSchema } },
    problems: ["not_found"],
  }),
};
