// The token key: read from Secrets Manager, and made there by whichever function needs it first.
import { createHash, randomBytes } from "node:crypto";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
} from "@aws-sdk/client-secrets-manager";
import { secrets } from "./clients/secrets.ts";

let cached: { arn: string; key: Uint8Array } | undefined;

/** The key's bytes: the UTF-8 text of the secret, or its binary value. */
export async function tokenKey(secretArn: string): Promise<Uint8Array> {
  return (await knownTokenKey(secretArn)) ?? keep(secretArn, await makeKey(secretArn));
}

/** For who opens tokens, and makes no key: undefined where there is none, and so no token. */
export async function knownTokenKey(secretArn: string): Promise<Uint8Array | undefined> {
  if (cached?.arn === secretArn) return cached.key;
  const key = await readKey(secretArn);
  return key && keep(secretArn, key);
}

function keep(arn: string, key: Uint8Array): Uint8Array {
  cached = { arn, key };
  return key;
}

/** Undefined where the secret has no value yet. */
async function readKey(secretArn: string): Promise<Uint8Array | undefined> {
  try {
    const { SecretString, SecretBinary } = await secrets().send(
      new GetSecretValueCommand({ SecretId: secretArn }),
    );
    return SecretString === undefined ? SecretBinary : new TextEncoder().encode(SecretString);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Where several functions do this at once, one wins: all name the first version by the same token, and Secrets Manager refuses
 * a second value under a token. What counts is what is read afterwards.
 */
async function makeKey(secretArn: string): Promise<Uint8Array> {
  const firstVersion = createHash("sha256").update(`headrace token key ${secretArn}`).digest("hex");
  try {
    await secrets().send(
      new PutSecretValueCommand({
        SecretId: secretArn,
        ClientRequestToken: firstVersion,
        SecretString: randomBytes(32).toString("hex"),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
  }
  const key = await readKey(secretArn);
  if (!key) throw new Error("The token key's secret has no value after it was given one.");
  return key;
}
