// Tokens that are too many to be opened in line: put as a file, opened in the background, fetched as a file.
import * as z from "zod";
import { component } from "../components.ts";
import { contractName, timestamp } from "../fields.ts";
import { defineRoute } from "../route.ts";
import { fetched, sha256Hex, upload } from "./announced.ts";
import { BACKGROUND_STATES } from "./tasks.ts";
import { openingColumns, openingKeyVersion, openingPurpose } from "./tokens.ts";

/** What the function's memory holds with all that becomes of it. */
export const MOST_OPENED_BYTES = 32 * 1024 * 1024;

const id = z
  .string()
  .regex(/^[0-9a-f]{32}$/, "expected the id of an opening")
  .describe("The opening's id.");
const path = z.strictObject({ id });
const location = { Location: "The opening's address." };

const opening = component(
  "Opening",
  z.object({
    id,
    dataset: z.string(),
    purpose: z.string(),
    state: z
      .enum(BACKGROUND_STATES)
      .describe(
        "`waiting` for the file and for POST /openings/{id}; `rejected` where it was refused as a whole; `failed` where it has to be started again.",
      ),
    records: z.number().int().nullable(),
    opened: z.number().int().nullable().describe("Values that were opened."),
    audit_id: z.string().nullable().describe("Of the audit record, which is there before any value is."),
    rejected: z.object({ reason: z.string(), message: z.string() }).nullable(),
    values: fetched.describe('Lines of `{"record":1,"values":{…},"unknown":[]}`, in the order of the file.'),
    created_at: timestamp("When it was asked for first."),
  }),
);

export const openingRoutes = {
  createOpening: defineRoute({
    method: "POST",
    path: "/openings",
    function: "detokenize",
    tag: "Rules",
    summary: "Announces a file of tokens to be opened",
    description:
      "For more records than POST /detokenize takes. Put the file, NDJSON of rows with tokens, then POST /openings/{id}. The values count to the caller's hour, and leave an audit record before they are there.",
    permission: { to: "detokenize" },
    request: {
      body: {
        schema: z.strictObject({
          dataset: contractName("A dataset of the contract."),
          purpose: openingPurpose,
          columns: openingColumns,
          key_version: openingKeyVersion,
          bytes: z.number().int().min(1).max(MOST_OPENED_BYTES).describe("The file's size: 32 MiB at most."),
          sha256: sha256Hex.describe("SHA-256 of the file, in hex."),
        }),
      },
    },
    answers: {
      201: {
        description: "Where to put the file.",
        schema: component(
          "OpeningAnnounced",
          z.object({
            id,
            state: z.enum(BACKGROUND_STATES),
            upload,
          }),
        ),
        headers: location,
      },
    },
    problems: ["not_found"],
    // The same again, with a URL that is fresh.
    repeat: "again",
  }),
  startOpening: defineRoute({
    method: "POST",
    path: "/openings/{id}",
    function: "detokenize",
    tag: "Rules",
    summary: "Starts opening, once the file is put",
    permission: { to: "detokenize" },
    request: { path },
    answers: {
      202: {
        description: "It is at work, or done. GET /openings/{id} tells.",
        schema: component("OpeningStarted", z.object({ id, state: z.enum(BACKGROUND_STATES) })),
        headers: location,
      },
    },
    problems: ["not_found", "conflict"],
    repeat: "again",
  }),
  getOpening: defineRoute({
    method: "GET",
    path: "/openings/{id}",
    function: "detokenize",
    tag: "Rules",
    summary: "Tells what became of an opening, and where its values are",
    permission: { to: "detokenize" },
    request: { path },
    answers: { 200: { description: "The opening.", schema: opening } },
    problems: ["not_found"],
  }),
};
