// The key off AWS has every version that a contract asks for, and version 1 is the one that everybody knows.
import { expect, test } from "@jest/globals";
import { validateContract } from "../../core/contract/index.ts";
import { readTokenKeys } from "../../core/tokens/keys.ts";
import { localTokenKey } from "./token-key.ts";

const contract = (...versions: (number | undefined)[]) => {
  const columns = versions.map((key_version, at) => ({
    ...{ name: `c${at}`, type: "string", tokenize: "ff1" },
    ...(key_version && { key_version }),
  }));
  return validateContract({ version: 1, name: "a", datasets: { d: { columns } } }, { file: "f" });
};
const keysOf = (secret: Uint8Array) =>
  [...readTokenKeys(secret)].map(([version, key]) => [version, Buffer.from(key).toString()]);

test.each([
  [contract(undefined), undefined, [[1, "headrace-local"]]],
  [
    contract(undefined, 3, 3, 2),
    undefined,
    [
      [1, "headrace-local"],
      [2, "headrace-local-2"],
      [3, "headrace-local-3"],
    ],
  ],
  [contract(2), "mine", [[1, "mine"]]],
  [
    contract(2),
    '{"token_keys":{"1":"a","2":"b"}}',
    [
      [1, "a"],
      [2, "b"],
    ],
  ],
])("%#", (of, variable, keys) => {
  expect(keysOf(localTokenKey(of, variable))).toEqual(keys);
});
