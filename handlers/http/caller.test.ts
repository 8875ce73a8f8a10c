// Who callers are, and which groups they are in: by signature, by JWT, by key.
import { describe, expect, test } from "@jest/globals";
import { apiSchema } from "../../core/contract/api/schema.ts";
import { type ApiSettings, apiSettings } from "../../core/environment/api.ts";
import { callerOf } from "./caller.ts";
import type { HttpEvent } from "./event.ts";

const api = apiSchema.parse({
  groups: {
    readers: { read: ["orders", "customers"] },
    stewards: { read: ["orders"], detokenize: ["customers"] },
  },
});
const settings = (authorization: ApiSettings["authorization"], readers: object): ApiSettings =>
  apiSettings.parse({ name: "acme", authorization, api, members: { readers, gone: readers } });
const event = (requestContext: HttpEvent["requestContext"]): HttpEvent => ({ requestContext });
const signed = (userArn: string) => event({ identity: { userArn } });

describe("a caller", () => {
  test.each([
    ["arn:aws:iam::1:user/a/ann", "arn:aws:iam::1:user/a/ann", true],
    ["arn:aws:iam::1:root", "arn:aws:iam::1:root", true],
    ["arn:aws:sts::1:assumed-role/r/s", "arn:aws:iam::1:role/r", true],
    ["arn:aws:sts::1:assumed-role/r/s", "arn:aws:iam::1:role/some/path/r", true],
    ["arn:aws:sts::1:assumed-role/r/s", "arn:aws:sts::1:assumed-role/r/s", true],
    ["arn:aws-cn:sts::1:assumed-role/r/s", "arn:aws-cn:iam::1:role/r", true],
    ["arn:aws:sts::1:assumed-role/r/s", "arn:aws:sts::1:assumed-role/r/other", false],
    ["arn:aws:sts::2:assumed-role/r/s", "arn:aws:iam::1:role/r", false],
    ["arn:aws:sts::1:assumed-role/rr/s", "arn:aws:iam::1:role/r", false],
    ["arn:aws:iam::1:user/r", "arn:aws:iam::1:role/r", false],
    ["arn:aws:iam::1:user/ann", "arn:aws:iam::1:root", false],
  ])("who signed as %s is in a group of %s: %s", (arn, principal, member) => {
    const caller = callerOf(signed(arn), settings("iam", { principals: [principal] }));
    expect([caller.id, caller.may("read", "orders")]).toEqual([`iam:${arn}`, member]);
  });

  test("with a JWT is known by issuer and subject, and in the groups of its claims", () => {
    const context = { issuer: "https://id", subject: "7", groups: '["a","b"]', principalId: "x" };
    const caller = callerOf(event({ authorizer: context }), settings("jwt", { claims: ["b"] }));
    expect([caller.id, caller.allowed("read")]).toEqual(["jwt:https://id#7", ["customers", "orders"]]);
    expect(callerOf(event({ authorizer: context }), settings("jwt", { claims: ["c"] })).groups).toEqual([]);
  });

  test("is known by one way alone: a key or a JWT is none where signatures are asked for", () => {
    const key = event({
      identity: { apiKeyId: "k1" },
      authorizer: { issuer: "i", subject: "s", groups: "[]" },
    });
    expect(callerOf(key, settings("key", { keys: ["k1"] })).id).toBe("key:k1");
    expect(() => callerOf(key, settings("iam", { keys: ["k1"] }))).toThrow("who sends it");
    expect(() => callerOf(signed("arn:aws:iam::1:root"), settings("jwt", {}))).toThrow("who sends it");
    expect(() => callerOf({}, settings("iam", {}))).toThrow("who sends it");
  });

  test("has what its groups have together; lacking a permission names what there is", () => {
    const both = apiSettings.parse({
      name: "acme",
      api,
      members: { readers: { principals: ["u"] }, stewards: { principals: ["u"] } },
    });
    const caller = callerOf(signed("u"), both);
    expect(caller.allowed("read")).toEqual(["customers", "orders"]);
    caller.require("detokenize", "customers");
    caller.require("detokenize");
    expect(() => caller.require("detokenize", "orders")).toThrow("You have it for: customers.");
    expect(() => caller.require("sql")).toThrow("You have it for nothing");
    expect(caller.may("read", "toString")).toBe(false);
  });
});
