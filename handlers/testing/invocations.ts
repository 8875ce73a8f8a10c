// Lambda's address, where calls of functions are only written down: for a handler that calls itself in the background.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Invocations {
  /** For AWS_ENDPOINT_URL_LAMBDA. */
  readonly url: string;
  /** The kind of each call and its payload, in order: `Event {"task_id":"…"}`. */
  readonly calls: readonly string[];
  close(): void;
}

export async function recordInvocations(): Promise<Invocations> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      calls.push(`${request.headers["x-amz-invocation-type"]} ${Buffer.concat(chunks)}`);
      response.writeHead(202).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => server.close() };
}
