// The control plane of REST APIs: moto's, with what it loses of an API kept here, and a picture of each deployment.
import { parse } from "yaml";
import { callRest } from "../../gateway/call.ts";
import { awsError } from "../../gateway/errors.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import type { Definition } from "./definition.ts";
import { type MotoApi, readDefinition, withDocument } from "./moto-definition.ts";
import { type Document, definitionOf, forMoto } from "./openapi.ts";

const APIS = /^\/restapis\/?$/;
const ONE = /^\/restapis\/([^/]+)\/?$/;
const DEPLOYMENTS = /^\/restapis\/([^/]+)\/deployments\/?$/;

interface Operation {
  op: string;
  path: string;
  value?: string;
}

/** What moto does not keep of an API, or reads wrongly. */
interface Kept {
  document?: Document | undefined;
  binaryMediaTypes: string[];
  disableExecuteApiEndpoint?: boolean | undefined;
}

const isDocument = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && ("openapi" in value || "swagger" in value);

/** Merges as API Gateway merges documents: what the newer one defines goes before. */
function merged(older: Document, newer: Document): Document {
  const result: Document = { ...older };
  for (const [name, value] of Object.entries(newer)) {
    const before = result[name];
    const objects = [before, value].every(
      (one) => typeof one === "object" && one !== null && !Array.isArray(one),
    );
    result[name] = objects ? merged(before as Document, value as Document) : value;
  }
  return result;
}

export class RestControl {
  readonly #forward: Forward;
  readonly #apis = new Map<string, Kept>();
  /** By API and deployment. */
  readonly #deployed = new Map<string, Definition>();

  constructor(forward: Forward) {
    this.#forward = forward;
  }

  /** An API as it was when it was deployed. */
  deployed(apiId: string, deploymentId: string): Definition | undefined {
    return this.#deployed.get(`${apiId} ${deploymentId}`);
  }

  /** Whether the API answers at its own address. */
  disabled(apiId: string): boolean {
    return this.#apis.get(apiId)?.disableExecuteApiEndpoint === true;
  }

  async handle(request: ServiceRequest, moto: Forward): Promise<ServiceResponse> {
    const { method, path } = request;
    const apiId = ONE.exec(path)?.[1];
    if (APIS.test(path) && method === "POST") return this.#create(request, moto);
    if (apiId && method === "PUT") return this.#put(request, apiId, moto);
    if (apiId && method === "PATCH") return this.#patch(request, apiId, moto);
    if (apiId && method === "DELETE") {
      this.#apis.delete(apiId);
      return moto(request);
    }
    if (apiId && method === "GET") return this.#whole(await moto(request), request.region, moto);
    const deploys = DEPLOYMENTS.exec(path)?.[1];
    const response = await moto(request);
    if (deploys && method === "POST" && response.status < 300) {
      const { id } = JSON.parse((await bodyOf(response)).toString("utf8")) as { id: string };
      this.#deployed.set(`${deploys} ${id}`, await this.definition(request.region, deploys));
    }
    return response;
  }

  /** An API as it is now. */
  async definition(region: string, apiId: string): Promise<Definition> {
    const read = await readDefinition(this.#forward, region, apiId);
    const document = this.#apis.get(apiId)?.document;
    return document ? withDocument(read, definitionOf(document)) : read;
  }

  #read(request: ServiceRequest): Document | undefined {
    try {
      // YAML takes JSON too.
      const value: unknown = parse(request.body.toString("utf8"), { maxAliasCount: 1000 });
      return isDocument(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  async #create(request: ServiceRequest, moto: Forward): Promise<ServiceResponse> {
    const document = this.#read(request);
    const asked = document ? { ...request, body: Buffer.from(JSON.stringify(forMoto(document))) } : request;
    const response = await moto(asked);
    if (response.status >= 300) return response;
    const { id } = JSON.parse((await bodyOf(response)).toString("utf8")) as MotoApi;
    const input = document ? {} : (JSON.parse(request.body.toString("utf8") || "{}") as Partial<MotoApi>);
    this.#apis.set(id, {
      document,
      binaryMediaTypes: document ? definitionOf(document).binaryMediaTypes : (input.binaryMediaTypes ?? []),
      disableExecuteApiEndpoint: input.disableExecuteApiEndpoint,
    });
    return this.#whole(response, request.region, moto);
  }

