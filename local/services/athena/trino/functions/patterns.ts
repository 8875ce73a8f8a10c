// Functions of regular expressions: RE2's where it matches as Java does, which is faster, JavaScript's for the rest.
import type { Call, CallRule } from "../../../../sql/calls.ts";
import { groupsOf, needsJava } from "../../../../sql/java-patterns.ts";
import { literal, SqlError } from "../../../../sql/tokens.ts";
import { arg } from "../arguments.ts";

/** The pattern of a call, where it is written out. */
function written(call: Call): string | undefined {
  const tokens = call.tokens[1];
  return tokens?.length === 1 && tokens[0]?.kind === "string" ? tokens[0].value : undefined;
}

const isJava = (call: Call): boolean => needsJava(written(call) ?? "");

/** The group that a call asks for; throws where its pattern has not so many. */
function group(call: Call): string {
  const index = call.args[2] ?? "0";
  const groups = groupsOf(written(call) ?? "");
  if (/^\d+$/.test(index) && groups !== undefined && written(call) !== undefined && Number(index) > groups) {
    const words = `Pattern has ${groups} groups. Cannot access group ${index}`;
    throw new SqlError("INVALID_FUNCTION_ARGUMENT", words, call.at.line, call.at.column);
  }
  return index;
}

/** A group that takes part in no match is null in Java and empty in RE2. */
const mayBeNull = (call: Call): boolean => {
  const pattern = written(call);
  return call.args[2] !== undefined && (pattern === undefined || /\)[?*{]|\|/.test(pattern));
};

/** Java's `$1` in a replacement is RE2's `\1`; a backslash takes what follows as it is. */
function replacement(call: Call): string | undefined {
  const tokens = call.tokens[2];
  if (tokens === undefined) return "''";
  const text = tokens.length === 1 && tokens[0]?.kind === "string" ? tokens[0].value : undefined;
  if (text === undefined || /\$\{/.test(text)) return undefined;
  const said = text.replace(/\\(.)|\$(\d)|\\$/gs, (_, plain?: string, index?: string) =>
    index !== undefined ? `\\${index}` : plain === "\\" || plain === undefined ? "\\\\" : plain,
  );
  return literal(said);
}

const lambda = (call: Call): never => {
  throw new SqlError(
    "NOT_SUPPORTED",
    "regexp_replace with a function is not available in the local Athena",
    call.at.line,
    call.at.column,
  );
};

export const PATTERNS: Record<string, CallRule> = {
  regexp_like: (call) =>
    `${isJava(call) ? "trino_java_like" : "regexp_matches"}(${arg(call, 0)}, ${arg(call, 1)})`,
  regexp_extract: (call) => {
    const index = group(call);
    if (isJava(call) || mayBeNull(call))
      return `trino_java_extract(${arg(call, 0)}, ${arg(call, 1)}, CAST(${index} AS INTEGER))`;
    return `trino_regexp_extract(${[arg(call, 0), arg(call, 1), ...call.args.slice(2)].join(", ")})`;
  },
  regexp_extract_all: (call) => {
    const index = group(call);
    if (isJava(call) || mayBeNull(call))
      return `trino_java_extract_all(${arg(call, 0)}, ${arg(call, 1)}, CAST(${index} AS INTEGER))`;
    return `regexp_extract_all(${call.args.join(", ")})`;
  },
  regexp_replace: (call) => {
    if (/^lambda /.test(call.args[2] ?? "")) return lambda(call);
    const by = replacement(call);
    if (isJava(call) || by === undefined)
      return `trino_java_replace(${arg(call, 0)}, ${arg(call, 1)}, ${call.args[2] ?? "''"})`;
    return `regexp_replace(${arg(call, 0)}, ${arg(call, 1)}, ${by}, 'g')`;
  },
  regexp_count: (call) =>
    isJava(call)
      ? `trino_java_count(${arg(call, 0)}, ${arg(call, 1)})`
      : `len(regexp_extract_all(${arg(call, 0)}, ${arg(call, 1)}))`,
  regexp_split: (call) => {
    if (!isJava(call)) return `regexp_split_to_array(${arg(call, 0)}, ${arg(call, 1)})`;
    throw new SqlError(
      "NOT_SUPPORTED",
      "regexp_split with such a pattern is not available in the local Athena",
      call.at.line,
      call.at.column,
    );
  },
  regexp_position: (call) => {
    const [start = "1", occurrence = "1"] = call.args.slice(2);
    return `trino_java_position(${arg(call, 0)}, ${arg(call, 1)}, CAST(${start} AS BIGINT), CAST(${occurrence} AS BIGINT))`;
  },
};
