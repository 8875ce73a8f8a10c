// What the authorizer is told: whose tokens it verifies, and for whom they are.
import * as z from "zod";
import { functionInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";

export const tokenInputs = {
  issuer: z
    .string()
    .regex(/^https:\/\/[^\s?#]+$/, "an address that begins with https://")
    .describe("Who signs the tokens, as their claim `iss` has it."),
  audiences: z
    .array(z.string().regex(/^[^,\s]+$/, "a text without commas and blanks"))
    .min(1)
    .describe(
      "For whom tokens are: `aud`, or `client_id` where a token has no `aud`, as Cognito's have not.",
    ),
  jwks_uri: z
    .string()
    .nullable()
    .default(null)
    .describe("Where the issuer's keys are; `ISSUER/.well-known/jwks.json` where null."),
  groups_claim: z
    .string()
    .default("groups")
    .describe("The claim that names a caller's groups: a list, or a text with spaces between them."),
};

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...functionInputs,
  ...tokenInputs,
  memory_mb: z.number().int().min(128).max(10240).default(256).describe("Memory of the function in MiB."),
});
