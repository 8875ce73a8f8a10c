// What tests of the contract share: short contracts, and the lines that a wrong one is answered with.
import { expect } from "@jest/globals";
import { ContractError } from "../error.ts";
import { parseContract } from "../parse.ts";

export const file = "headrace.yaml";
export const head = "version: 1\nname: acme\ndatasets:\n";
const inDataset = (text: string): string => `${head}  d: ${text}\n`;
export const columns = (list: string, rest = ""): string =>
  inDataset(`{ columns: [${list}]${rest && `, ${rest}`} }`);

/** The lines without the places in them, which position.test.ts holds. */
export const linesOf = (text: string): string[] =>
  placedLinesOf(text).map((line) => line.replace(/^(headrace\.yaml):\d+:\d+:/, "$1:"));

export function placedLinesOf(text: string): string[] {
  try {
    parseContract(text, { file });
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    const { code, exitCode, message, fix } = error as ContractError;
    expect([code, exitCode]).toEqual(["contract_invalid", 1]);
    expect(fix).not.toBe("");
    return message.split("\n");
  }
  return [];
}
