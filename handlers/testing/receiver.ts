// An HTTPS endpoint of this machine, which keeps what SNS posts to it.
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { certificate, identity } from "../../cli/tour/certificate.ts";

const DAY_MS = 24 * 3600 * 1000;

export type Posted = Readonly<Record<string, string | undefined>>;

export class Receiver {
  readonly #server: ReturnType<typeof createServer>;
  readonly #posts: Posted[] = [];
  readonly #waiting: ((post: Posted) => void)[] = [];

  private constructor() {
    const own = identity("127.0.0.1");
    const [from, to] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)];
    this.#server = createServer(
      {
        key: own.privateKey.export({ type: "pkcs8", format: "pem" }),
        cert: certificate({ subject: own, from, to }),
      },
      async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk);
        response.end();
        this.#take(JSON.parse(Buffer.concat(chunks).toString()));
      },
    );
  }

  static async listen(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((resolve) => receiver.#server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get endpoint(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}/sns`;
  }

  /** What is posted next, or was and has not been asked for yet. */
  next(): Promise<Posted> {
    const post = this.#posts.shift();
    return post ? Promise.resolve(post) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(post: Posted): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(post);
    else this.#posts.push(post);
  }
}
