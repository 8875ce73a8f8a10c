// The options that the subcommands of `headrace models` share, and what they mean.
import type { ProjectSettings } from "../../warehouse/models/project.ts";
import type { Options } from "../args/options.ts";
import { usageError } from "../args/usage.ts";
import { STATE_OPTION } from "../local-aws.ts";

export const SELECTION = {
  select: {
    type: "string",
    multiple: true,
    value: "SELECTOR",
    description:
      "what to take: name, +name, name+, tag:x, path:marts, source:x+; a b takes both, a,b what is in each; all where absent",
  },
  exclude: { type: "string", multiple: true, value: "SELECTOR", description: "what to leave out of it" },
  var: { type: "string", multiple: true, value: "NAME=VALUE", description: "a variable for ctx.variable" },
  schema: {
    type: "string",
    value: "NAME",
    description: "where models go that name no schema; marts where absent",
  },
} as const satisfies Options;

export const TARGET = {
  ...STATE_OPTION,
  workgroup: {
    type: "string",
    value: "NAME",
    description: "a Serverless workgroup, instead of DIR's own warehouse",
  },
  cluster: {
    type: "string",
    value: "ID",
    description: "a provisioned cluster, instead of DIR's own warehouse",
  },
  database: { type: "string", value: "NAME", description: "its database; dev where absent" },
  "secret-arn": { type: "string", value: "ARN", description: "the secret to sign in with; IAM where absent" },
} as const satisfies Options;

/** A whole number of an option, at least `least`. */
export function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) < least)
    throw usageError(`--${option} ${JSON.stringify(text)} is no whole number of ${least} or more`);
  return Number(text);
}

/** `NAME=VALUE`, many times. A whole number or a decimal is a number, true and false are booleans, the rest is text. */
export function variables(texts: readonly string[]): ProjectSettings["vars"] {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw usageError(`--var ${JSON.stringify(text)} is not NAME=VALUE`);
      return [text.slice(0, at), valueOfText(text.slice(at + 1))];
    }),
  );
}

function valueOfText(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text) ? Number(text) : text;
}
