// Columns of CloudTrail's records, as DuckDB gives them: names of any capitals, objects as text, structures, lists.
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@jest/globals";
import { TRAIL_RECORD, trailColumn } from "./cloudtrail-records.ts";
import { literal } from "./tokens.ts";

const RECORD = {
  eventTime: "2024-01-31T12:00:00Z",
  sourceIPAddress: "10.0.0.1",
  readOnly: true,
  errorCode: null,
  requestParameters: { bucketName: "b", nested: { "a:b": [1] } },
  userIdentity: {
    type: "AssumedRole",
    arn: "arn:aws:sts::1:assumed-role/r/s",
    sessionContext: { sessionIssuer: { arn: "arn:aws:iam::1:role/r" } },
  },
  resources: [
    { ARN: "arn:aws:s3:::b/k", type: "AWS::S3::Object" },
    { ARN: "arn:aws:s3:::b", type: "AWS::S3::Bucket", accountId: "1" },
  ],
};

test.each<[string, string, unknown]>([
  ["eventtime", "string", "2024-01-31T12:00:00Z"],
  ["sourceipaddress", "string", "10.0.0.1"],
  ["readonly", "string", "true"],
  ["readonly", "boolean", true],
  ["errorcode", "string", null],
  ["vpcendpointid", "string", null],
  ["requestparameters", "string", '{"bucketName":"b","nested":{"a:b":[1]}}'],
  [
    "useridentity",
    "struct<type:string,arn:string,username:string,sessioncontext:struct<sessionissuer:struct<arn:string>>>",
    {
      type: "AssumedRole",
      arn: "arn:aws:sts::1:assumed-role/r/s",
      username: null,
      sessioncontext: { sessionissuer: { arn: "arn:aws:iam::1:role/r" } },
    },
  ],
  ["tlsdetails", "struct<tlsversion:string>", null],
  [
    "resources",
    "array<struct<arn:string,accountid:string,type:string>>",
    [
      { arn: "arn:aws:s3:::b/k", accountid: null, type: "AWS::S3::Object" },
      { arn: "arn:aws:s3:::b", accountid: "1", type: "AWS::S3::Bucket" },
    ],
  ],
])("%s as %s", async (name, type, expected) => {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const from = `(SELECT CAST(${literal(JSON.stringify(RECORD))} AS JSON) AS ${TRAIL_RECORD})`;
  const answered = await connection.runAndReadAll(
    `SELECT ${trailColumn({ name, type })} AS value FROM ${from}`,
  );
  expect(answered.getRowObjectsJson()).toEqual([{ value: expected }]);
  connection.closeSync();
  instance.closeSync();
});
