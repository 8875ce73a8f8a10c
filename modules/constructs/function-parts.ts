// What a function may have beside its role and its log: layers, storage, traces, a network. Each part says what it adds
// to the function and what the role must be allowed for it.
import type { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { dynamicBlock, type Expr, type Statement, tf } from "../kit/index.ts";

export interface FunctionPart {
  shape(lambda: LambdaFunction): void;
  statements?: readonly Statement[];
}

/** @param arns ARNs of layer versions */
export const withLayers = (...arns: readonly Expr[]): FunctionPart => ({
  shape: (lambda) => {
    lambda.layers = arns.map(String);
  },
});

export const withStorage = (mb: Expr): FunctionPart => ({
  shape: (lambda) => lambda.putEphemeralStorage({ size: mb.number }),
});

/** Traces go to X-Ray where `on` holds. */
export const traced = (on: Expr): FunctionPart => ({
  shape: (lambda) => lambda.putTracingConfig({ mode: tf`${on} ? "Active" : "PassThrough"`.toString() }),
  statements: [
    {
      sid: "SendTraces",
      actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
      anyResource: "X-Ray knows no resource for these",
      when: on,
    },
  ],
});

/** @param vpc an object of subnet_ids and security_group_ids; null where the function runs outside any VPC */
export const inVpc = (vpc: Expr): FunctionPart => ({
  shape: (lambda) =>
    dynamicBlock(lambda, "vpc_config", tf`${vpc} == null ? [] : [${vpc}]`, ({ value }) => ({
      subnet_ids: value.attr("subnet_ids"),
      security_group_ids: value.attr("security_group_ids"),
    })),
  statements: [
    {
      sid: "JoinVpc",
      actions: [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ],
      anyResource: "Lambda checks these for every interface of the account",
      when: tf`${vpc} != null`,
    },
  ],
});
