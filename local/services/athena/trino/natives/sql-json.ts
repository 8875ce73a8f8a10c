// What json_value, json_query and json_exists find: a letter that says of what kind it is, and after it the value as a text.
//
//   i 12   d 1.5E0   s text   b true   of json_value: a whole number, another number, a text, a boolean
//   z                                  of json_value: a JSON null
//   j {"a":1}                          of json_query: what it gives
//   y  n                               of json_exists: yes, no
//   e                                  nothing was found
//   x CODE: words                      Trino's error
import { VARCHAR } from "@duckdb/node-api";
import { isNumber, parseExactly } from "../../../../sql/exact-json.ts";
import type { Native } from "../../../../sql/natives.ts";
import { evaluate, isComposed, Mismatch } from "../json-path/evaluate.ts";
import { type JsonPath, parsePath } from "../json-path/parse.ts";
import { numberText, said } from "./json.ts";

/** Paths are literals: a query has few, and asks each for every row. */
const PATHS = new Map<string, JsonPath>();
const MOST_PATHS = 100;

function pathOf(text: string): JsonPath {
  const known = PATHS.get(text);
  if (known) return known;
  if (PATHS.size >= MOST_PATHS) PATHS.clear();
  const path = parsePath(text);
  PATHS.set(text, path);
  return path;
}

/** The first value of a text: as Jackson reads it, what follows is passed over. */
function documentOf(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    const [, at] = /after JSON at position (\d+)/.exec((error as Error).message) ?? [];
    if (at === undefined || Number(at) === 0) throw error;
    return parseExactly(text.slice(0, Number(at)));
  }
}

/** What is made of the items that a path finds; what is wrong with the document or its shape is an error. */
function found(text: string, path: string, told: (items: readonly unknown[]) => string): string {
  let document: unknown;
  try {
    document = documentOf(text);
  } catch {
    return "xJSON_INPUT_CONVERSION_ERROR: conversion to JSON failed: the text is no JSON";
  }
  try {
    return told(evaluate(pathOf(path), document));
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    return `xPATH_EVALUATION_ERROR: path evaluation failed: structural error: ${error.message}`;
  }
}

const NO_SCALAR = "xJSON_VALUE_RESULT_ERROR: cannot extract SQL scalar from JSON:";

function scalarOf(items: readonly unknown[]): string {
  const [item] = items;
  if (items.length === 0) return "e";
  if (items.length > 1) return `${NO_SCALAR} JSON path found multiple items`;
  if (item === null) return "z";
  if (typeof item === "string") return `s${item}`;
  if (typeof item === "boolean") return `b${item}`;
  if (!isNumber(item)) return `${NO_SCALAR} JSON path found an item that cannot be converted to an SQL value`;
  const text = JSON.stringify(item);
  if (!/^-?\d+$/.test(text)) return `d${numberText(item)}`;
  const isBigint = BigInt.asIntN(64, BigInt(text)) === BigInt(text);
  return isBigint ? `i${text}` : `${NO_SCALAR} the number ${text} is no bigint`;
}

function queryOf(items: readonly unknown[], wrapper: string, isOmitting: boolean): string {
  if (items.length === 0) return "e";
  const isAlone = items.length === 1 && (wrapper === "without" || isComposed(items[0]));
  if (wrapper !== "with" && isAlone) {
    const [item] = items;
    return isOmitting && typeof item === "string" ? `j${item}` : `j${JSON.stringify(said(item, false))}`;
  }
  if (wrapper === "without")
    return "xJSON_OUTPUT_CONVERSION_ERROR: conversion from JSON failed: JSON path found multiple items";
  return `j${JSON.stringify(said(items, false))}`;
}

export const SQL_JSON_NATIVES: Record<string, Native> = {
  trino_found_value: {
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, path: string) => found(text, path, scalarOf),
  },
  trino_found_json: {
    parameters: [VARCHAR, VARCHAR, VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, path: string, wrapper: string, quotes: string) =>
      found(text, path, (items) => queryOf(items, wrapper, quotes === "omit")),
  },
  trino_found_any: {
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    of: (text: string, path: string) => found(text, path, (items) => (items.length > 0 ? "y" : "n")),
  },
};
