// What Lambda refuses of a function's configuration by its quotas, in Lambda's words; moto takes anything.
// Source: AWS Lambda Developer Guide, "Lambda quotas" and "Configuring reserved concurrency".
import { awsError } from "../../gateway/errors.ts";
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { parseFunctionName } from "./functions.ts";

/** Names and values of a function's environment together, as JSON. */
const ENVIRONMENT_BYTES = 4096;
/** Concurrency that Lambda keeps for functions that reserve none: all of it in a new account, whose quota may be 10. */
const MOST_KEPT = 100;

const CONCURRENCY = /^\/[\d-]+\/functions\/([^/]+)\/concurrency\/?$/;
const ONE = /^\/2015-03-31\/functions\/([^/]+)\/?$/;
const CONFIGURES = /^\/2015-03-31\/functions(?:\/?|\/[^/]+\/configuration\/?)$/;

interface Input {
  Environment?: { Variables?: Record<string, string> };
  ReservedConcurrentExecutions?: number;
}

const keyOf = (request: ServiceRequest, name: string): string =>
  `${request.region}/${parseFunctionName(name).name}`;

export class Quotas {
  /** Invocations that may run at once in a region of the account. */
  readonly #concurrency: number;
  /** Region and function → what it has reserved, for as long as moto keeps it: in memory. */
  readonly #reserved = new Map<string, number>();

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** What a function has reserved; moto tells of no reservation of 0, which stops a function. */
  reservedOf(region: string, name: string): number | undefined {
    return this.#reserved.get(`${region}/${name}`);
  }

  /** The answer to a request that Lambda would refuse. */
  refusal(request: ServiceRequest): ServiceResponse | undefined {
    const message = this.#fault(request);
    return message === undefined
      ? undefined
      : awsError(request, 400, "InvalidParameterValueException", message);
  }

  #fault(request: ServiceRequest): string | undefined {
    const { method, path } = request;
    const input = () => JSON.parse(request.body.toString("utf8") || "{}") as Input;
    if ((method === "POST" || method === "PUT") && CONFIGURES.test(path)) {
      const measured = JSON.stringify(input().Environment?.Variables ?? {});
      if (Buffer.byteLength(measured) > ENVIRONMENT_BYTES)
        return `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${measured}`;
    }
    const name = CONCURRENCY.exec(path)?.[1];
    if (method !== "PUT" || name === undefined) return undefined;
    const key = keyOf(request, name);
    const others = [...this.#reserved].filter(
      ([other]) => other !== key && other.startsWith(`${request.region}/`),
    );
    const wanted = input().ReservedConcurrentExecutions ?? 0;
    const left = this.#concurrency - others.reduce((sum, [, reserved]) => sum + reserved, wanted);
    const kept = Math.min(MOST_KEPT, this.#concurrency);
    return wanted > 0 && left < kept
      ? `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${kept}].`
      : undefined;
  }

  /** Remembers what a request has reserved or given back, once it was answered. */
  observe(request: ServiceRequest, response: ServiceResponse): void {
    if (response.status >= 300) return;
    const name = (CONCURRENCY.exec(request.path) ?? ONE.exec(request.path))?.[1];
    if (name === undefined) return;
    if (request.method === "DELETE") this.#reserved.delete(keyOf(request, name));
    if (request.method !== "PUT" || !CONCURRENCY.test(request.path)) return;
    const { ReservedConcurrentExecutions } = JSON.parse(request.body.toString("utf8")) as Input;
    this.#reserved.set(keyOf(request, name), ReservedConcurrentExecutions ?? 0);
  }
}
