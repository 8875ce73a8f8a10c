// A way to the local Redshift on which calls fail as those over a network to a busy service do: refused for now, cut off
// after they were answered, late, or with a statement that fails for a reason which a small warehouse never has.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { LocalRedshift } from "./local-redshift.ts";

export interface Call {
  operation: string;
  input: Record<string, unknown>;
}

/** Happens to the next call of an operation, once. */
interface CallFault {
  operation: string;
  /** The service refuses the call, which has no effect. */
  exception?: string;
  message?: string;
  /** The call has its effect, and the socket is closed before its answer. */
  cutOff?: boolean;
  /** Milliseconds that the answer takes longer. */
  lateMs?: number;
}

/** Statements that match fail this many times, and Redshift gives these words for it. */
interface StatementFault {
  pattern: RegExp;
  message: string;
  times: number;
}

export class FaultyRedshift {
  readonly redshift: LocalRedshift;
  readonly endpoint: string;
  /** Every call, in order. */
  readonly calls: Call[] = [];
  readonly callFaults: CallFault[] = [];
  readonly failures: StatementFault[] = [];
  readonly #server: Server;
  /** The words for the failed statement of an id; those of a batch by their number. */
  readonly #words = new Map<string, Map<number, string>>();

  private constructor(redshift: LocalRedshift, server: Server) {
    this.redshift = redshift;
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<FaultyRedshift> {
    const redshift = await LocalRedshift.start();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FaultyRedshift(redshift, server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.redshift.stop();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = String(request.headers["x-amz-target"]).replace("RedshiftData.", "");
    const input = JSON.parse(Buffer.concat(chunks).toString());
    this.calls.push({ operation, input });
    response.setHeader("content-type", "application/x-amz-json-1.1");
    const at = this.callFaults.findIndex((fault) => fault.operation === operation);
    const [fault] = at < 0 ? [] : this.callFaults.splice(at, 1);
    if (fault?.exception) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: fault.exception, message: fault.message ?? "" }));
      return;
    }
    const broken = this.#broken(input);
    const answer = await fetch(this.redshift.endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `RedshiftData.${operation}` },
      body: JSON.stringify(broken.input),
    });
    const text = await answer.text();
    if (broken.words.size > 0 && answer.ok) this.#words.set(JSON.parse(text).Id, broken.words);
    if (fault?.lateMs) await sleep(fault.lateMs, undefined, { ref: false });
    if (fault?.cutOff) {
      request.socket.destroy();
      return;
    }
    response.statusCode = answer.status;
    response.end(operation === "DescribeStatement" ? this.#inItsWords(text) : text);
  }

  /** The call with those of its statements made to fail that are to; they fail in Redshift itself, and as its own do. */
  #broken(input: Record<string, unknown>): { input: Record<string, unknown>; words: Map<number, string> } {
    const words = new Map<number, string>();
    const breaking = (sql: string, index: number): string => {
      const failure = this.failures.find(({ pattern, times }) => times > 0 && pattern.test(sql));
      if (!failure) return sql;
      failure.times--;
      words.set(index, `ERROR: ${failure.message}`);
      return `${sql} fails here`;
    };
    const { Sql, Sqls } = input;
    if (typeof Sql === "string") return { input: { ...input, Sql: breaking(Sql, 0) }, words };
    if (Array.isArray(Sqls)) return { input: { ...input, Sqls: Sqls.map(breaking) }, words };
    return { input, words };
  }

  #inItsWords(text: string): string {
    const described = JSON.parse(text);
    const words = this.#words.get(described.Id);
    if (!words || described.Status !== "FAILED") return text;
    const [first] = [...words.values()];
    described.Error = first;
    for (const [index, message] of words) {
      const one = described.SubStatements?.[index];
      if (one?.Status === "FAILED") one.Error = message;
    }
    return JSON.stringify(described);
  }
}
