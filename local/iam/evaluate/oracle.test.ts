// Random policies and requests, judged here and by a simulator that is not ours. It is under AGPL-3.0, so that it is a
// tool of these tests alone and nothing that is installed with the product.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluate, type Policies, type Question } from "./evaluate.ts";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/loader`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/loader/one`;

const one = <T>(...values: T[]) => fc.constantFrom(...values);
const some = <T>(...values: T[]) =>
  fc.oneof(one(...values), fc.uniqueArray(one(...values), { minLength: 1, maxLength: 3 }));

const ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:*", "*", "s3:Get*", "S3:getobject", "sqs:SendMessage"];
const RESOURCES = [
  "*",
  "arn:aws:s3:::acme/*",
  "arn:aws:s3:::acme/orders/*",
  "arn:aws:s3:::acme/orders/a.csv",
  "arn:aws:s3:::acme",
  "arn:aws:s3:::other/*",
  "arn:aws:s3:::acme/orders/?.csv",
  `arn:aws:s3:::acme/\${aws:PrincipalAccount}/*`,
];
const PRINCIPALS: unknown[] = [
  "*",
  { AWS: "*" },
  { AWS: ROLE },
  { AWS: SESSION },
  { AWS: ACCOUNT },
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  { AWS: [`${ROLE}2`, ROLE] },
  { Service: "s3.amazonaws.com" },
];
const CONDITIONS: unknown[] = [
  { StringEquals: { "aws:RequestedRegion": ["eu-west-1", "us-east-1"] } },
  { StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } },
  { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/lo*" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/lo*" } },
  { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/other" } },
  { Bool: { "aws:SecureTransport": "false" } },
  { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
  { IpAddress: { "aws:SourceIp": ["10.0.0.0/8"] } },
  { NotIpAddress: { "aws:SourceIp": "10.1.0.0/16" } },
  { Null: { "aws:SourceVpc": "true" } },
  { StringNotEqualsIfExists: { "aws:SourceVpc": "vpc-1" } },
  { DateLessThan: { "aws:CurrentTime": "2030-01-01T00:00:00Z" } },
  { StringEquals: { "aws:PrincipalAccount": `\${aws:PrincipalAccount}` } },
];

const statement = (principals: boolean) =>
  fc.record(
    {
      Effect: one("Allow", "Allow", "Deny"),
      action: fc.tuple(one("Action", "Action", "Action", "NotAction"), some(...ACTIONS)),
      resource: fc.tuple(one("Resource", "Resource", "Resource", "NotResource"), some(...RESOURCES)),
      Principal: principals ? one(...PRINCIPALS) : fc.constant(undefined),
      Condition: fc.option(one(...CONDITIONS), { nil: undefined, freq: 2 }),
    },
    { requiredKeys: ["Effect", "action", "resource"] },
  );
const policyOf = (principals: boolean) =>
  fc.array(statement(principals), { minLength: 1, maxLength: 3 }).map((statements) => ({
    Version: "2012-10-17",
    Statement: statements.map(
      ({ action: [act, acts], resource: [what, whats], Principal = "*", ...rest }) =>
        JSON.parse(
          JSON.stringify({ ...rest, [act]: acts, [what]: whats, ...(principals && { Principal }) }),
        ) as unknown,
    ),
  }));

const CALLERS = [
  { kind: "aws", arn: SESSION },
  { kind: "service", name: "s3.amazonaws.com" },
  { kind: "anonymous" },
] as const;
const question: fc.Arbitrary<Question> = fc.record({
  caller: one<Question["caller"]>(...CALLERS, CALLERS[0], CALLERS[0]),
  action: one("s3:GetObject", "s3:PutObject"),
  resource: one(
    "arn:aws:s3:::acme/orders/a.csv",
    "arn:aws:s3:::acme/orders/ab.csv",
    `arn:aws:s3:::acme/${ACCOUNT}/a`,
  ),
  context: fc.record({
    "aws:RequestedRegion": one("eu-west-1", "eu-west-2"),
    "aws:SourceIp": one("10.1.2.3", "192.168.0.1"),
    "aws:SecureTransport": one("true", "false"),
    "aws:CurrentTime": fc.constant("2026-03-01T12:00:00Z"),
  }),
});

async function simulated(
  { caller, action, resource, context }: Question,
  policies: Policies,
): Promise<string> {
  const result = await runSimulation(
    {
      request: {
        principal:
          caller.kind === "anonymous"
            ? { type: "Anonymous" }
            : caller.kind === "aws"
              ? caller.arn
              : caller.name,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: context as Record<string, string>,
      },
      identityPolicies: (policies.identity ?? []).map((policy, i) => ({ name: `p${i}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      permissionBoundaryPolicies: policies.boundary?.map((policy, i) => ({ name: `b${i}`, policy })),
      resourcePolicy: policies.resource,
    },
    {},
  );
  if (result.resultType === "error") throw new Error(result.errors.message);
  return result.overallResult;
}

const DECISIONS = { allowed: "Allowed", denied: "ExplicitlyDenied", "not allowed": "ImplicitlyDenied" };

test("judges as the other simulator does", async () => {
  const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  await fc.assert(
    fc.asyncProperty(
      question,
      fc.array(policyOf(false), { maxLength: 2 }),
      option(fc.array(policyOf(false), { minLength: 1, maxLength: 1 })),
      option(policyOf(true)),
      async (asked, identity, boundary, resource) => {
        const role = asked.caller.kind === "aws";
        const context = {
          ...asked.context,
          ...(role && { "aws:PrincipalArn": ROLE, "aws:PrincipalAccount": ACCOUNT }),
        };
        const policies = role ? { identity, boundary, resource } : { resource };
        expect(DECISIONS[evaluate({ ...asked, context }, policies)]).toBe(
          await simulated({ ...asked, context }, policies),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});
