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
import { insert } from "./insert.ts";
import { analyze, comment, lock, vacuum } from "./maintenance.ts";
import { merge } from "./merge.ts";
import { changePrincipal, grantOrRevoke } from "./principals.ts";
import { query } from "./query.ts";
import { alterSchema, createExternalSchema, createSchema } from "./schema.ts";
import { resetSetting, setSetting, showSetting } from "./settings.ts";
import type { Statement } from "./statement.ts";
import { begin, commit, rollback } from "./transaction.ts";
import { unload } from "./unload.ts";
import { createView } from "./view.ts";

const BY_WORDS: [words: string, statement: Statement][] = [
  ["select", query],
  ["values", query],
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
const NOT_AVAILABLE = [
  "explain",
  "prepare",
  "execute",
  "deallocate",
  "declare",
  "fetch",
  "close",
  "call",
  "create procedure",
  "create function",
  "create or replace procedure",
  "create or replace function",
  "create materialized view",
  "create database",
  "create library",
  "create model",
  "create datashare",
  "create masking policy",
  "create rls policy",
  "refresh materialized view",
  "alter datashare",
  "alter database",
  "drop database",
  "drop procedure",
  "drop function",
  "cancel",
  "use",
  "attach",
  "detach",
];

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
  const other = NOT_AVAILABLE.find((words) => begins(tokens, words));
  if (other) {
    throw new SqlError(
      "ERROR",
      `${other.toUpperCase()} is not available in the local Redshift`,
      first.line,
      first.column,
    );
  }
  const place = isWord(first, "create", "alter", "drop") ? (tokens[1] ?? first) : first;
  throw near(place);
}
