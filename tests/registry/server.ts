// A registry in a folder, handed out over HTTPS with a certificate that it issued itself, as a web server of a team's would.
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { certificate, identity } from "../../cli/tour/certificate.ts";
import { archiveKey, moduleAddress } from "../../core/registry/address.ts";
import { answerRegistry, type RegistryAnswer } from "../../core/registry/answer.ts";

const DAY_MS = 24 * 3600 * 1000;

export interface HttpsServer {
  /** PEM, for those who are to trust it. */
  authority: string;
  /** 127.0.0.1:PORT: Terraform wants a dot in a host's name. */
  host: string;
  /** Paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

type Answer = (path: string, headers: NodeJS.Dict<string | string[]>) => Promise<RegistryAnswer | Buffer>;

export async function httpsServer(answer: Answer): Promise<HttpsServer> {
  const subject = identity("127.0.0.1");
  const [from, to] = [new Date(Date.now() - DAY_MS), new Date(Date.now() + DAY_MS)];
  const authority = certificate({ subject, from, to, hosts: [subject.name] });
  const asked: string[] = [];
  const key = subject.privateKey.export({ type: "pkcs8", format: "pem" });
  const server: Server = createServer({ key, cert: authority }, async (request, response) => {
    asked.push(request.url ?? "");
    try {
      const said = await answer(request.url ?? "", request.headers);
      if (Buffer.isBuffer(said)) return response.end(said);
      response.writeHead(said.status, said.headers).end(said.status === 204 ? undefined : said.body);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((done) => server.listen(0, subject.name, done));
  return {
    authority,
    host: `${subject.name}:${(server.address() as AddressInfo).port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The registry that `headrace publish --to DIR` wrote. */
export const folderServer = (dir: string): Promise<HttpsServer> =>
  httpsServer(async (path) => {
    const file = (key: string) => readFile(join(dir, key));
    if (path.endsWith(".zip")) return file(path.slice(1));
    return answerRegistry(path, {
      text: (key) => file(key).then(String, () => undefined),
      link: async (key) => `./${key.split("/").at(-1)}`,
    });
  });

export const archivePath = (dir: string, address: string, version: string): string => {
  const module = moduleAddress(address);
  if (!module) throw new Error(`${address} is no module's address`);
  return join(dir, archiveKey(module, version));
};
