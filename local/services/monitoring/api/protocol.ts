// CloudWatch's two protocols, behind one shape of inputs and answers: the query protocol, which Terraform speaks, and JSON.
import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { ApiError, jsonBody } from "../../../gateway/aws-json.ts";
import type { ServiceRequest, ServiceResponse } from "../../../gateway/service.ts";

export type Input = Record<string, unknown>;

/** What the query protocol gives as texts and JSON as numbers, by name. */
const NUMBERS = new Set(
  "Period EvaluationPeriods DatapointsToAlarm Threshold MaxRecords MaxDatapoints MaxResults Value Values Counts SampleCount Sum Minimum Maximum StorageResolution".split(
    " ",
  ),
);
/** Those of them that are texts inside of these. */
const TEXT_VALUES_IN = new Set(["Dimensions", "Tags"]);
const BOOLEANS = new Set(["ActionsEnabled", "ReturnData"]);
const TIMES = new Set(["StartTime", "EndTime", "Timestamp", "StartDate", "EndDate"]);

/** The input, with times as milliseconds since the epoch. */
export function inputOf(request: ServiceRequest): Input {
  const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(request.body) : request.body;
  if (request.errors !== "query") return timed(jsonBody<Input>({ ...request, body })) as Input;
  const form = new URLSearchParams(body.length > 0 ? body.toString("utf8") : request.query.toString());
  const root: Input = {};
  for (const [name, value] of form) set(root, name.split("."), value);
  const { Action: _action, Version: _version, ...input } = shaped(root) as Input;
  return input;
}

/** JSON has seconds. */
function timed(value: unknown, name = ""): unknown {
  if (TIMES.has(name) && typeof value === "number") return value * 1000;
  if (Array.isArray(value)) return value.map((one) => timed(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, timed(one, key)]));
}

function set(target: Input, [head = "", ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    target[head] = value;
    return;
  }
  target[head] ??= {};
  if (typeof target[head] === "object") set(target[head] as Input, rest, value);
}

/** `{ member: { 1: a, 2: b } }` is a list. */
function shaped(value: unknown, name = "", inside = ""): unknown {
  if (typeof value === "string") return scalar(value, name, inside);
  const record = value as Input;
  if (record.member !== undefined) {
    const members = Object.entries(record.member as Input).sort(([a], [b]) => Number(a) - Number(b));
    return members.map(([, one]) => shaped(one, name, name));
  }
  return Object.fromEntries(Object.entries(record).map(([key, one]) => [key, shaped(one, key, inside)]));
}

function scalar(text: string, name: string, inside: string): unknown {
  if (text === "" && name.endsWith("s")) return [];
  if (BOOLEANS.has(name)) return text === "true";
  if (TIMES.has(name)) return Date.parse(text);
  if (!NUMBERS.has(name) || TEXT_VALUES_IN.has(inside)) return text;
  const number = Number(text);
  if (Number.isNaN(number)) throw new ApiError("ValidationError", `${name} is no number: ${text}`);
  return number;
}

/** @param answer values with Date for times; what is undefined is left out */
export function answerOf(request: ServiceRequest, answer: Input): ServiceResponse {
  const id = randomUUID();
  const headers = { "x-amzn-requestid": id };
  if (request.errors !== "query") {
    const body = JSON.stringify(answer, function (this: Input, key, value) {
      const raw = this[key];
      return raw instanceof Date ? raw.getTime() / 1000 : value;
    });
    return { status: 200, headers: { ...headers, "content-type": "application/x-amz-json-1.0" }, body };
  }
  const name = request.operation;
  const body =
    `<${name}Response xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">` +
    `<${name}Result>${xmlOf(answer)}</${name}Result>` +
    `<ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></${name}Response>`;
  return { status: 200, headers: { ...headers, "content-type": "text/xml" }, body };
}

function xmlOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => `<member>${xmlOf(one)}</member>`).join("");
  if (typeof value !== "object" || value === null) return escaped(String(value));
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([key, one]) => `<${key}>${xmlOf(one)}</${key}>`)
    .join("");
}

const escaped = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
