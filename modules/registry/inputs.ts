// What a registry is told: whose tokens it lets in, under which name it is reached, and who may publish.
import * as z from "zod";
import { forceInputs, functionInputs, keyInputs, nameInput, tagsInput } from "../constructs/inputs.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  ...functionInputs,
  issuer: z
    .string()
    .regex(/^https:\/\/[^\s?#]+$/, "an address that begins with https://")
    .meta({
      description: "Who signs the tokens that Terraform brings, as their claim `iss` has it.",
      example: '"https://token.actions.githubusercontent.com"',
    }),
  audiences: z
    .array(z.string().min(1))
    .min(1)
    .describe("For whom tokens are: `aud`, or `client_id` where a token has no `aud`."),
  subjects: z.array(z.string().min(1)).min(1).meta({
    description:
      'Whose tokens are let in: texts with `*` for anything, which the claim `sub` must fit. `["*"]` is everybody who has a token of the issuer, and refused for issuers that anybody can have a token of.',
    example: '["repo:acme/*"]',
  }),
  domain: z
    .object({
      name: z.string().describe("Such as modules.acme.com; it is the first part of each module's source."),
      certificate_arn: z.string().describe("ARN of its certificate, in ACM in the same region."),
    })
    .nullable()
    .default(null)
    .describe(
      "A name of yours for the registry; API Gateway's own where null, which another registry would not have.",
    ),
  link_seconds: z
    .number()
    .int()
    .min(60)
    .max(3600)
    .default(300)
    .describe("Seconds that a link to an archive lasts: Terraform follows it at once."),
  memory_mb: z.number().int().min(128).max(10240).default(512).describe("Memory of the function in MiB."),
  rate_limit: z.number().int().min(1).default(50).describe("Requests per second that are let in."),
  burst_limit: z.number().int().min(1).default(100).describe("Requests that are let in at once."),
  ...forceInputs,
});
