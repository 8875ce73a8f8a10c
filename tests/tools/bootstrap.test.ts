// The bootstrap's CloudFormation template: what the module says, sound to CloudFormation's own linter, and within IAM's lengths.
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { TEMPLATE, templateText } from "../../modules/bootstrap/write-template.ts";
import { pythonTool, run } from "./python-tool.ts";

test("examples/bootstrap/template.yaml is what the module says; `npm run docs:bootstrap` writes it", () => {
  expect(readFileSync(TEMPLATE, "utf8")).toBe(templateText());
});

test("cfn-lint finds nothing", async () => {
  const lint = await pythonTool("cfn-lint", "cfn-lint==1.51.0");
  expect(await run(lint, [TEMPLATE])).toEqual({ code: 0, output: "" });
}, 180_000);

interface Resource {
  Type: string;
  Properties: { PolicyDocument?: object; Policies?: { PolicyDocument: object }[] };
}

const VALUES: Record<string, string> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": "123456789012",
  "AWS::Region": "ap-northeast-1",
  "AWS::URLSuffix": "amazonaws.com",
  // The longest that leaves room for an environment.
  Name: "n".repeat(20),
  "StateKey.Arn": `arn:aws:kms:ap-northeast-1:123456789012:key/${"k".repeat(36)}`,
  StateBucket: `${"n".repeat(20)}-state-123456789012`,
  Boundary: `arn:aws:iam::123456789012:policy/${"n".repeat(20)}-boundary`,
};

const resources = Object.entries(
  (parse(templateText(), { version: "1.1" }) as { Resources: Record<string, Resource> }).Resources,
);

/** Characters of a policy with the values in it, without blanks: as IAM counts them. */
const lengthOf = (document: object): number =>
  JSON.stringify(document)
    .replaceAll(/\{"Fn::Sub":("(?:[^"\\]|\\.)*")\}/g, "$1")
    .replaceAll(/\$\{([^}]+)\}/g, (_whole, name: string) => String(VALUES[name])).length;

test("a role's policies have 10,240 characters at most, and the boundary 6,144", () => {
  const roles = resources.filter(([, { Type }]) => Type === "AWS::IAM::Role");
  expect(roles.map(([id]) => id)).toEqual([
    "PlanRole",
    "EphemeralRole",
    "DevRole",
    "TestRole",
    "StagingRole",
    "ProdRole",
  ]);
  for (const [id, { Properties }] of roles) {
    const length = (Properties.Policies ?? []).reduce((sum, one) => sum + lengthOf(one.PolicyDocument), 0);
    expect({ id, fits: length <= 10_240 }).toEqual({ id, fits: true });
  }
  for (const [, { Type, Properties }] of resources)
    if (Type === "AWS::IAM::ManagedPolicy")
      expect(lengthOf(Properties.PolicyDocument ?? {})).toBeLessThanOrEqual(6144);
});
