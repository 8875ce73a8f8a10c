// What a destroy keeps, by a state alone.
import { expect, test } from "@jest/globals";
import { keptAddresses, keptWords, ownBuckets } from "./kept.ts";
import type { Resource } from "./state.ts";

const resource = (type: string, address: string, attributes: Resource["attributes"]): Resource => ({
  type,
  module: "",
  address,
  attributes,
});
const KEY = "arn:aws:kms:us-east-1:123456789012:key/1";
const locked = { bucket: "acme-trail", versions: 2, until: "2027-01-01T00:00:00.000Z" };

const STATE: Resource[] = [
  resource("aws_s3_bucket", "aws_s3_bucket.trail", { bucket: "acme-trail" }),
  resource("aws_s3_bucket_policy", "aws_s3_bucket_policy.trail", { bucket: "acme-trail" }),
  resource("aws_s3_bucket_server_side_encryption_configuration", "sse.trail", {
    bucket: "acme-trail",
    rule: [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: KEY }] }],
  }),
  resource("aws_kms_key", "aws_kms_key.key", { arn: KEY, key_id: "1" }),
  resource("aws_kms_alias", "aws_kms_alias.key", { target_key_id: "1" }),
  resource("aws_kms_key", "aws_kms_key.other", { arn: `${KEY}2`, key_id: "12" }),
  resource("aws_s3_bucket", "aws_s3_bucket.curated", { bucket: "acme-curated" }),
  resource("aws_s3_object", "aws_s3_object.contract", { bucket: "acme-trail", key: "x" }),
  resource("aws_lambda_function", "aws_lambda_function.archive", {
    environment: [{ variables: { ARCHIVE_BUCKET: "my-archive", CURATED_BUCKET: "acme-curated" } }],
  }),
  resource("aws_lambda_function", "aws_lambda_function.stage", {
    environment: [{ variables: { CURATED_BUCKET: "acme-curated", ARCHIVE_BUCKET: "my-archive" } }],
  }),
];

test("a locked bucket keeps its settings and the key that its objects are read with, and nothing else stays", () => {
  expect(keptAddresses(STATE, [locked])).toEqual([
    "aws_s3_bucket.trail",
    "aws_s3_bucket_policy.trail",
    "sse.trail",
    "aws_kms_key.key",
    "aws_kms_alias.key",
  ]);
  expect(keptAddresses(STATE, [])).toEqual([]);
});

test("a zone in a bucket that the root has not made is told of, once", () => {
  expect(ownBuckets(STATE)).toEqual([{ zone: "archive", bucket: "my-archive" }]);
});

test("people are told what stays, and until when", () => {
  expect(keptWords([locked, { ...locked, versions: 1, until: null }], ownBuckets(STATE))).toEqual([
    "kept: the bucket acme-trail, its settings and its key. S3 Object Lock lets nobody delete 2 versions in it before 2027-01-01T00:00:00.000Z.",
    "kept: the bucket acme-trail, its settings and its key. S3 Object Lock lets nobody delete one version in it while a legal hold lasts.",
    "kept: the bucket my-archive, which is yours, with all that the zone archive has in it.",
  ]);
});
