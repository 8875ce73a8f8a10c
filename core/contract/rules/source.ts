// Rules of a dataset's source and retention.
import type { ContractIssue } from "../error.ts";
import { issue } from "../error.ts";
import { found } from "../shape/check.ts";
import { isEncoding } from "./encodings.ts";
import type { Scope } from "./scope.ts";

/** Names by which iconv-lite knows transformations that are no text encodings. */
const NO_TEXT = /^(?:base64|hex|internal|utf-?7-?imap)$/i;

const BAD_DELIMITER = /[\r\n\0\ud800-\udfff]/;

export function sourceIssues({ dataset, path }: Scope): ContractIssue[] {
  const { source } = dataset;
  const at = `${path}.source`;
  const issues: ContractIssue[] = [];
  const delimited = source.format === "csv" || source.format === "tsv";
  if (!delimited && source.delimiter !== undefined)
    issues.push(issue("not_for_format", `${at}.delimiter`, { key: "a delimiter", format: source.format }));
  if (!delimited && !source.header)
    issues.push(issue("not_for_format", `${at}.header`, { key: "a header", format: source.format }));
  const delimiter = source.delimiter ?? (source.format === "tsv" ? "\t" : ",");
  for (const [key, example] of [
    ["delimiter", "';'"],
    ["quote", "'\"'"],
  ] as const) {
    const value = source[key];
    if (value !== undefined && BAD_DELIMITER.test(value))
      issues.push(
        issue("bad_delimiter", `${at}.${key}`, { found: found(value), example: `${key}: ${example}` }),
      );
  }
  if (delimited && delimiter === source.quote)
    issues.push(
      issue("same_delimiter", `${at}.${source.delimiter === undefined ? "quote" : "delimiter"}`, {
        found: found(delimiter),
      }),
    );
  if (NO_TEXT.test(source.encoding) || !isEncoding(source.encoding))
    issues.push(issue("unknown_encoding", `${at}.encoding`, { found: found(source.encoding) }));
  return issues;
}

export function retentionIssues({ dataset, path }: Scope): ContractIssue[] {
  const { archive_after_days: archive, expire_after_days: expire } = dataset.retention;
  if (archive === undefined || expire === undefined || expire > archive) return [];
  const words = { archive: String(archive), expire: String(expire) };
  return [issue("expires_first", `${path}.retention.expire_after_days`, words)];
}
