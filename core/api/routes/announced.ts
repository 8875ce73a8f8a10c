// What routes say of a file that is announced, put and fetched: its digest, where to put it, and where to fetch one.
import * as z from "zod";
import { timestamp } from "../fields.ts";

export const sha256Hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "expected SHA-256 as 64 hexadecimal digits in lower case");

/** Takes the bytes that were announced. */
export const upload = z.object({
  url: z.string().describe("Takes one PUT, without any credentials, until `expires_at`."),
  headers: z.record(z.string(), z.string()).describe("To be sent with the bytes as they are."),
  expires_at: timestamp("Until when."),
});

/** A file that came of it; null where there is none. */
export const fetched = z
  .object({
    url: z.string().describe("Opens with a GET, without any credentials."),
    expires_at: timestamp("Until when."),
  })
  .nullable();
