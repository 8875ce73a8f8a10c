// What the account's beginning is told: what the environments are called, and which repositories plan and apply them.
import * as z from "zod";
import {
  boundaryInput,
  forceInputs,
  keyInputs,
  nameInput,
  optionalArn,
  tagsInput,
} from "../constructs/inputs.ts";
import { ENVIRONMENTS } from "./place.ts";

export const inputs = z.object({
  name: nameInput,
  tags: tagsInput,
  ...keyInputs,
  environments: z
    .array(z.string().regex(/^[a-z][a-z0-9]*$/, "a lower-case letter, then lower-case letters and digits"))
    .min(1)
    .default([...ENVIRONMENTS])
    .describe(
      "Environments, each with a role that applies it and a place for its state: what they make is called `NAME-ENVIRONMENT-…`.",
    ),
  github: z
    .object({
      repository: z
        .string()
        .regex(/^[\w.-]+\/[\w.-]+$/, "OWNER/REPOSITORY")
        .describe("`OWNER/REPOSITORY` whose workflows take on the roles."),
      create_provider: z
        .boolean()
        .default(true)
        .describe("Make the provider of GitHub's tokens; an account has one at most."),
      provider_arn: optionalArn(
        "iam",
        "ARN of the provider where there is one. Set `create_provider = false` beside it.",
      ),
    })
    .nullable()
    .default(null)
    .describe("GitHub Actions; none where null."),
  gitlab: z
    .object({
      project: z
        .string()
        .regex(/^[\w.-]+(\/[\w.-]+)+$/, "GROUP/PROJECT")
        .describe("`GROUP/PROJECT` whose pipelines take on the roles."),
      url: z
        .string()
        .regex(/^https:\/\/[\w.-]+$/, "https://HOST")
        .default("https://gitlab.com")
        .describe("Address of GitLab."),
      audience: z.string().default("https://gitlab.com").describe("`aud` of the jobs' tokens."),
      create_provider: z
        .boolean()
        .default(true)
        .describe("Make the provider of GitLab's tokens; an account has one at most of each address."),
      provider_arn: optionalArn(
        "iam",
        "ARN of the provider where there is one. Set `create_provider = false` beside it.",
      ),
    })
    .nullable()
    .default(null)
    .describe("GitLab CI; none where null."),
  ephemeral: z
    .boolean()
    .default(true)
    .describe("Make the role that applies and destroys an environment for each pull request, `NAME-pr-…`."),
  state_versions_days: z
    .number()
    .int()
    .min(1)
    .default(90)
    .describe("Days that earlier versions of a state are kept."),
  permissions_boundary_arn: boundaryInput,
  ...forceInputs,
});
