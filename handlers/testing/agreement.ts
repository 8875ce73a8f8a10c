// What the ways to run the stage are held to each other by: random pairs of contract and file, and files that no program should send.
import { expect } from "@jest/globals";
import { HOSTILE } from "../../core/engine/testing/hostile.ts";
import { pairs } from "../../core/engine/testing/pairs.ts";
import type { NamedFile, Outcome } from "./outcome.ts";

/** Imports the files by each way, expects the same of all, and gives what it was. */
export type Agree = (
  datasets: Readonly<Record<string, object>>,
  files: readonly NamedFile[],
) => Promise<Outcome>;

/** All ways are given the same pairs, so that they are held to each other as well. */
const SEED = 20_260_101;

/** @param together pairs in one pipeline, each a dataset of it */
export async function agreeOnPairs(
  agree: Agree,
  count: number,
  { together }: { together: number },
): Promise<void> {
  const all = pairs(count, SEED);
  let curated = 0;
  for (let done = 0; done < count; done += together) {
    const named = all.slice(done, done + together);
    const { rows } = await agree(
      Object.fromEntries(named.map(([name, { shape }]) => [name, shape])),
      named.map(([name, { file }]) => [`${name}/file.csv`, file]),
    );
    curated += Object.values(rows).flat().length;
  }
  expect(curated).toBeGreaterThan(count);
}

export async function agreeOnHostileFiles(agree: Agree): Promise<void> {
  const columns = [
    { name: "a", type: "int", required: true },
    { name: "b", type: "string" },
  ];
  const { quarantined } = await agree(
    { d: { columns, quality: { max_reject_ratio: 0.9 } } },
    Object.entries(HOSTILE).map(([name, content]) => [`d/${name}`, content]),
  );
  expect(quarantined.length).toBeGreaterThan(10);
}
