// `init --add`: inferred datasets into a contract that exists, which is whole before and after, whatever happens between.
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { diskFull, saysFull } from "../../core/full-disk.ts";
import type { Inferred } from "../../core/infer/index.ts";
import { addDatasets } from "../../core/infer/index.ts";
import { usageError } from "../args/usage.ts";
import { CONTRACT_FILE, readContract } from "../contract.ts";

/** The names of the datasets that are there. Throws where the contract is missing or wrong, or has one of `names`. */
export function checkAddition(dir: string, names: readonly string[]): void {
  const { datasets } = readContract(dir);
  const taken = names.filter((name) => Object.hasOwn(datasets, name));
  if (taken.length > 0)
    throw usageError(
      `the contract has a dataset ${taken.join(", ")} already; give the new one another name (--from NAME=FILE)`,
    );
}

/** Writes the contract with the datasets added. Its file keeps its mode, and is the same file where it is a link. */
export function addToContract(dir: string, datasets: readonly Inferred[]): void {
  checkAddition(
    dir,
    datasets.map(({ name }) => name),
  );
  const path = realpathSync(join(dir, CONTRACT_FILE));
  const text = addDatasets(readFileSync(path, "utf8"), datasets);
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { flag: "wx", mode: statSync(path).mode });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    if (saysFull(error)) throw diskFull([dir], `write '${path}'`);
    throw error;
  }
}
