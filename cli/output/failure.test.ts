// Whose fault a failure is: what the environment does is never told as a fault of the command.
import { InvalidRequestException } from "@aws-sdk/client-athena";
import { expect, jest, test } from "@jest/globals";
import { ContractError } from "../../core/contract/error.ts";
import { HeadraceError } from "../../core/errors.ts";
import { explained, reportFailure } from "./failure.ts";

const systemError = (code: string): Error => Object.assign(new Error(`read ${code}`), { code });

test.each([
  [systemError("ECONNRESET"), "aws_unreachable"],
  [systemError("ECONNREFUSED"), "aws_unreachable"],
  [Object.assign(new Error("no answer"), { name: "TimeoutError" }), "aws_unreachable"],
  [new InvalidRequestException({ message: "no such workgroup", $metadata: {} }), "aws_refused"],
  [systemError("ENOSPC"), "disk_full"],
  [systemError("EACCES"), "permission_denied"],
  [new TypeError("x is not a function"), "internal"],
  ["a string", "internal"],
])("%s is %s", (cause, code) => {
  expect(explained(cause)).toMatchObject({ code, exitCode: 3 });
});

test("an error to act on stays as it is", () => {
  const error = new HeadraceError("code", "message", "fix", 1);
  expect(explained(error)).toBe(error);
});

const fault = {
  fault: "unreadable",
  path: "",
  at: { line: 3, column: 1 },
  message: "not YAML",
  fix: "Fix the line.",
} as const;

test.each<[string, HeadraceError]>([
  ["said by the message is not said again", new ContractError("my.yaml", [fault])],
  ["is a line of its own otherwise", new HeadraceError("code", "my.yaml is wrong", "Fix the line.", 1)],
])("a fix %s", async (_, error) => {
  const written = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    expect(await reportFailure(error, false)).toBe(1);
    expect(written.mock.calls.join("").split("Fix the line.")).toHaveLength(2);
  } finally {
    written.mockRestore();
  }
});
