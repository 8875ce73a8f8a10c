// Which endpoints a caller may name, however a host is written.
import { describe, expect, test } from "@jest/globals";
import { endpointTrouble, isLoopback, withoutUser } from "./endpoint.ts";

describe("an endpoint", () => {
  test.each([
    "https://billing.example.com/sns",
    "https://sns:secret@billing.example.com:8443/a?b=c",
    "https://BILLING.example.com./",
    "https://xn--mller-kva.example.com",
    "https://abc.execute-api.eu-west-1.amazonaws.com/v1/sns",
    "https://localhost.example.com",
  ])("%s is taken", (address) => {
    expect(endpointTrouble(address)).toBeUndefined();
  });

  test.each([
    ["", "an address"],
    ["billing.example.com", "an address"],
    ["http://billing.example.com", "https://"],
    ["ftp://billing.example.com", "https://"],
    ["https://billing.example.com/#a", "fragment"],
    ["https://127.0.0.1/", "number"],
    ["https://0x7f.1/", "number"],
    ["https://2130706433/", "number"],
    ["https://169.254.169.254/latest/meta-data/", "number"],
    ["https://10.0.0.1/", "number"],
    ["https://8.8.8.8/", "number"],
    ["https://[::1]/", "number"],
    ["https://[fe80::1]/", "number"],
    ["https://[::ffff:169.254.169.254]/", "number"],
    ["https://localhost/", "full name"],
    ["https://localhost./", "full name"],
    ["https://metadata/", "full name"],
    ["https://a.localhost/", ".localhost"],
    ["https://printer.local/", ".local"],
    ["https://ip-10-0-0-1.eu-west-1.compute.internal./", ".internal"],
    ["https://METADATA.google.INTERNAL/", ".internal"],
    ["https://router.home.arpa/", ".home.arpa"],
    ["https://receiver.test/", ".test"],
  ])("%s is not", (address, says) => {
    expect(endpointTrouble(address)).toContain(says);
  });

  test("is told without its user", () => {
    expect(withoutUser("https://sns:secret@billing.example.com/sns")).toBe("https://billing.example.com/sns");
  });
});

test("an address of this machine is known", () => {
  expect(["http://127.0.0.1:4566", "https://localhost:1/x", "http://[::1]:9"].every(isLoopback)).toBe(true);
  expect(["", "https://127.0.0.1.example.com", "https://sns.eu-west-1.amazonaws.com"].some(isLoopback)).toBe(
    false,
  );
});
