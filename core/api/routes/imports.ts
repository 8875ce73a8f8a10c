// Files by presigned upload: announced here, put to S3, and followed to their run.
import * as z from "zod";
import { component } from "../components.ts";
import { contractName, timestamp } from "../fields.ts";
import { outcome } from "../outcome.ts";
import { defineRoute } from "../route.ts";
import { sha256Hex } from "./announced.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** Of one PUT, and of one part. Source: Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MOST_PUT_BYTES = 5 * GIB;
const LEAST_PART_BYTES = 5 * MIB;
/** S3 takes 10,000; an answer with the URLs of so many is still small. */
const MOST_PARTS = 1000;

const sha256 = sha256Hex.describe("SHA-256 of the bytes, in hex.");
const bytes = z.number().int().min(1).max(MOST_PUT_BYTES);
const size = (value: number | undefined) => (value ?? 0) >= LEAST_PART_BYTES;

const announced = z
  .strictObject({
    dataset: contractName("A dataset of the contract."),
    file: z
      .string()
      .regex(/^[^/\\]{1,200}$/, "expected a file's name without slashes, of 200 characters at most")
      .refine((name) => name.isWellFormed() && !/\p{Cc}|^\.{1,2}$/u.test(name), {
        message: "expected a file's name without control characters",
      })
      .describe("The file's name, by which quarantine and audit know it."),
    bytes: bytes.optional().describe("The file's size, of one that is put whole: 5 GiB at most."),
    sha256: sha256.optional(),
    parts: z
      .array(z.strictObject({ bytes, sha256 }))
      .min(1)
      .max(MOST_PARTS)
      .optional()
      .describe(
        "In the place of `bytes` and `sha256`: the file's parts in their order, of 5 MiB to 5 GiB each, the last of 1 byte at least.",
      ),
  })
  .refine(
    ({ bytes, sha256, parts }) => (parts ? bytes === undefined && sha256 === undefined : bytes && sha256),
    {
      message: "expected bytes and sha256, or parts",
    },
  )
  .refine(({ parts = [] }) => parts.slice(0, -1).every((part) => size(part.bytes)), {
    path: ["parts"],
    message: "expected parts of 5 MiB at least, but for the last",
  });

const put = z.object({
  url: z.string().describe("Takes one PUT, without any credentials, until `expires_at`."),
  headers: z
    .record(z.string(), z.string())
    .describe("To be sent with the bytes as they are; most clients write Content-Length themselves."),
});

const id = z
  .string()
  .regex(/^[0-9a-f]{32}$/, "expected the id of an import")
  .describe("The import's id.");

const quarantined = z.object({
  line: z.number().int().nullable().describe("In the file, from 1; null where the format has no lines."),
  reasons: z.array(z.string()),
  raw: z.string().describe("The row as the file has it, cut after 1,000 characters."),
});

export const IMPORT_STATES = [
  "waiting",
  "expired",
  "abandoned",
  "landed",
  "running",
  "done",
  "rejected",
  "oversize",
  "gone",
] as const;

const imported = component(
  "Import",
  z.object({
    id,
    dataset: z.string(),
    file: z.string(),
    bytes: z.number().int(),
    created_at: timestamp("When it was announced."),
    state: z
      .enum(IMPORT_STATES)
      .describe(
        "`waiting` for the upload; `expired` or `abandoned` without one; `landed` in the bucket; `running`; `done`: its rows are curated or in quarantine; `rejected` as a whole; `oversize`: too large for the function, and set aside; `gone`: deleted before it was read.",
      ),
    run_id: z.string().nullable().describe("The run that took it, once there is one."),
    ...outcome,
    quarantined: z.array(quarantined).describe("The first rows in quarantine, ten at most."),
    cataloged_at: timestamp("Since when Athena finds its rows.").nullable(),
    loaded_at: timestamp("Since when the warehouse's own table has them.").nullable(),
  }),
);

const path = z.strictObject({ id });

export const importRoutes = {
  createImport: defineRoute({
    method: "POST",
    path: "/imports",
    function: "api",
    tag: "Imports",
    summary: "Announces a file, and answers where to put it",
    description:
      "The URLs take the announced bytes and no others: their number and checksum are signed. Put the file whole with one PUT; or in parts, one PUT for each, and then POST /imports/{id}/complete. The same request under the same Idempotency-Key is the same import, with new URLs.",
    permission: { to: "imports" },
    request: { body: { schema: announced } },
    answers: {
      201: {
        description: "Where to put it.",
        schema: component(
          "AnnouncedImport",
          z.object({
            id,
            dataset: z.string(),
            file: z.string(),
            expires_at: timestamp("Until when the URLs take an upload."),
            upload: put.nullable().describe("The whole file; null where it comes in parts."),
            parts: z.array(put.extend({ number: z.number().int() })).describe("None where it comes whole."),
          }),
        ),
      },
    },
    problems: ["conflict"],
    // URLs are signed anew: those of the first answer may be over.
    repeat: "again",
  }),
  completeImport: defineRoute({
    method: "POST",
    path: "/imports/{id}/complete",
    function: "api",
    tag: "Imports",
    summary: "Makes one file of the parts that were put",
    permission: { to: "imports" },
    request: { path },
    answers: { 202: { description: "The file has landed.", schema: z.object({ id }) } },
    problems: ["not_found", "conflict"],
    repeat: "again",
  }),
  getImport: defineRoute({
    method: "GET",
    path: "/imports/{id}",
    function: "api",
    tag: "Imports",
    summary: "What became of an import that the caller announced",
    permission: { to: "imports" },
    request: { path },
    answers: { 200: { description: "The import.", schema: imported } },
    problems: ["not_found"],
  }),
  deleteImport: defineRoute({
    method: "DELETE",
    path: "/imports/{id}",
    function: "api",
    tag: "Imports",
    summary: "Gives up an import that has not landed, and drops the parts that were put",
    permission: { to: "imports" },
    request: { path },
    answers: { 204: { description: "It is given up." } },
    problems: ["not_found", "conflict"],
  }),
};
