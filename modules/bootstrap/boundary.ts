// The boundary of every role that CI makes: what functions, jobs and services of a pipeline may do at most, whatever their policies
// say. It has no right of IAM, so that no role makes another.
import type { Place, Rights } from "./place.ts";

export function boundaryRights(at: Place): Rights[] {
  const arn = (service: string, resource: string): string =>
    `arn:${at.partition}:${service}:*:${at.account}:${resource}`;
  return [
    {
      Sid: "DataOfEnvironments",
      Effect: "Allow",
      Action: ["s3:*Object*", "s3:GetBucketLocation", "s3:ListBucket*", "s3:*MultipartUpload*"],
      Resource: [`arn:${at.partition}:s3:::${at.name}-*`],
    },
    {
      Sid: "PartsOfEnvironments",
      Effect: "Allow",
      Action: [
        "athena:*",
        "batch:*",
        "dynamodb:*",
        "lambda:Invoke*",
        "secretsmanager:*Secret*",
        "sns:*",
        "sqs:*",
      ],
      Resource: [
        ...["workgroup", "table"].map((kind) =>
          arn(kind === "table" ? "dynamodb" : "athena", `${kind}/${at.name}-*`),
        ),
        ...["job-queue", "job-definition", "job"].map((kind) => arn("batch", `${kind}/*`)),
        arn("lambda", `function:${at.name}-*`),
        arn("secretsmanager", `secret:${at.name}*`),
        arn("sns", `${at.name}-*`),
        arn("sqs", `${at.name}-*`),
      ],
    },
    {
      Sid: "ByTheirOwnPolicies",
      Effect: "Allow",
      Action: [
        "cloudwatch:PutMetricData",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
        "execute-api:Invoke",
        "glue:*",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
        "lakeformation:GetDataAccess",
        "logs:*",
        "redshift-data:*",
        "redshift-serverless:GetCredentials",
        "redshift:GetClusterCredentials*",
        "xray:Put*",
      ],
      Resource: "*",
    },
    {
      // Roles by which links are signed.
      Sid: "RolesOfLinks",
      Effect: "Allow",
      Action: ["sts:AssumeRole"],
      Resource: `arn:${at.partition}:iam::${at.account}:role/${at.name}-*`,
    },
    {
      Sid: "NothingOfTheState",
      Effect: "Deny",
      Action: ["s3:*"],
      Resource: [
        `arn:${at.partition}:s3:::${at.stateBucket}`,
        `arn:${at.partition}:s3:::${at.stateBucket}/*`,
      ],
    },
  ];
}
