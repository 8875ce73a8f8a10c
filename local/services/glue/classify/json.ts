// JSON, as Glue's built-in classifier knows it, and by the path of a custom one: what it names is a row.
// Sources: AWS Glue Developer Guide, "Built-in classifiers", "Writing JSON custom classifiers".
import { FileRejected } from "../../../../core/engine/file-rejected.ts";
import { JsonScanner } from "../../../../core/engine/split/json-scan.ts";
import { SAMPLE_RECORDS, type Sample } from "./sample.ts";
import { type FileSchema, MIXED, mergedColumns, mergedType, type SchemaColumn, TEXT } from "./schema.ts";

const SERDE = "org.openx.data.jsonserde.JsonSerDe";

export interface JsonClassifier {
  Name: string;
  JsonPath: string;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** @param custom a classifier of the account's; the built-in one where absent */
export function jsonSchema(sample: Sample, custom?: JsonClassifier): FileSchema | undefined {
  const first = sample.bytes.toString("utf8").trimStart()[0];
  if (first !== "{" && first !== "[") return undefined;
  const values = valuesOf(sample);
  if (!values || values.length === 0) return undefined;
  const top: Json[] = first === "[" ? [values] : values;
  const rows = custom ? top.flatMap((value) => at(value, custom.JsonPath)) : top;
  if (rows.length === 0) return undefined;
  const columns = columnsOf(rows);
  if (columns.length === 0) return undefined;
  return {
    classification: "json",
    compression: sample.compression,
    columns,
    storage: {
      ...TEXT,
      SerdeInfo: {
        SerializationLibrary: SERDE,
        Parameters: {
          paths: columns
            .map(({ name }) => name)
            .sort()
            .join(","),
        },
      },
    },
    parameters: {},
    records: rows.length,
    bytes: sample.bytes.length,
  };
}

/** The values of the text, or the elements of its array; undefined where it is no JSON. */
function valuesOf({ bytes, whole }: Sample): Json[] | undefined {
  const values: Json[] = [];
  let wrong = false;
  const scanner = new JsonScanner(false, (record) => {
    if (values.length >= SAMPLE_RECORDS) return;
    try {
      values.push(JSON.parse(record.bytes.subarray(record.from, record.to).toString("utf8")) as Json);
    } catch {
      wrong = true;
    }
  });
  try {
    scanner.write(bytes);
    if (whole) scanner.end();
  } catch (error) {
    if (!(error instanceof FileRejected)) throw error;
    return undefined;
  }
  return wrong ? undefined : values;
}

/** What a path such as $.orders[*] or $[*].lines names in a value. */
function at(value: Json, path: string): Json[] {
  const steps = path.match(/\.[^.[\]]+|\['[^']+'\]|\[\*\]|\[\d+\]/g) ?? [];
  let found: Json[] = [value];
  for (const step of steps) {
    if (step === "[*]") found = found.flatMap((one) => (Array.isArray(one) ? one : Object.values(one ?? {})));
    else if (/^\[\d+\]$/.test(step))
      found = found.flatMap((one) => (Array.isArray(one) ? (one[Number(step.slice(1, -1))] ?? []) : []));
    else {
      const key = step.startsWith(".") ? step.slice(1) : step.slice(2, -2);
      found = found.flatMap((one) => (isObject(one) && one[key] !== undefined ? [one[key]] : []));
    }
  }
  return found;
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function columnsOf(rows: readonly Json[]): SchemaColumn[] {
  if (rows.some(Array.isArray)) return [{ name: "array", type: typeOfAll(rows) }];
  return mergedColumns(rows.filter(isObject).map(fieldsOf)).map(({ name, type }) => ({
    name: name.toLowerCase(),
    type,
  }));
}

/** A null says nothing of its column. */
const fieldsOf = (row: { [key: string]: Json }): SchemaColumn[] =>
  Object.entries(row).flatMap(([name, value]) => (value === null ? [] : [{ name, type: typeOf(value) }]));

function typeOf(value: Exclude<Json, null>): string {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return "double";
    return Math.abs(value) < 2 ** 31 ? "int" : "bigint";
  }
  if (Array.isArray(value)) return `array<${typeOfAll(value)}>`;
  const fields = fieldsOf(value).map(({ name, type }) => `${quoted(name)}:${type}`);
  return fields.length === 0 ? MIXED : `struct<${fields.join(",")}>`;
}

/** The type that all elements of an array have. */
function typeOfAll(values: readonly Json[]): string {
  const [first, ...others] = values.filter((value) => value !== null).map(typeOf);
  return others.reduce((one, other) => mergedType(one, other) ?? MIXED, first ?? MIXED);
}

const quoted = (name: string): string => (/^[\w$]+$/.test(name) ? name : `\`${name.replaceAll("`", "")}\``);
