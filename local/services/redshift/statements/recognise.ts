// From a statement's first words to what runs it. What begins otherwise is no statement of Redshift's, or none of here.
import { findTop } from "../../../sql/structure.ts";
import { isSymbol, isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { near } from "../dialect/refusals.ts";
import { alterTable, appendTable } from "./alter-table.ts";
import { remove, truncate, update } from "./change.ts";
import { copy } from "./copy.ts";
import { createExternalTable } from "./create-external-table.ts";
import { createTable } from "./create-table.ts";
import { drop, dropSchemas } from "./drop.ts";
import { explain } from "./explain.ts";
import { grantOrRevoke } from "./grants.ts";
import { insert } from "./insert.ts";
import { analyze, comment, lock, vacuum } from "./maintenance.ts";
import { merge } from "./merge.ts";
import { changePrincipal } from "./principals.ts";
import { query } from "./query.ts";
import { alterSchema, createExternalSchema, createSchema } from "./schema.ts";
import { resetSetting, setSetting, showSetting } from "./settings.ts";
import type { Statement } from "./statement.ts";
import { begin, commit, rollback } from "./transaction.ts";
import { unload } from "./unload.ts";
import { createView } from "./view.ts";

const BY_WORDS: [words: string, statement: Statement][] = [
  ["select", query],
  ["explain", explain],
  ["insert into", insert],
  ["update", update],
  ["delete", remove],
  ["merge into", merge],
  ["truncate", truncate],
  ["create external schema", createExternalSchema],
  ["create external table", createExternalTable],
  ["create schema", createSchema],
  ["create view", createView],
  ["create or replace view", createView],
  ["create table", createTable],
  ["create temp table", createTable],
  ["create temporary table", createTable],
  ["create local temp table", createTable],
  ["create local temporary table", createTable],
  ["create user", changePrincipal],
  ["create group", changePrincipal],
  ["create role", changePrincipal],
  ["alter user", changePrincipal],
  ["alter group", changePrincipal],
  ["alter role", changePrincipal],
  ["alter schema", alterSchema],
  ["alter table", alterTable],
  ["drop table", drop],
  ["drop view", drop],
  ["drop materialized view", drop],
  ["drop schema", dropSchemas],
  ["drop user", changePrincipal],
  ["drop group", changePrincipal],
  ["drop role", changePrincipal],
  ["grant", grantOrRevoke],
  ["revoke", grantOrRevoke],
  ["copy", copy],
  ["unload", unload],
  ["begin", begin],
  ["start transaction", begin],
  ["commit", commit],
  ["end", commit],
  ["rollback", rollback],
  ["abort", rollback],
  ["set", setSetting],
  ["reset", resetSetting],
  ["show", showSetting],
  ["analyze", analyze],
  ["analyse", analyze],
  ["vacuum", vacuum],
  ["lock", lock],
  ["comment on", comment],
];
/** Statements of Redshift's that this engine lacks, each with the way out where there is one. */
const NOT_AVAILABLE: [words: string, wayOut: string][] = [
  ["prepare", "use the Data API's parameters (:name)"],
  ["execute", "use the Data API's parameters (:name)"],
  ["deallocate", "use the Data API's parameters (:name)"],
  ["declare", "read the result in pages (GetStatementResult)"],
  ["fetch", "read the result in pages (GetStatementResult)"],
  ["close", "read the result in pages (GetStatementResult)"],
  ["call", "write its statements as a batch (BatchExecuteStatement) or as models"],
  ["create procedure", "write its statements as a batch (BatchExecuteStatement) or as models"],
  ["create or replace procedure", "write its statements as a batch (BatchExecuteStatement) or as models"],
  ["create function", "write its expression in the query or in a view"],
  ["create or replace function", "write its expression in the query or in a view"],
  ["create materialized view", "make a view, or a table that a model fills"],
  ["refresh materialized view", "make a view, or a table that a model fills"],
  ["create database", "a database of a cluster or a namespace is made at its first use"],
  ["drop database", ""],
  ["create library", ""],
  ["create model", ""],
  ["create datashare", ""],
  ["create masking policy", ""],
  ["create rls policy", ""],
  ["alter datashare", ""],
  ["alter database", ""],
  ["drop procedure", ""],
  ["drop function", ""],
  ["cancel", "use the Data API's CancelStatement"],
  ["use", "name the database in the call"],
  ["attach", ""],
  ["detach", ""],
];
/** By its words, what is refused and why; for the guide's table. */
export const NOT_AVAILABLE_STATEMENTS: readonly string[] = NOT_AVAILABLE.map(([words]) =>
  words.toUpperCase(),
);
export const STATEMENTS: readonly string[] = BY_WORDS.map(([words]) => words.toUpperCase());

const begins = (tokens: readonly Token[], words: string): boolean =>
  words.split(" ").every((word, i) => isWord(tokens[i], word));

export function recognise(tokens: readonly Token[]): Statement {
  const first = tokens[0];
  if (!first) throw new SqlError("ERROR", "syntax error at end of input");
  if (isSymbol(first, "(")) return query;
  if (isWord(first, "with")) {
    // WITH may stand before UPDATE and DELETE, but before INSERT or MERGE it is a syntax error.
    const body = findTop(tokens, ["select", "update", "delete", "insert", "merge", "values"], 1);
    if (body > 0 && isWord(tokens[body], "insert", "merge")) throw near(tokens[body] as Token);
    if (body > 0 && isWord(tokens[body], "update")) return update;
    if (body > 0 && isWord(tokens[body], "delete")) return remove;
    return query;
  }
  if (begins(tokens, "alter table") && findTop(tokens, ["append"], 2) > 0) return appendTable;
  const known = BY_WORDS.find(([words]) => begins(tokens, words));
  if (known) return known[1];
  const other = NOT_AVAILABLE.find(([words]) => begins(tokens, words));
  if (other) {
    const [words, wayOut] = other;
    throw new SqlError(
      "ERROR",
      `${words.toUpperCase()} is not available in the local Redshift${wayOut ? `: ${wayOut}` : ""}`,
      first.line,
      first.column,
    );
  }
  const place = isWord(first, "create", "alter", "drop") ? (tokens[1] ?? first) : first;
  throw near(place);
}
