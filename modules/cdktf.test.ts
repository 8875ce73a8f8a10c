import { expect, test } from "@jest/globals";
import * as classes from "./cdktf.ts";
import { MODULES, ROOT_MODULE } from "./index.ts";

test("every module has its class, by the module's name", () => {
  const names = Object.entries(classes).map(([name, { definition }]) => [
    name.toLowerCase(),
    definition.name,
  ]);
  expect(names.sort()).toEqual([ROOT_MODULE, ...MODULES].map(({ name }) => [name, name]).sort());
});
