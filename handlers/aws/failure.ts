// What of an error may leave a function, in its log or by being thrown: never a row's content, which the messages of engines
// and services quote.
import { ZodError } from "zod";
import { HeadraceError } from "../../core/errors.ts";
import { RedshiftError } from "../../warehouse/kysely/errors.ts";
import { sqlStateOf } from "../../warehouse/kysely/sqlstate.ts";

/** The fields of a log line. Not `message`, which the logger keeps for the line's own text. */
export interface Failure {
  /** The error's class, or the service exception's name. */
  name: string;
  /** Only errors with a fix have one. */
  code?: string;
  /** The message's first line, at most 500 characters, with quoted text left out where it may be a value. */
  reason: string;
  /** The Data API's id of the statement, by which its whole message can be read in the warehouse. */
  statement_id?: string;
  /** Where it was thrown, for errors that nobody foresaw. */
  at?: string[];
}

const MAX_LENGTH = 500;
const MAX_FRAMES = 8;
const ANY_QUOTED = /(["'`]).*?\1/g;
const SINGLE_QUOTED = /'.*?'/g;

/** SQLSTATEs whose messages put names of tables and columns, and nothing else, in double quotes. */
const ABOUT_NAMES = /^(?:42|3F|3D|25|40)/;

/** What may be told of an error. */
export function failureOf(error: unknown): Failure {
  if (error instanceof HeadraceError)
    return { name: error.name, code: error.code, reason: whole(error.message) };
  // Its message is JSON of many lines; what it says of each field names no values.
  if (error instanceof ZodError) return { name: error.name, reason: whole(issuesOf(error)) };
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof RedshiftError) {
    const { exception, statementId } = error;
    return {
      name: exception ?? name,
      reason: reasonOf(message),
      ...(statementId !== undefined && { statement_id: statementId }),
    };
  }
  // A stack begins with the message, which may have lines of its own.
  const frames = (stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    name,
    reason: reasonOf(message),
    ...(frames.length > 0 && { at: frames.slice(0, MAX_FRAMES).map((frame) => frame.trim()) }),
  };
}

/** What of an engine's or a service's message may be told. */
export function reasonOf(message: string): string {
  const line = message.split("\n").find((one) => one.trim() !== "") ?? "";
  const namesOnly = ABOUT_NAMES.test(sqlStateOf(message) ?? "");
  return line.replaceAll(namesOnly ? SINGLE_QUOTED : ANY_QUOTED, "…").slice(0, MAX_LENGTH);
}

/** An error that may be thrown to Lambda, which logs it and answers its caller with it. */
export function presentable(error: unknown): Error {
  if (error instanceof HeadraceError) return error;
  const { name, reason } = failureOf(error);
  return Object.assign(new Error(reason), { name });
}

const issuesOf = ({ issues }: ZodError): string =>
  issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");

const whole = (message: string): string => message.slice(0, 4 * MAX_LENGTH);
