// A caller of a pipeline's REST API: a role of the account, made for a test, whose sessions sign their requests.
import { readFileSync } from "node:fs";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { localApiAddress } from "../../local/index.ts";
import { signedFetch } from "../../local/testing/signed-fetch.ts";
import type { Laptop } from "./laptop.ts";

const POLICY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" }],
};

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: each route answers in its own shape
  body: any;
}

export class ApiCaller {
  readonly #laptop: Laptop;
  readonly #role: string;

  constructor(laptop: Laptop, role: string) {
    this.#laptop = laptop;
    this.#role = role;
  }

  async make(): Promise<void> {
    const RoleName = this.#role;
    await this.#iam(async (iam) => {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: "{}" }));
      const PolicyDocument = JSON.stringify(POLICY);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "call", PolicyDocument }));
    });
  }

  async remove(): Promise<void> {
    const RoleName = this.#role;
    await this.#iam(async (iam) => {
      await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "call" }));
      await iam.send(new DeleteRoleCommand({ RoleName }));
    });
  }

  readonly get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    this.#ask(path, { method: "GET", headers });
  readonly delete = (path: string): Promise<Answer> => this.#ask(path, { method: "DELETE" });
  readonly post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
    this.#ask(path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    });

  /** Asks until what was begun has ended. */
  async ended(path: string): Promise<Answer> {
    for (;;) {
      const answer = await this.get(path);
      if (answer.body?.state !== "running") return answer;
    }
  }

  async #ask(path: string, init: Parameters<typeof signedFetch>[1]): Promise<Answer> {
    const { outputs } = JSON.parse(readFileSync(this.#laptop.stateFile, "utf8"));
    const base = localApiAddress(outputs.api_url.value, this.#laptop.local.endpoint);
    const response = await signedFetch(`${base}${path}`, init, {
      credentials: await this.#laptop.assumed(this.#role),
      service: "execute-api",
      region: this.#laptop.aws.region,
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = bytes.length > 0 && /json$/.test(response.headers.get("content-type") ?? "");
    const body = isJson ? JSON.parse(bytes.toString()) : undefined;
    return { status: response.status, headers: response.headers, bytes, body };
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
