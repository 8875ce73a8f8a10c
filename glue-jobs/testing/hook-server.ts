// A hook at an HTTPS address of this machine: what it was asked, and what it answers.
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { certificate, identity } from "../../cli/tour/certificate.ts";

interface Request {
  authorization: string | undefined;
  type: string | undefined;
  body: string;
}

const DAY_MS = 24 * 3600 * 1000;

export class HookServer {
  requests: Request[] = [];
  /** Status and body of each answer in turn; the last of them from then on. */
  answers: [status: number, body: string][] = [[200, ""]];
  readonly url: string;
  /** Path of the certificate that whoever calls it must trust. */
  readonly authority: string;
  readonly #server: Server;

  private constructor(server: Server, authority: string) {
    this.#server = server;
    this.authority = authority;
    this.url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/imports`;
  }

  /** @param folder for its certificate */
  static async open(folder: string): Promise<HookServer> {
    const subject = identity("127.0.0.1");
    const [from, to] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)];
    const cert = certificate({ subject, from, to, hosts: [subject.name] });
    const authority = join(folder, "authority.pem");
    await writeFile(authority, cert);
    const key = subject.privateKey.export({ type: "pkcs8", format: "pem" });
    let self: HookServer | undefined;
    const server = createServer({ cert, key }, async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const { authorization, "content-type": type } = request.headers;
      self?.requests.push({ authorization, type, body });
      const [status, text] = self?.next() ?? [500, ""];
      response.writeHead(status, status === 302 ? { location: "https://example.org/" } : {}).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    self = new HookServer(server, authority);
    return self;
  }

  next(): [status: number, body: string] {
    return (this.answers.length > 1 ? this.answers.shift() : this.answers[0]) ?? [200, ""];
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
