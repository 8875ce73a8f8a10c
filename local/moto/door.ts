// Through the door of moto's port (server/door.py): the secret that each request carries, and whose an access key is.

export interface MotoAddress {
  /** On 127.0.0.1. */
  port: number;
  /** What moto must be sent with each request; undefined where it lets everyone ask, as for tests of single handlers. */
  secret?: string | undefined;
}

/** What moto knows of an access key. */
export interface KnownKey {
  secretAccessKey: string;
  /** Only a role's session has one. */
  sessionToken?: string;
  roleArn?: string;
  session?: string;
  /** Only a user's key has one. */
  user?: { name: string; arn: string; id: string };
  /** Milliseconds since 1970. */
  expires?: number;
}

/** Headers that every request to moto carries. */
export const motoHeaders = ({ secret }: MotoAddress): Record<string, string> =>
  secret === undefined ? {} : { "x-headrace-moto": secret };

/** An active key of a user, or of a role's session, that some service of the account gave out. */
export async function keyInMoto(moto: MotoAddress, accessKeyId: string): Promise<KnownKey | undefined> {
  // Nothing else may reach a header; and of this form is every key id that there is.
  if (!/^\w{1,128}$/.test(accessKeyId)) return undefined;
  const answer = await fetch(`http://127.0.0.1:${moto.port}/`, {
    headers: { ...motoHeaders(moto), "x-headrace-key": accessKeyId },
  });
  if (!answer.ok) throw new Error(`moto does not say whose key it is: it answered ${answer.status}`);
  return ((await answer.json()) as KnownKey | null) ?? undefined;
}
