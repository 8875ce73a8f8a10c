// SET, RESET and SHOW. Settings that change what a query means are refused unless they say what holds here anyway.
import { Cursor } from "../../../sql/structure.ts";
import { isWord, SqlError, type Token } from "../../../sql/tokens.ts";
import { loadNames } from "../engine/names.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { Session } from "../engine/session.ts";
import { answerWith } from "./query.ts";
import { inside, type StatementResult } from "./statement.ts";

const DEFAULTS: Record<string, string> = {
  search_path: '"$user", public',
  timezone: "UTC",
  datestyle: "ISO, MDY",
  client_encoding: "UTF8",
  query_group: "unset",
  statement_timeout: "0",
  application_name: "",
  enable_case_sensitive_identifier: "off",
  downcase_delimited_identifier: "on",
  enable_result_cache_for_session: "on",
  extra_float_digits: "0",
  analyze_threshold_percent: "10",
  autocommit: "on",
  standard_conforming_strings: "off",
  server_version: "8.0.2",
};
/** Settings whose other values would mean other answers. */
const FIXED: Record<string, string[]> = {
  timezone: ["utc"],
  enable_case_sensitive_identifier: ["off", "false"],
  downcase_delimited_identifier: ["on", "true"],
};

async function set(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("set");
  if (!cursor.accept("session", "authorization")) cursor.accept("session");
  cursor.accept("local");
  const at = cursor.peek() as Token;
  const name = cursor.path().join(".");
  if (name === "time" && cursor.accept("zone")) return check("timezone", cursor.next().value, at, runtime);
  if (!cursor.accept("to")) cursor.expectSymbol("=");
  const value = cursor
    .rest()
    .map((token) => (token.kind === "string" ? token.value : token.text))
    .join(" ")
    .replaceAll(" ,", ",");
  return check(name, value, at, runtime);
}

function check(name: string, value: string, at: Token, runtime: Runtime): StatementResult {
  changeSetting(runtime.session, name, value, at);
  return {};
}

/** Changes a setting of the session, and gives its new value. */
export function changeSetting(session: Session, name: string, value: string, at?: Token): string {
  const allowed = FIXED[name];
  const isDefault = /^default$/i.test(value);
  if (allowed && !isDefault && !allowed.includes(value.toLowerCase())) {
    throw new SqlError(
      "ERROR",
      `SET ${name} TO ${value} is not available in the local Redshift`,
      at?.line,
      at?.column,
    );
  }
  if (isDefault) session.settings.delete(name);
  else session.settings.set(name, value);
  return session.settings.get(name) ?? DEFAULTS[name] ?? "";
}

/** The value of a setting; throws where Redshift has none of this name. */
export function settingOf(session: Session, name: string, at?: Token): string {
  const value = session.settings.get(name) ?? DEFAULTS[name];
  if (value !== undefined) return value;
  throw new SqlError("ERROR", `unrecognized configuration parameter "${name}"`, at?.line, at?.column);
}

async function reset(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const name = new Cursor(tokens, 1).path().join(".");
  if (name === "all") runtime.session.settings.clear();
  else runtime.session.settings.delete(name);
  return {};
}

async function show(tokens: readonly Token[], runtime: Runtime): Promise<StatementResult> {
  const cursor = new Cursor(tokens);
  cursor.expect("show");
  const { session } = runtime;
  if (isWord(cursor.peek(), "databases")) {
    return {
      result: await answerWith(
        runtime,
        ["database_name"],
        (await runtime.databases()).map((name) => [name]),
      ),
    };
  }
  if (isWord(cursor.peek(), "schemas")) {
    const names = await loadNames(session);
    const list = [...names.schemas, ...names.external.keys()].sort();
    return {
      result: await answerWith(
        runtime,
        ["database_name", "schema_name"],
        list.map((name) => [session.database.name, name]),
      ),
    };
  }
  if (isWord(cursor.peek(), "all")) {
    const all = { ...DEFAULTS, ...Object.fromEntries(session.settings) };
    return { result: await answerWith(runtime, ["name", "setting"], Object.entries(all)) };
  }
  const at = cursor.peek() as Token;
  if (isWord(at, "tables", "table", "view", "columns", "grants", "procedures", "parameters", "functions")) {
    throw new SqlError(
      "ERROR",
      `SHOW ${at.value.toUpperCase()} is not available in the local Redshift: query the SVV views`,
      at.line,
      at.column,
    );
  }
  const name = cursor.path().join(".");
  return { result: await answerWith(runtime, [name], [[settingOf(session, name, at)]]) };
}

export const setSetting = inside(set);
export const resetSetting = inside(reset);
export const showSetting = inside(show);
