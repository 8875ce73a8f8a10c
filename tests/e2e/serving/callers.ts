// Those who call an API: sessions of roles that are made for it, each request signed and sent as a client does.
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Credentials } from "../../../local/iam/principals.ts";
import { signedFetch } from "../../../local/testing/signed-fetch.ts";
import type { Laptop } from "../laptop.ts";

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers in its own shape
  body: any;
}

/** `as` is a session's name; the account's root where absent. */
export type Init = RequestInit & { as?: string };

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = text !== "" && /json$/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}

export const post = (body: unknown, more: { as?: string; headers?: Record<string, string> } = {}) => ({
  method: "POST",
  body: JSON.stringify(body),
  ...more,
  headers: { "content-type": "application/json", ...more.headers },
});

export class Callers {
  /** The API's address, once it is applied. */
  base = "";
  readonly #laptop: Laptop;
  readonly #sessions: Record<string, Credentials> = {};

  constructor(laptop: Laptop) {
    this.#laptop = laptop;
  }

  credentialsOf(as: string | undefined): Credentials {
    return as === undefined ? this.#laptop.aws.credentials : (this.#sessions[as] as Credentials);
  }

  readonly ask = async (path: string, { as, ...init }: Init = {}): Promise<Answer> =>
    answerOf(
      await signedFetch(`${this.base}${path}`, init as Parameters<typeof signedFetch>[1], {
        credentials: this.credentialsOf(as),
        service: "execute-api",
        region: this.#laptop.aws.region,
      }),
    );

  /** A session of a role, under its own name. */
  async enter(role: string, name: string): Promise<void> {
    const sts = new STSClient(this.#laptop.aws);
    try {
      const RoleArn = `arn:aws:iam::123456789012:role/${role}`;
      const { Credentials: found } = await sts.send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: name }),
      );
      this.#sessions[name] = {
        accessKeyId: String(found?.AccessKeyId),
        secretAccessKey: String(found?.SecretAccessKey),
        sessionToken: found?.SessionToken,
      };
    } finally {
      sts.destroy();
    }
  }

  /** A role that may invoke any API. */
  async make(RoleName: string): Promise<void> {
    await this.#iam(async (iam) => {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
      const Statement = [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }];
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "call", PolicyDocument }));
    });
  }

  async remove(RoleName: string): Promise<void> {
    await this.#iam(async (iam) => {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "call" }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
    });
  }

  async #iam(work: (iam: IAMClient) => Promise<void>): Promise<void> {
    const iam = new IAMClient(this.#laptop.aws);
    try {
      await work(iam);
    } finally {
      iam.destroy();
    }
  }
}
