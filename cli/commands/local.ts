// headrace local up | down | env | advance | report: the local AWS, started, stopped, how to reach it, its time, and what roles did in it.
import { group } from "../args/group.ts";
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { athenaOf, portOf, runningLocal, STATE_OPTION, startLocal, stateFolder } from "../local-aws.ts";
import { INVOCATION } from "../output/invocation.ts";
import { makeOutput, write } from "../output/output.ts";

const UP = {
  command: "local up",
  summary:
    "Starts the local AWS on 127.0.0.1, or finds the one that runs. It goes on until `headrace local down`.",
  positionals: [],
  options: {
    ...STATE_OPTION,
    port: { type: "string", value: "N", description: "its port; a free one where absent" },
    athena: {
      type: "string",
      value: "ENGINE",
      description:
        "what Athena's queries run on: duckdb, or trino, which needs Java 24 and Maven; duckdb where absent",
    },
  },
} as const;

const DOWN = {
  command: "local down",
  summary: "Stops the local AWS. What was applied to it is gone: it keeps its resources in memory.",
  positionals: [],
  options: STATE_OPTION,
} as const;

const ENV = {
  command: "local env",
  summary:
    'Prints export lines with which AWS SDKs, the AWS CLI and Terraform reach it: eval "$(headrace local env)"',
  positionals: [],
  options: STATE_OPTION,
} as const;

const REPORT = {
  command: "local report",
  summary:
    "Says of every role that has asked for something what it may do, what of that it did, and what was refused.",
  positionals: [],
  options: STATE_OPTION,
} as const;

const ADVANCE = {
  command: "local advance",
  summary:
    "Lets time pass in the local AWS, such as 90m, 12h or 30d: alarms are looked at, what has an end ends, objects move by their lifecycle, and what was asked back of Glacier comes.",
  positionals: ["TIME"],
  options: STATE_OPTION,
} as const;

const LOCAL = {
  command: "local up|down|env|advance|report",
  summary: "Starts, stops and reaches the local AWS, and reports what roles did in it.",
  positionals: [],
  options: STATE_OPTION,
} as const;

export const SIGNATURES = [UP, DOWN, ENV, ADVANCE, REPORT];
export const run = group(LOCAL, { up, down, env, advance, report });

async function up(argv: string[]): Promise<number> {
  const { values } = parse(UP, argv);
  const port = portOf(values.port);
  const athena = athenaOf(values.athena);
  const output = makeOutput(values.json);
  const {
    endpoint,
    region,
    accountId,
    state,
    pid,
    port: taken,
  } = await startLocal(output, {
    state: values.state,
    port,
    athena,
  });
  await output.answer({ endpoint, port: taken, region, account_id: accountId, state, pid });
  output.say(`Reach it with: eval "$(${INVOCATION} local env)"   Stop it with: ${INVOCATION} local down`);
  return 0;
}

async function down(argv: string[]): Promise<number> {
  const { values } = parse(DOWN, argv);
  const output = makeOutput(values.json);
  const { down: stop } = await import("../../local/index.ts");
  const stopped = await stop({ state: stateFolder(values.state) });
  await output.answer({ stopped });
  output.say(stopped ? "The local AWS is stopped." : "No local AWS was running.");
  return 0;
}

async function env(argv: string[]): Promise<number> {
  const { values } = parse(ENV, argv);
  const { env: variables } = await runningLocal(values.state);
  await write(values.json ? `${JSON.stringify(variables)}\n` : exports(variables));
  return 0;
}

async function report(argv: string[]): Promise<number> {
  const { values } = parse(REPORT, argv);
  const local = await runningLocal(values.state);
  const { status } = await import("../../local/index.ts");
  const { accessAnswer, accessText } = await import("../local-report.ts");
  const answer = accessAnswer(await status(local));
  await write(values.json ? `${JSON.stringify(answer)}\n` : accessText(answer));
  return 0;
}

const exports = (variables: Record<string, string>): string =>
  Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");

const UNITS: { readonly [unit: string]: number } = { s: 1, m: 60, h: 3_600, d: 86_400 };
const MOST_SECONDS = 999_999_999;

async function advance(argv: string[]): Promise<number> {
  const { values, positionals } = parse(ADVANCE, argv);
  const [, number, unit = ""] = /^(\d{1,9})([smhd])$/.exec(String(positionals[0])) ?? [];
  const seconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (!(seconds >= 1 && seconds <= MOST_SECONDS))
    throw usageError(`a time is such as 90m, 12h or 30d, and not ${JSON.stringify(positionals[0])}`, ADVANCE);
  const output = makeOutput(values.json);
  const local = await runningLocal(values.state);
  const { advance: letPass } = await import("../../local/index.ts");
  await letPass(local, seconds);
  await output.answer({ seconds });
  output.say(`${positionals[0]} have passed.`);
  return 0;
}
