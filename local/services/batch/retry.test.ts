import { expect, test } from "@jest/globals";
import { matches, retries } from "./retry.ts";

test("the first condition that fits decides; without one an attempt is tried again, up to their number", () => {
  const strategy = {
    attempts: 3,
    evaluateOnExit: [
      { onStatusReason: "Host EC2*", action: "RETRY" },
      { onExitCode: "1", onReason: "Wrong*", action: "exit" },
      { onExitCode: "14*", action: "EXIT" },
    ],
  };
  const ended = (statusReason: string, exitCode?: number, reason?: string) =>
    retries(strategy, 1, {
      statusReason,
      ...(exitCode !== undefined && { exitCode }),
      ...(reason && { reason }),
    });
  expect(ended("Host EC2 (instance i-1) terminated.", 1, "Wrong")).toBe(true);
  expect(ended("Essential container in task exited", 1, "wrong input")).toBe(false);
  expect(ended("Essential container in task exited", 1)).toBe(true);
  expect(ended("Essential container in task exited", 143)).toBe(false);
  expect(ended("Essential container in task exited", 3)).toBe(true);
  expect(retries(strategy, 3, { statusReason: "Host EC2", exitCode: 3 })).toBe(false);
  expect(retries({}, 1, { statusReason: "x" })).toBe(false);
});

test("a pattern ends in an asterisk or is the whole text", () => {
  expect(matches("Host EC2*", "host ec2 gone")).toBe(true);
  expect(matches("1", "137")).toBe(false);
  expect(matches("*", "")).toBe(true);
});