  async #put(request: ServiceRequest, apiId: string, moto: Forward): Promise<ServiceResponse> {
    const document = this.#read(request);
    if (!document)
      return awsError(
        request,
        400,
        "BadRequestException",
        "Unable to parse the body: it is no OpenAPI document.",
      );
    const kept = this.#of(apiId);
    const whole =
      request.query.get("mode") === "merge" && kept.document ? merged(kept.document, document) : document;
    // moto adds a path that it has already a second time: it gets all of them anew.
    const query = new URLSearchParams(request.query);
    query.set("mode", "overwrite");
    const response = await moto({ ...request, query, body: Buffer.from(JSON.stringify(forMoto(whole))) });
    if (response.status >= 300) return response;
    kept.document = whole;
    const types = definitionOf(whole).binaryMediaTypes;
    if (types.length > 0) kept.binaryMediaTypes = types;
    return this.#whole(response, request.region, moto);
  }

  /** Takes from a PATCH what moto would keep wrongly. */
  async #patch(request: ServiceRequest, apiId: string, moto: Forward): Promise<ServiceResponse> {
    const { patchOperations = [] } = JSON.parse(request.body.toString("utf8")) as {
      patchOperations?: Operation[];
    };
    const kept = this.#of(apiId);
    const theirs = patchOperations.filter(({ op, path, value }) => {
      if (path === "/disableExecuteApiEndpoint") {
        kept.disableExecuteApiEndpoint = value === "true";
        return false;
      }
      const type = /^\/binaryMediaTypes(?:\/(.+))?$/.exec(path);
      if (!type) return true;
      const named = (type[1] ?? value ?? "").replaceAll("~1", "/").replaceAll("~0", "~");
      const others = kept.binaryMediaTypes.filter((one) => one !== named);
      if (op === "remove") kept.binaryMediaTypes = others;
      else if (op === "replace") kept.binaryMediaTypes = [...others, (value ?? named).replaceAll("~1", "/")];
      else kept.binaryMediaTypes = [...others, named];
      return false;
    });
    const body = Buffer.from(JSON.stringify({ patchOperations: theirs }));
    return this.#whole(await moto({ ...request, body }), request.region, moto);
  }

  #of(apiId: string): Kept {
    let kept = this.#apis.get(apiId);
    if (!kept) {
      kept = { binaryMediaTypes: [] };
      this.#apis.set(apiId, kept);
    }
    return kept;
  }

  /** moto's answer about an API with what is kept here; the root's id, which moto forgets to change with the root. */
  async #whole(response: ServiceResponse, region: string, moto: Forward): Promise<ServiceResponse> {
    if (response.status >= 300) return response;
    const api = JSON.parse((await bodyOf(response)).toString("utf8")) as MotoApi & {
      rootResourceId?: string;
    };
    const kept = this.#apis.get(api.id);
    if (!kept) return response;
    const { item = [] } = await callRest<{ item?: { id: string; path: string }[] }>(
      moto,
      "apigateway",
      region,
      "GET",
      `/restapis/${api.id}/resources`,
    );
    const documented = kept.document && definitionOf(kept.document).policy;
    const policy = api.policy ?? (documented ? JSON.stringify(documented) : undefined);
    const whole = {
      ...api,
      ...(policy && { policy: escaped(policy) }),
      binaryMediaTypes: kept.binaryMediaTypes,
      disableExecuteApiEndpoint: kept.disableExecuteApiEndpoint ?? api.disableExecuteApiEndpoint,
      rootResourceId: item.find(({ path }) => path === "/")?.id ?? api.rootResourceId,
    };
    return { ...response, headers: withoutLength(response.headers), body: JSON.stringify(whole) };
  }
}

/** API Gateway gives a policy with its quotes escaped, and its clients undo that. */
const escaped = (policy: string): string =>
  policy.startsWith('{\\"') ? policy : JSON.stringify(policy).slice(1, -1);

const withoutLength = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "content-length"));
