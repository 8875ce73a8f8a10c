// Idempotency-Key: a POST that comes again under the same key is answered as the first was, and its work done once.
import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { Problem } from "../../core/api/problems.ts";
import { IDEMPOTENCY_KEY, type RouteSpec } from "../../core/api/route.ts";
import type { HttpAnswer } from "./event.ts";
import { documents, inSeconds, isTaken } from "./table.ts";

const KEPT_SECONDS = 86_400;
/** A function that died answers no more: its timeout is 30 seconds at most. */
const LEASE_SECONDS = 35;
const WAIT_MS = 8_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** DynamoDB takes 400 KB an item, names included. */
const MAX_KEPT_BYTES = 380_000;

const HEADER = "Idempotency-Key";

export interface Once {
  readonly table: string;
  readonly caller: string;
  readonly routeId: string;
  readonly route: RouteSpec;
  /** What of the address belongs to the request, as it was sent. */
  readonly address: unknown;
  readonly bytes: Buffer;
  /** Milliseconds that the function has left. */
  readonly remaining: () => number;
}

interface Item {
  readonly id: string;
  /** SHA-256 of what was asked. */
  readonly request: string;
  readonly phase: "working" | "done";
  readonly attempt: string;
  /** Epoch seconds, after which another may take the work over. */
  readonly lease_until: number;
  readonly expires_at: number;
  /** Gzipped JSON of the answer. Absent where it was too large to keep. */
  readonly answer?: Uint8Array;
}

/**
 * Does the work once for a key. An answer of success is kept; a work that fails has done nothing, and may be tried again.
 * @throws Problem key_reused, request_in_progress, and invalid_request for a key that is none
 */
export async function once(
  key: string | undefined,
  asked: Once,
  work: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  checkKey(key, asked.route);
  if (key === undefined) return work();
  const id = `idempotency#${hash([asked.caller, asked.routeId, key])}`;
  const request = hash([asked.address, asked.bytes.toString("base64")]);
  const attempt = randomUUID();
  const until = Date.now() + Math.min(WAIT_MS, asked.remaining() - 5_000);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const other = await take(asked.table, { id, request, attempt });
    if (!other) break;
    if (other.request !== request)
      throw new Problem(
        "key_reused",
        `Another request was sent under this ${HEADER}. Send this one under a new key.`,
      );
    if (asked.route.repeat === "again") return work();
    if (other.phase === "done") return kept(other);
    if (Date.now() + pause > until)
      throw new Problem(
        "request_in_progress",
        "The first request under this key is not done. Send it again later.",
        {
          headers: { "Retry-After": "5" },
        },
      );
    await sleep(pause);
  }
  return asked.route.repeat === "again" ? work() : doAndKeep(asked.table, id, attempt, work);
}

function checkKey(key: string | undefined, { keyRequired = false }: RouteSpec): void {
  if (key === undefined ? !keyRequired : IDEMPOTENCY_KEY.test(key)) return;
  const detail =
    key === undefined
      ? `expected an ${HEADER}`
      : "expected 1 to 255 printable ASCII characters without spaces";
  throw new Problem("invalid_request", `header /idempotency-key: ${detail}.`, {
    errors: [{ in: "header", pointer: "/idempotency-key", detail }],
  });
}

const hash = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

/** Takes the work; or answers with who has it. */
async function take(
  TableName: string,
  { id, request, attempt }: Pick<Item, "id" | "request" | "attempt">,
): Promise<Item | undefined> {
  const now = inSeconds(0);
  const Item: Item = {
    id,
    request,
    attempt,
    phase: "working",
    lease_until: now + LEASE_SECONDS,
    expires_at: now + KEPT_SECONDS,
  };
  try {
    await documents().send(
      new PutCommand({
        TableName,
        Item,
        ConditionExpression:
          "attribute_not_exists(id) OR expires_at <= :now OR (phase = :working AND lease_until <= :now AND #request = :request)",
        ExpressionAttributeNames: { "#request": "request" },
        ExpressionAttributeValues: { ":now": now, ":working": "working", ":request": request },
      }),
    );
    return undefined;
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  const { Item: theirs } = await documents().send(
    new GetCommand({ TableName, Key: { id }, ConsistentRead: true }),
  );
  // It failed between the two calls, and left the work to whoever comes next.
  return (theirs as Item | undefined) ?? take(TableName, { id, request, attempt });
}

async function doAndKeep(
  TableName: string,
  id: string,
  attempt: string,
  work: () => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const mine = {
    TableName,
    Key: { id },
    ConditionExpression: "attempt = :attempt",
  };
  let answer: HttpAnswer;
  try {
    answer = await work();
  } catch (error) {
    await documents()
      .send(new DeleteCommand({ ...mine, ExpressionAttributeValues: { ":attempt": attempt } }))
      .catch(() => undefined);
    throw error;
  }
  const packed = gzipSync(JSON.stringify(answer));
  const fits = packed.length <= MAX_KEPT_BYTES;
  await documents()
    .send(
      new UpdateCommand({
        ...mine,
        UpdateExpression: `SET phase = :done${fits ? ", answer = :answer" : ""}`,
        ExpressionAttributeValues: {
          ":attempt": attempt,
          ":done": "done",
          ...(fits && { ":answer": packed }),
        },
      }),
    )
    // Another took the work over, since this one was slow: both answers are right.
    .catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  return answer;
}

function kept({ answer }: Item): HttpAnswer {
  if (!answer)
    throw new Problem("conflict", "This request was done, and its answer is too large to be given twice.");
  const first = JSON.parse(gunzipSync(answer).toString()) as HttpAnswer;
  return { ...first, headers: { ...first.headers, "Idempotency-Replayed": "true" } };
}
