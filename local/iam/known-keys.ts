// Condition keys by names that the simulator knows.

/**
 * The simulator knows variable condition keys behind a slash and not behind a colon: those of a KMS encryption context go
 * by the name of one that it knows, in the policy and in the request alike.
 */
export const knownKeys = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value).replace(/"kms:EncryptionContext:([^"]+)":/gi, '"aws:PrincipalTag/kms-context:$1":'),
  ) as T;
