// headrace dlq DIR list|redrive: messages that were given up, and bringing them again.
import { parse } from "../args/parse.ts";
import { usageError } from "../args/usage.ts";
import { ago, clipped } from "../output/ago.ts";
import { count, counted } from "../output/format.ts";
import { makeOutput } from "../output/output.ts";
import { table } from "../output/table.ts";
import { ESTATE_OPTIONS, type Estate, estateOf } from "../pipeline/estate.ts";

const SIGNATURE = {
  command: "dlq",
  summary: "Lists messages that were given up, or sends them back to the queues that they came from.",
  positionals: ["DIR", "list|redrive", "[QUEUE]"],
  options: ESTATE_OPTIONS,
  details:
    "Fix the cause before you redrive: the same message fails the same way. What SNS gave up has no queue to go back to, and stays: see docs/guide/operations.md.",
} as const;

export const SIGNATURES = [SIGNATURE];

/** Messages that are shown of each queue. */
const SHOWN = 5;

export async function run(argv: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parse(SIGNATURE, argv);
  const [dir, what, queue] = positionals;
  if (what !== "list" && what !== "redrive")
    throw usageError(`${JSON.stringify(what)} is neither list nor redrive`, SIGNATURE);
  const output = makeOutput(values.json);
  const estate = await estateOf(dir, values);
  return what === "list" ? list(estate, queue, output) : redrive(estate, queue, output, signal);
}

type Output = ReturnType<typeof makeOutput>;

async function list(estate: Estate, queue: string | undefined, output: Output): Promise<number> {
  const { deadLetters } = await import("../watch/dead-letters.ts");
  const queues = await deadLetters(estate, queue, SHOWN);
  await output.answer({ queues });
  const full = queues.filter(({ messages }) => messages > 0);
  if (full.length === 0) output.say(`No message was given up, in any of ${counted(queues.length, "queue")}.`);
  for (const { queue: name, messages, sample } of full)
    output.say(
      `${name}: ${counted(messages, "message")}\n${table(
        [{ title: "sent" }, { title: "text" }],
        sample.map(({ sent_at, text }) => [ago(sent_at), clipped(text, 62)]),
      )}`,
    );
  return 0;
}

async function redrive(
  estate: Estate,
  queue: string | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const { redriven } = await import("../watch/dead-letters.ts");
  const { moved, left } = await redriven(estate, queue, signal);
  await output.answer({ moved, left });
  for (const { messages, to } of moved) output.say(`${counted(messages, "message")} sent back to ${to}`);
  for (const name of left) output.say(`${name} keeps what SNS gave up: it has no queue to go back to`);
  if (moved.length + left.length === 0) output.say(`${count(0)} messages: nothing was given up`);
  return 0;
}
