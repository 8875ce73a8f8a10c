// Credentials of a role that was taken on, as clients take them.
import type { Credentials } from "@aws-sdk/client-sts";

export const identityOf = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) => ({
  accessKeyId: AccessKeyId ?? "",
  secretAccessKey: SecretAccessKey ?? "",
  ...(SessionToken !== undefined && { sessionToken: SessionToken }),
});
