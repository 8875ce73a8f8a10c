// What the functions behind the API share that are no part of the module `api`: what they are told of it, and what they may
// do for it.
import * as z from "zod";
import type { HttpEnvironment } from "../../core/environment/api.ts";
import type { Statement, Value, Vars } from "../kit/index.ts";
import type { Account } from "./account.ts";
import { objectArn } from "./text-object.ts";

/** API Gateway waits no longer for an answer. */
export const API_TIMEOUT_SECONDS = 29;

export const apiFunctionInputs = {
  contract_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the contract as JSON: { version, name, datasets }."),
  contract_digest: z.string().length(64).describe("SHA-256 of that object, in hex."),
  settings_uri: z
    .string()
    .startsWith("s3://")
    .describe("s3:// URI of the API's settings: `settings_uri` of the module `api`."),
  settings_digest: z
    .string()
    .describe("SHA-256 of that object, in hex: `settings_digest` of the module `api`."),
  api_table_name: z
    .string()
    .describe("Name of the API's table of requests: `table_name` of the module `api`."),
  api_table_arn: z.string().describe("ARN of that table."),
};

type ApiFunctionVars = Vars<z.ZodObject<typeof apiFunctionInputs>>;

export const httpVariables = (vars: ApiFunctionVars): { [K in keyof HttpEnvironment]: Value } => ({
  CONTRACT_URI: vars.contract_uri,
  CONTRACT_DIGEST: vars.contract_digest,
  SETTINGS_URI: vars.settings_uri,
  SETTINGS_DIGEST: vars.settings_digest,
  API_TABLE: vars.api_table_name,
});

/** @param keeps actions on the API's table beside those of keys that name a request */
export const httpStatements = (
  at: Account,
  vars: ApiFunctionVars,
  keeps: readonly string[] = [],
): Statement[] => [
  {
    sid: "ReadContractAndSettings",
    actions: ["s3:GetObject"],
    resources: [objectArn(at, vars.contract_uri), objectArn(at, vars.settings_uri)],
  },
  {
    sid: "KeepRequests",
    actions: keeps,
    rarely: { OnRepeat: ["dynamodb:GetItem", "dynamodb:PutItem"] },
    resources: vars.api_table_arn,
  },
];
