// Records by a contract's rules: judged, cleansed, tokenized; and tokens opened again.
import * as z from "zod";
import type { InlineWork } from "../../inline/contract.ts";
import { MOST_RECORDS } from "../../inline/limits.ts";
import { LONGEST_PURPOSE, PURPOSE } from "../../records/token-audit.ts";
import { component } from "../components.ts";
import { contractName } from "../fields.ts";
import { defineRoute } from "../route.ts";

const MIB = 1024 * 1024;
/** Lambda takes 6 MB of an event, in which a body has four thirds of its bytes; an answer may be larger than its request. */
const MOST_BODY_BYTES = 3 * MIB;
/** More than a request has use for, and no more than an audit's item holds. */
const MOST_COLUMNS = 1000;

const value = z
  .union([z.string(), z.number(), z.boolean()])
  .nullable()
  .describe(
    "int, double and boolean are JSON's own; bigint and decimal are text; date is YYYY-MM-DD, timestamp RFC 3339 in UTC. A token is text.",
  );
const row = z.record(z.string(), value);
const dataset = contractName("A dataset of the contract.");

const records = z
  .array(z.record(z.string(), z.unknown()))
  .min(1)
  .describe(
    `Up to ${MOST_RECORDS} records, as files of the dataset have them: by the names that the contract's columns have in the source.`,
  );

const outcomes = component(
  "RuleOutcomes",
  z.object({
    dataset: z.string(),
    valid: z.number().int().describe("Records that keep the contract."),
    invalid: z.number().int().describe("Records that break it."),
    outcomes: z
      .array(
        z.object({
          valid: z.boolean(),
          reasons: z
            .array(z.string())
            .describe(
              "What the record breaks: `COLUMN:RULE`, `check:NAME`, `row:…`, as quarantine has them.",
            ),
          row: row
            .nullable()
            .describe(
              "The contract's columns, without those of lookups. Null of a record that is not valid, and where it is only validated.",
            ),
        }),
      )
      .describe("One for each record, in their order."),
    ignored_columns: z.array(z.string()).describe("Members of records that the contract does not name."),
    rejected: z
      .object({ reason: z.string(), message: z.string() })
      .nullable()
      .describe("Why the records were refused together, as a file of them would be."),
  }),
);

const body = { schema: z.strictObject({ dataset, records }), maxBytes: MOST_BODY_BYTES };

const ruled = (permission: InlineWork, summary: string, description: string) =>
  defineRoute({
    method: "POST",
    path: `/${permission}`,
    function: "rules",
    tag: "Rules",
    summary,
    description,
    permission: { to: permission },
    request: { body },
    answers: { 200: { description: "What became of each record.", schema: outcomes } },
    // The work gives the same again, and its answers may be secret.
    repeat: "again",
  });

/** What everybody who opens tokens says. */
export const openingPurpose = z
  .string()
  .trim()
  .min(1)
  .max(LONGEST_PURPOSE)
  .regex(PURPOSE, "expected a text without control characters")
  .describe("Why the values are needed, for the audit.");
export const openingColumns = z
  .array(contractName("A column that is tokenized with ff1 or vault."))
  .min(1)
  .max(MOST_COLUMNS)
  .optional()
  .describe("Those whose tokens are opened. Where absent, all that can be, as far as records have them.");
export const openingKeyVersion = z
  .number()
  .int()
  .min(1)
  .max(999_999)
  .optional()
  .describe("The version of the token key that ff1's tokens were made with, where it is not the contract's.");

export const tokenRoutes = {
  validateRecords: ruled(
    "validate",
    "Judges records by the rules of a dataset",
    "The same engine that imports files judges them, with the same reasons. A `key` holds among the records of a request; `max_reject_ratio` is of files alone, and `enrich` adds nothing that is judged.",
  ),
  cleanseRecords: ruled(
    "cleanse",
    "Cleanses records by the rules of a dataset",
    "As POST /validate; and of each valid record the row with cleaned and typed values, before they are tokenized.",
  ),
  tokenizeRecords: ruled(
    "tokenize",
    "Cleanses records and tokenizes them",
    "As POST /cleanse, with tokens where the contract says `tokenize`: those that an import of the records would have.",
  ),
  detokenizeRecords: defineRoute({
    method: "POST",
    path: "/detokenize",
    function: "detokenize",
    tag: "Rules",
    summary: "Opens tokens of ff1 and vault",
    description:
      "Each call leaves an audit record with the caller, the purpose, the columns and how many tokens were opened, before it is answered; so does each that is refused.",
    permission: { to: "detokenize" },
    request: {
      body: {
        schema: z.strictObject({
          dataset,
          purpose: openingPurpose,
          columns: openingColumns,
          key_version: openingKeyVersion,
          records: z
            .array(z.record(z.string(), z.unknown()))
            .min(1)
            .describe(`Up to ${MOST_RECORDS} rows with tokens, by the contract's names of columns.`),
        }),
        maxBytes: MOST_BODY_BYTES,
      },
    },
    answers: {
      200: {
        description: "The values, in the order of the records.",
        schema: component(
          "OpenedTokens",
          z.object({
            dataset: z.string(),
            audit_id: z.string().describe("Of the audit record of this call."),
            records: z.array(
              z.object({
                values: row.describe(
                  "The columns that were opened; null for null, and for what is no token.",
                ),
                unknown: z.array(z.string()).describe("Columns whose text is no token of theirs."),
              }),
            ),
          }),
        ),
      },
    },
    // A kept answer would be a second place with the values in clear.
    repeat: "again",
  }),
};
