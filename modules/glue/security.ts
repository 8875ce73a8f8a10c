// How what Glue itself writes is encrypted: logs, bookmarks, and objects that it would write by itself.
import { GlueSecurityConfiguration } from "@cdktf/provider-aws/lib/glue-security-configuration/index.js";
import { type Construct, type Expr, ref } from "../kit/index.ts";

/** @returns its name. */
export function securityConfiguration(scope: Construct, name: string, keyArn: Expr): Expr {
  const configuration = new GlueSecurityConfiguration(scope, "security", {
    name,
    encryptionConfiguration: {
      cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: `${keyArn}` },
      jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: `${keyArn}` },
      s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: `${keyArn}` },
    },
  });
  return ref(configuration, "name");
}
