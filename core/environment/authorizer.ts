// The environment of the function that verifies JWTs: the schema that the module writes by and the handler reads by.
import * as z from "zod";

export const authorizerEnvironment = z.object({
  /** Who signs the tokens, as their claim `iss` has it: https://… */
  ISSUER: z.string().startsWith("https://"),
  /** For whom they are: the claim `aud`, or `client_id` where there is none (RFC 9068; Amazon Cognito). Comma-separated. */
  AUDIENCES: z
    .string()
    .min(1)
    .transform((text) => text.split(",")),
  /** Where the issuer's keys are; ISSUER/.well-known/jwks.json where absent. */
  JWKS_URI: z.string().startsWith("https://").optional(),
  /** The claim that names a caller's groups: a list of texts, or one text with spaces between. */
  GROUPS_CLAIM: z.string().default("groups"),
});
export type AuthorizerEnvironment = z.output<typeof authorizerEnvironment>;
