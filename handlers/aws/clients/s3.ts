// Amazon S3.
import { S3Client } from "@aws-sdk/client-s3";
import type { Credentials } from "@aws-sdk/client-sts";
import { identityOf } from "./identity.ts";
import { once } from "./once.ts";

/** An endpoint of one's own (the local AWS, a VPC endpoint's name) answers by path and not by bucket host name. */
const ownEndpoint = Boolean(process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL);

export const s3 = /* @__PURE__ */ once(() => new S3Client({ maxAttempts: 5, forcePathStyle: ownEndpoint }));

/** S3 as a role that was taken on, to sign links by. */
export const s3As = (credentials: Credentials): S3Client =>
  new S3Client({ forcePathStyle: ownEndpoint, credentials: identityOf(credentials) });
