// Links that open one object without credentials, for as long as they say. A link ends with the session of whoever signed
// it, and nobody knows when that of a function's own role does: a role that this one takes on has a session of known length.
// Sources: re:Post Knowledge Center, "Why is my presigned URL expiring before the expiration time that I specified?";
// IAM User Guide, "Role chaining" (an hour at most).
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, type Credentials } from "@aws-sdk/client-sts";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { LinkedObject } from "../../core/delivery/message.ts";
import { s3As } from "../aws/clients/s3.ts";
import { sts } from "../aws/clients/sts.ts";
import type { ObjectRef } from "../aws/objects.ts";

/** STS gives no shorter session. Source: STS API Reference, AssumeRole. */
const SHORTEST_SESSION = 900;
/** Links are signed by one session for so long, and by it lose as much at their end. */
const SHARED_MS = 60_000;

export class Links {
  readonly #role: string;
  readonly #seconds: number;
  #session: { begun: number; credentials: Credentials } | undefined;

  constructor(role: string, seconds: number) {
    this.#role = role;
    this.#seconds = seconds;
  }

  async to({ bucket, key }: ObjectRef): Promise<Pick<LinkedObject, "url" | "expiresAt">> {
    const credentials = await this.#credentials();
    const client = s3As(credentials);
    try {
      const signed = Date.now();
      const url = await getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), {
        expiresIn: this.#seconds,
      });
      const end = Math.min(signed + this.#seconds * 1000, credentials.Expiration?.getTime() ?? 0);
      return { url, expiresAt: new Date(Math.floor(end / 1000) * 1000).toISOString() };
    } finally {
      client.destroy();
    }
  }

  async #credentials(): Promise<Credentials> {
    const now = Date.now();
    if (!this.#session || now - this.#session.begun > SHARED_MS) {
      const { Credentials: credentials } = await sts().send(
        new AssumeRoleCommand({
          RoleArn: this.#role,
          RoleSessionName: "links",
          DurationSeconds: Math.max(SHORTEST_SESSION, this.#seconds),
        }),
      );
      if (!credentials) throw new Error("STS gave no credentials");
      this.#session = { begun: now, credentials };
    }
    return this.#session.credentials;
  }
}
