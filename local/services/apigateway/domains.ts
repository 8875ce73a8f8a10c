// Domains of one's own: requests whose Host is one that Terraform made are for the API that its mapping names. Nothing resolves
// such a name on this machine; a client sends it as the header Host, or connects to the local AWS for it.
// Source: API Gateway Developer Guide, "Custom domain name for public REST APIs": the longest base path that fits.
import { CallError, callRest } from "../../gateway/call.ts";
import type { Forward, ServiceRequest, ServiceResponse, Unsigned } from "../../gateway/service.ts";
import { decodeSegment, type Invocation } from "./address.ts";

const NAMES = /^\/domainnames\/?$/;
const ONE = /^\/domainnames\/([^/]+)\/?$/;

interface Mapping {
  basePath?: string;
  restApiId: string;
  stage?: string;
}

const nameOf = (host: string): string => host.replace(/:\d+$/, "").toLowerCase();
const hostOf = ({ headers }: Pick<Unsigned, "headers">): string => nameOf(headers.host ?? "");

export class Domains {
  readonly #forward: Forward;
  /** Name → region. */
  readonly #regions = new Map<string, string>();

  constructor(forward: Forward) {
    this.#forward = forward;
  }

  has(request: Pick<Unsigned, "headers">): boolean {
    return this.#regions.has(hostOf(request));
  }

  isName(host: string): boolean {
    return this.#regions.has(nameOf(host));
  }

  /** Looks at what the control plane was asked and has done. */
  note({ method, path, region, body }: ServiceRequest, { status }: ServiceResponse): void {
    if (status >= 300) return;
    if (NAMES.test(path) && method === "POST") {
      const { domainName } = JSON.parse(body.toString("utf8")) as { domainName?: string };
      if (domainName) this.#regions.set(domainName.toLowerCase(), region);
    }
    const name = ONE.exec(path)?.[1];
    if (name && method === "DELETE") this.#regions.delete(decodeSegment(name).toLowerCase());
  }

  /** Undefined where no mapping takes the path. */
  async invocationOf(
    request: Pick<Unsigned, "headers" | "path">,
  ): Promise<(Invocation & { stage: string }) | undefined> {
    const host = hostOf(request);
    const region = this.#regions.get(host);
    if (region === undefined) return undefined;
    const { item = [] } = await callRest<{ item?: Mapping[] }>(
      this.#forward,
      "apigateway",
      region,
      "GET",
      `/domainnames/${encodeURIComponent(host)}/basepathmappings`,
    ).catch((error: unknown): { item?: Mapping[] } => {
      // moto fails where a domain has no mapping yet.
      if (error instanceof CallError) return {};
      throw error;
    });
    const { path } = request;
    const found = item
      .map((mapping) => ({ ...mapping, prefix: prefixOf(mapping) }))
      .filter(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
      .sort((one, other) => other.prefix.length - one.prefix.length)[0];
    if (!found?.stage) return undefined;
    const { restApiId: apiId, stage, prefix } = found;
    return { apiId, stage, region, prefix, path: path.slice(prefix.length) || "/" };
  }
}

const prefixOf = ({ basePath = "" }: Mapping): string =>
  basePath === "" || basePath === "(none)" ? "" : `/${basePath}`;
