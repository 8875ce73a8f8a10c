// Random pairs of a contract's dataset and a file for it: what every engine must make the same of.
import fc from "fast-check";
import { ContractError, validateContract } from "../../contract/index.ts";
import { dataset } from "./arbitrary.ts";
import { field, fileOf, fittingFile, wildField } from "./files.ts";

export interface Pair {
  /** The dataset, as the contract has it. */
  shape: object;
  /** CSV. */
  file: string;
}

const isContract = (shape: object): boolean => {
  try {
    validateContract({ version: 1, name: "acme", datasets: { d: shape } }, { file: "random" });
    return true;
  } catch (error) {
    if (error instanceof ContractError) return false;
    throw error;
  }
};
const pair: fc.Arbitrary<Pair> = dataset.filter(isContract).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    file: fc.oneof(fileOf(field), fileOf(wildField), { weight: 2, arbitrary: fittingFile(shape) }),
  }),
);

/** The same ones for each seed, by the names of their datasets. */
export const pairs = (count: number, seed: number): (readonly [name: string, Pair])[] =>
  fc.sample(pair, { numRuns: count, seed }).map((one, at) => [`d${at}`, one] as const);
