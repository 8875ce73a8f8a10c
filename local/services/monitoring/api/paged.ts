// Pages of an answer: where the next begins is its token.
import { ApiError } from "../../../gateway/aws-json.ts";
import type { Input } from "./protocol.ts";

export function paged<T>(
  all: readonly T[],
  input: Input,
  size: "MaxRecords" | "MaxResults" | "MaxDatapoints",
  most: number,
): { items: T[]; next: string | undefined } {
  const from = Number(input.NextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new ApiError("InvalidNextToken", "The token is not valid.");
  const to = from + Math.min(Number(input[size] ?? most), most);
  return { items: all.slice(from, to), next: to < all.length ? String(to) : undefined };
}
