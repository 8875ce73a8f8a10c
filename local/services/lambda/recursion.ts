// Lambda's loop detection: how often a chain of invocations has come to the same function, told by the trace header that
// every AWS SDK inside a function passes on; and the setting by which a function may invoke itself without end.
// Source: AWS Lambda Developer Guide, "Lambda recursive loop detection". Chains through SQS and SNS are not followed here.
import { createHash } from "node:crypto";
import { awsError, jsonResponse } from "../../gateway/errors.ts";
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { parseFunctionName } from "./functions.ts";

/** Invocations of one chain by one function; the next one is stopped. */
const MOST = 16;

const CONFIG = /^\/2024-08-31\/functions\/([^/]+)\/recursion-config\/?$/;
const ONE = /^\/2015-03-31\/functions\/([^/]+)\/?$/;
const LINEAGE = /(?:^|;)\s*Lineage=([^;]*)/;

export class Recursion {
  /** Region and name of the functions that may go round, for as long as moto keeps them: in memory. */
  readonly #allowed = new Set<string>();

  /**
   * Answers GetFunctionRecursionConfig and PutFunctionRecursionConfig.
   * @param exists whether moto knows a function of that name
   */
  async handle(
    request: ServiceRequest,
    exists: (name: string) => Promise<boolean>,
  ): Promise<ServiceResponse | undefined> {
    if (request.method === "DELETE") {
      const deleted = ONE.exec(request.path)?.[1];
      if (deleted !== undefined) this.#allowed.delete(keyOf(request.region, deleted));
    }
    const text = CONFIG.exec(request.path)?.[1];
    if (text === undefined) return undefined;
    const { name } = parseFunctionName(text);
    if (!(await exists(name)))
      return awsError(request, 404, "ResourceNotFoundException", `Function not found: ${name}`);
    const key = keyOf(request.region, text);
    if (request.method === "PUT") {
      const { RecursiveLoop } = JSON.parse(request.body.toString("utf8")) as { RecursiveLoop?: string };
      if (RecursiveLoop !== "Allow" && RecursiveLoop !== "Terminate")
        return awsError(
          request,
          400,
          "InvalidParameterValueException",
          `1 validation error detected: Value '${RecursiveLoop}' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy enum value set: [Allow, Terminate]`,
        );
      if (RecursiveLoop === "Allow") this.#allowed.add(key);
      else this.#allowed.delete(key);
    }
    return jsonResponse(200, { RecursiveLoop: this.#allowed.has(key) ? "Allow" : "Terminate" });
  }

  /** The lineage for an invocation of a function, and whether it goes round once too often. */
  next(functionArn: string, traceHeader: string | undefined): { lineage: string; stopped: boolean } {
    const hash = createHash("sha256").update(functionArn).digest("hex").slice(0, 8);
    const counts = new Map(
      (LINEAGE.exec(traceHeader ?? "")?.[1] ?? "")
        .split("|")
        .filter(Boolean)
        .map((part) => [String(part.split(":")[0]), Number(part.split(":")[1])] as const),
    );
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    const [, , , region = ""] = functionArn.split(":");
    return {
      lineage: [...counts].map((pair) => pair.join(":")).join("|"),
      stopped: count > MOST && !this.#allowed.has(keyOf(region, functionArn)),
    };
  }
}

const keyOf = (region: string, text: string): string => `${region}/${parseFunctionName(text).name}`;
