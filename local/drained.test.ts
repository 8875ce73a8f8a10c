// What is asked of a local AWS that is slow to answer, or gone.
import { createServer, type RequestListener } from "node:http";
import { expect, test } from "@jest/globals";
import { status } from "./drained.ts";

const KEYS = { instance: "one", secretAccessKey: "secret" };

async function serving<T>(listener: RequestListener, work: (endpoint: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("an answer that is dropped, an error and one cut short are asked for again", async () => {
  let asked = 0;
  const found = await serving(
    (message, answer) => {
      asked += 1;
      if (asked === 1) message.socket.destroy();
      else if (asked === 2) answer.writeHead(500).end();
      else if (asked === 3) answer.writeHead(200).end('{"instance":');
      else answer.end('{"instance":"one"}');
    },
    (endpoint) => status({ endpoint, ...KEYS }),
  );
  expect(found.instance).toBe("one");
});

test("one that never answers is gone, and why is said", async () => {
  const refused = serving(
    (_message, answer) => void answer.writeHead(503).end(),
    (endpoint) => status({ endpoint, ...KEYS }),
  );
  await expect(refused).rejects.toMatchObject({
    code: "local_gone",
    exitCode: 3,
    message: expect.stringContaining("503"),
  });
});
