// What the API's model says of inputs, and AWS's words where one breaks it.
import { ApiError } from "../../gateway/aws-json.ts";

export const invalid = (message: string): ApiError => new ApiError("ValidationException", message);

const constraint = (value: unknown, member: string, rule: string): ApiError =>
  invalid(
    `1 validation error detected: Value ${value === undefined ? "null" : `'${value}'`} at '${member}' failed to satisfy constraint: Member must ${rule}`,
  );

export function required<T>(value: T | undefined | null, member: string): T {
  if (value === undefined || value === null) throw constraint(undefined, member, "not be null");
  return value;
}

const NAME = /^[a-z0-9-]+$/;

/** The name of a namespace or a workgroup. */
export function nameIn(value: string | undefined, member: string): string {
  const name = required(value, member);
  if (name.length < 3) throw constraint(name, member, "have length greater than or equal to 3");
  if (name.length > 64) throw constraint(name, member, "have length less than or equal to 64");
  if (!NAME.test(name)) throw constraint(name, member, `satisfy regular expression pattern: ${NAME.source}`);
  return name;
}

export function oneOf(value: string | undefined, member: string, values: readonly string[]): string {
  const text = required(value, member);
  if (!values.includes(text))
    throw constraint(text, member, `satisfy enum value set: [${values.join(", ")}]`);
  return text;
}

export function between(value: number, member: string, from: number, to: number): number {
  if (!(value >= from)) throw constraint(value, member, `have value greater than or equal to ${from}`);
  if (!(value <= to)) throw constraint(value, member, `have value less than or equal to ${to}`);
  return value;
}

export interface PageInput {
  maxResults?: number;
  nextToken?: string;
}

/** A page of a list, under the name that the answer has for it. */
export function page<T>(name: string, all: readonly T[], { maxResults = 100, nextToken }: PageInput) {
  between(maxResults, "maxResults", 1, 100);
  const from = nextToken ? Number(Buffer.from(nextToken, "base64url").toString("utf8").split(" ")[1]) : 0;
  if (!Number.isInteger(from)) throw invalid("The pagination token is not valid.");
  const to = from + maxResults;
  const more =
    to < all.length ? { nextToken: Buffer.from(`${name} ${to}`).toString("base64url") } : undefined;
  return { [name]: all.slice(from, to), ...more };
}
