import { describe, expect, test } from "@jest/globals";
import { type Decision, evaluate, type Policies, type Question } from "./evaluate.ts";
import { PolicyError } from "./policy.ts";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/loader`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/loader/one`;
const OBJECT = "arn:aws:s3:::acme-landing/orders/a.csv";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`;

const asked = (over: Partial<Question> = {}): Question => ({
  caller: { kind: "aws", arn: SESSION },
  action: "s3:GetObject",
  resource: OBJECT,
  context: {},
  ...over,
});
const allow = (over: object = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-landing/*", ...over }],
});
const deny = (over: object = {}) => allow({ Effect: "Deny", ...over });

test.each<[string, Policies, Decision]>([
  ["nothing allows", {}, "not allowed"],
  ["the caller's policy allows", { identity: [allow()] }, "allowed"],
  ["a denial decides", { identity: [allow(), deny({ Resource: "*" })] }, "denied"],
  ["the bucket's denial decides", { identity: [allow()], resource: deny({ Principal: "*" }) }, "denied"],
  [
    "the boundary is silent",
    { identity: [allow()], boundary: [allow({ Action: "s3:Put*" })] },
    "not allowed",
  ],
  ["both allow", { identity: [allow()], boundary: [allow({ Action: "*", Resource: "*" })] }, "allowed"],
  ["the bucket names the role", { resource: allow({ Principal: { AWS: ROLE } }) }, "allowed"],
  [
    "a role is held to its boundary",
    { resource: allow({ Principal: { AWS: ROLE } }), boundary: [] },
    "not allowed",
  ],
  ["a session is not", { resource: allow({ Principal: { AWS: SESSION } }), boundary: [] }, "allowed"],
  ["the account alone allows nothing", { resource: allow({ Principal: { AWS: ACCOUNT } }) }, "not allowed"],
  ["another role", { resource: allow({ Principal: { AWS: `${ROLE}2` } }) }, "not allowed"],
  [
    "a service is no role",
    { resource: allow({ Principal: { Service: "s3.amazonaws.com" } }) },
    "not allowed",
  ],
  ["all but one role", { identity: [allow()], resource: deny({ NotPrincipal: { AWS: ROLE } }) }, "allowed"],
  ["all but another", { identity: [allow()], resource: deny({ NotPrincipal: { AWS: "*" } }) }, "allowed"],
])("%s", (_, policies, decision) => {
  expect(evaluate(asked(), policies)).toBe(decision);
});

test.each<[string, object, boolean]>([
  ["any case of an action", { Action: "S3:getobject" }, true],
  ["? is one character", { Action: "s3:GetObjec?" }, true],
  ["all but an action", { Action: undefined, NotAction: ["s3:Put*"] }, true],
  ["all but this", { Action: undefined, NotAction: "s3:Get*" }, false],
  ["all but a resource", { Resource: undefined, NotResource: "arn:aws:s3:::other/*" }, true],
  ["an ARN is matched part by part", { Resource: "arn:aws:*" }, false],
  ["case counts in resources", { Resource: "arn:aws:s3:::ACME-landing/*" }, false],
  ["a dot is a dot", { Resource: "arn:aws:s3:::acme-landing/orders/aXcsv" }, false],
])("%s", (_, over, allowed) => {
  expect(evaluate(asked(), { identity: [allow(over)] })).toBe(allowed ? "allowed" : "not allowed");
});

describe("conditions", () => {
  const context = {
    "s3:prefix": "orders/2026",
    "aws:SourceIp": "10.1.2.3",
    "aws:CurrentTime": "2026-03-01T12:00:00Z",
    "aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:acme-orders",
    "aws:SecureTransport": "true",
    "s3:max-keys": "10",
    "aws:TagKeys": ["team", "cost"],
    "aws:userid": "AROA1:one",
  };
  test.each<[string, Record<string, unknown>, boolean]>([
    ["StringEquals", { "S3:PREFIX": "orders/2026" }, true],
    ["StringEquals", { "s3:prefix": ["a", "orders/2026"] }, true],
    ["StringNotEquals", { "s3:prefix": ["a", "orders/2026"] }, false],
    ["StringLike", { "s3:prefix": "orders/*" }, true],
    ["StringNotLike", { "s3:prefix": "orders/*" }, false],
    ["StringEqualsIgnoreCase", { "s3:prefix": "ORDERS/2026" }, true],
    ["StringEquals", { "s3:missing": "a" }, false],
    ["StringNotEquals", { "s3:missing": "a" }, true],
    ["StringEqualsIfExists", { "s3:missing": "a" }, true],
    ["StringEqualsIfExists", { "s3:prefix": "a" }, false],
    ["Null", { "s3:missing": "true" }, true],
    ["Null", { "s3:prefix": true }, false],
    ["Bool", { "aws:SecureTransport": false }, false],
    ["NumericLessThanEquals", { "s3:max-keys": 10 }, true],
    ["NumericLessThan", { "s3:max-keys": "10" }, false],
    ["DateGreaterThan", { "aws:CurrentTime": "2026-02-28T00:00:00Z" }, true],
    ["DateLessThan", { "aws:CurrentTime": "2026-02-28T00:00:00Z" }, false],
    ["IpAddress", { "aws:SourceIp": ["192.168.0.0/16", "10.0.0.0/8"] }, true],
    ["NotIpAddress", { "aws:SourceIp": "10.1.2.0/24" }, false],
    ["IpAddress", { "aws:SourceIp": "2001:db8::/32" }, false],
    ["IpAddress", { "aws:SourceIp": "10.9.9.9/8" }, true],
    ["IpAddress", { "aws:SourceIp": "10.1.2.3" }, true],
    ["IpAddress", { "aws:SourceIp": ["10.1.2.3/33", "10.1.2", "0.0.0.0/x"] }, false],
    ["ArnLike", { "aws:SourceArn": "arn:aws:sns:*:123456789012:acme-*" }, true],
    ["ArnEquals", { "aws:SourceArn": "arn:aws:sns:*" }, false],
    ["ForAllValues:StringEquals", { "aws:TagKeys": ["team", "cost", "more"] }, true],
    ["ForAllValues:StringEquals", { "aws:TagKeys": ["team"] }, false],
    ["ForAllValues:StringEquals", { "s3:missing": ["team"] }, true],
    ["ForAnyValue:StringEquals", { "aws:TagKeys": ["team"] }, true],
    ["ForAnyValue:StringEquals", { "s3:missing": ["team"] }, false],
    ["StringEquals", { "aws:userid": `\${aws:userid}` }, true],
    ["StringEquals", { "aws:userid": `\${aws:missing, 'AROA1:one'}` }, true],
    ["StringEquals", { "aws:userid": `\${aws:missing}` }, false],
    ["StringLike", { "s3:prefix": `\${*}` }, false],
  ])("%s %j is %j", (operator, keys, allowed) => {
    const policy = allow({ Condition: { [operator]: keys } });
    expect(evaluate(asked({ context }), { identity: [policy] })).toBe(allowed ? "allowed" : "not allowed");
  });

  test("all must hold", () => {
    const Condition = { StringLike: { "s3:prefix": "orders/*" }, Bool: { "aws:SecureTransport": "false" } };
    expect(evaluate(asked({ context }), { identity: [allow({ Condition })] })).toBe("not allowed");
  });

  test("a variable in a resource stands for itself, wildcards and all", () => {
    const policy = allow({ Resource: `arn:aws:s3:::acme-landing/\${aws:userid}/*` });
    const of = (userid: string, resource: string) =>
      evaluate(asked({ resource, context: { "aws:userid": userid } }), { identity: [policy] });
    expect(of("AROA1:one", "arn:aws:s3:::acme-landing/AROA1:one/a.csv")).toBe("allowed");
    expect(of("*", "arn:aws:s3:::acme-landing/orders/a.csv")).toBe("not allowed");
    const older = { ...policy, Version: "2008-10-17" };
    expect(
      evaluate(asked({ resource: "arn:aws:s3:::acme-landing/u/a", context: { "aws:userid": "u" } }), {
        identity: [older],
      }),
    ).toBe("not allowed");
  });
});

test("without the key's policy nothing is allowed", () => {
  const question = asked({ action: "kms:Decrypt", resource: KEY });
  const identity = [allow({ Action: "kms:Decrypt", Resource: KEY })];
  const key = (Principal: object) => allow({ Action: "kms:*", Resource: "*", Principal });
  const root = key({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
  expect(evaluate(question, { identity })).toBe("not allowed");
  expect(evaluate(question, { identity, resource: root })).toBe("allowed");
  expect(evaluate(question, { resource: root })).toBe("not allowed");
  expect(evaluate(question, { resource: key({ AWS: ROLE }) })).toBe("allowed");
});

test("a service and who has signed nothing have the resource's policy alone", () => {
  const service = asked({ caller: { kind: "service", name: "s3.amazonaws.com" } });
  const nobody = asked({ caller: { kind: "anonymous" } });
  const named = { resource: allow({ Principal: { Service: ["sns.amazonaws.com", "s3.amazonaws.com"] } }) };
  const everybody = { resource: allow({ Principal: { AWS: "*" } }) };
  expect(evaluate(service, named)).toBe("allowed");
  expect(evaluate(nobody, named)).toBe("not allowed");
  expect(evaluate(nobody, everybody)).toBe("allowed");
  expect(evaluate(nobody, { resource: allow({ Principal: { AWS: ACCOUNT } }) })).toBe("not allowed");
});

test("an action without a resource needs a policy for all", () => {
  const question = asked({ action: "sts:GetCallerIdentity", resource: "*" });
  expect(evaluate(question, { identity: [allow({ Action: "sts:*" })] })).toBe("not allowed");
  expect(evaluate(question, { identity: [allow({ Action: "sts:*", Resource: "*" })] })).toBe("allowed");
});

test.each<[string, unknown]>([
  ["no JSON", "{"],
  ["no object", []],
  ["no effect", { Statement: { Action: "*", Resource: "*" } }],
  ["no action", { Statement: { Effect: "Allow", Resource: "*" } }],
  ["both", { Statement: { Effect: "Allow", Action: "*", NotAction: "*", Resource: "*" } }],
  ["an unknown operator", allow({ Condition: { StringSounds: { "aws:userid": "a" } } })],
  ["a principal of no kind", allow({ Principal: 1 })],
])("what cannot be judged is said: %s", (_, policy) => {
  expect(() => evaluate(asked(), { identity: [policy] })).toThrow(PolicyError);
});
