// Ten thousand audit records expire, and the function that archives them is killed at random moments, gets what it has done
// already, in other company, and two of it are at work on the same: each record is in the archive once at the end.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { DynamoDBRecord } from "aws-lambda";
import { Archive, expiredItem } from "../testing/archive.ts";

const RECORDS = 10_000;
/** Records of an invocation. */
const MOST = 1_250;

let archive: Archive;
beforeAll(async () => {
  archive = await Archive.open();
}, 180_000);
afterAll(() => archive?.close());

test("each record is in the archive once, whoever is killed", async () => {
  await archive.put(
    Array.from({ length: RECORDS }, (_, n) => expiredItem(n % 10 === 0 ? `detokenize#${n}` : `run${n}`)),
  );
  await archive.expire();
  const gone = await archive.gone();
  expect(gone).toHaveLength(RECORDS);
  let kills = 0;

  /** Tries until it succeeds, in halves where it does not, as Lambda does. */
  const deliver = async (batch: readonly DynamoDBRecord[], blows: number): Promise<void> => {
    const kill = Math.random() < blows / 3;
    const { response } = await archive.invoke(batch, kill ? { killAfter: 300 + Math.random() * 2_500 } : {});
    if (response === undefined) kills += 1;
    const names: string[] = (response?.batchItemFailures ?? []).map(
      (one: { itemIdentifier: string }) => one.itemIdentifier,
    );
    if (response && names.length === 0) return;
    const failed = batch.findIndex(({ dynamodb }) => names.includes(String(dynamodb?.SequenceNumber)));
    const rest = batch.slice(Math.max(0, failed));
    const middle = Math.ceil(rest.length / 2);
    await deliver(rest.slice(0, middle), blows - 1);
    if (rest.length > 1) await deliver(rest.slice(middle), blows - 1);
  };

  const batches = Array.from({ length: RECORDS / MOST }, (_, i) => gone.slice(i * MOST, (i + 1) * MOST));
  // Two readers of one stream, which begin elsewhere, as after a mapping was made anew.
  await Promise.all([
    (async () => {
      for (const batch of batches) await deliver(batch, 2);
    })(),
    (async () => {
      for (let from = 700; from < RECORDS; from += 3 * MOST) await deliver(gone.slice(from, from + MOST), 2);
    })(),
  ]);
  const ids = (await archive.records()).map(({ run_id }) => run_id as string);
  expect(ids).toHaveLength(RECORDS);
  expect(new Set(ids).size).toBe(RECORDS);
  expect(kills).toBeGreaterThan(1);
  const openings = await archive.records("audit/openings/");
  expect(openings).toHaveLength(RECORDS / 10);
  expect(openings.every(({ run_id }) => run_id.startsWith("detokenize#"))).toBe(true);
  expect(await archive.records("audit/runs/")).toHaveLength(RECORDS - RECORDS / 10);
}, 900_000);

test("what somebody deleted is not archived, and holds up nothing else", async () => {
  const [record] = await archive.gone();
  const before = await archive.keys();
  const { response, log } = await archive.invoke([{ ...record, userIdentity: undefined } as DynamoDBRecord]);
  expect(response.batchItemFailures).toHaveLength(1);
  expect(log).toContain("userIdentity");
  expect(await archive.keys()).toEqual(before);
}, 240_000);
