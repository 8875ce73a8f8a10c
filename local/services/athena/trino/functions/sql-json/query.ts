// json_exists and json_query.
import type { WrittenCall } from "../../../../../sql/calls.ts";
import { literal, render, SqlError } from "../../../../../sql/tokens.ts";
import { trinoCast, trinoType } from "../../types.ts";
import { asked, failed, ofFound, once } from "./asked.ts";
import type { Words } from "./words.ts";

/** What json_exists gives ON ERROR, where it is not the error. */
const TRUTHS: Readonly<Record<string, string>> = {
  true: "true",
  false: "false",
  unknown: "CAST(NULL AS BOOLEAN)",
};

export function jsonExists({ inner, sqlOf, at }: WrittenCall): string {
  const { input, path, words } = asked("json_exists", inner, sqlOf, at);
  const said =
    ["true", "false", "unknown", "error"].find((word) => words.takes(word, "on", "error")) ?? "false";
  words.end();
  return once(
    `trino_found_any(${input}, ${path})`,
    (name) =>
      `CASE left(${name}, 1) WHEN 'y' THEN true WHEN 'n' THEN false WHEN 'x' THEN ${TRUTHS[said] ?? ofFound(name, "BOOLEAN")} END`,
  );
}

export function jsonQuery({ inner, sqlOf, at }: WrittenCall): string {
  const { input, path, words } = asked("json_query", inner, sqlOf, at);
  const type = words.takes("returning") ? words.type() : undefined;
  if (type && trinoType(type) !== "VARCHAR")
    throw new SqlError(
      "TYPE_MISMATCH",
      `Cannot output JSON value as ${render(type).trim()} using formatting JSON`,
      at.line,
      at.column,
    );
  if (words.takes("format")) throw words.lacking("FORMAT after RETURNING");
  const wrapper = wrapperOf(words);
  const quotes = words.takes("omit", "quotes") ? "omit" : "keep";
  if (quotes === "keep") words.takes("keep", "quotes");
  words.takes("on", "scalar", "string");
  if (quotes === "omit" && wrapper !== "without")
    throw new SqlError(
      "INVALID_FUNCTION_ARGUMENT",
      `OMIT QUOTES behavior specified with ${wrapper === "with" ? "WITH UNCONDITIONAL" : "WITH CONDITIONAL"} ARRAY WRAPPER behavior`,
      at.line,
      at.column,
    );
  const behavior = (on: "empty" | "error"): string | undefined => {
    if (words.takes("empty", "array", "on", on)) return "'[]'";
    if (words.takes("empty", "object", "on", on)) return "'{}'";
    if (words.takes("error", "on", on)) return undefined;
    words.takes("null", "on", on);
    return "NULL";
  };
  const onEmpty = behavior("empty");
  const onError = behavior("error");
  words.end();
  const nothing = failed(
    "'JSON_OUTPUT_CONVERSION_ERROR: conversion from JSON failed: JSON path found no items'",
    "VARCHAR",
  );
  const text = once(
    `trino_found_json(${input}, ${path}, ${literal(wrapper)}, ${literal(quotes)})`,
    (name) =>
      `CASE left(${name}, 1) WHEN 'j' THEN substr(${name}, 2) WHEN 'e' THEN ${onEmpty ?? nothing} WHEN 'x' THEN ${onError ?? ofFound(name, "VARCHAR")} END`,
  );
  return type ? trinoCast(text, type, false) : text;
}

function wrapperOf(words: Words): "with" | "without" | "conditional" {
  const isWith = words.takes("with");
  if (!isWith && !words.takes("without")) return "without";
  const isConditional = isWith && words.takes("conditional");
  if (isWith && !isConditional) words.takes("unconditional");
  words.takes("array");
  words.takes("wrapper");
  return isConditional ? "conditional" : isWith ? "with" : "without";
}
