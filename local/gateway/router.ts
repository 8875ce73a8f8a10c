// From a request to the service that answers it: a plug-in, or moto behind the mends of its gaps.
import { awsError } from "./errors.ts";
import { bodyOf } from "./forward.ts";
import type { Forward, LocalService, ServiceRequest, ServiceResponse } from "./service.ts";

/**
 * Mends one gap of moto. It answers the request itself, or changes what goes to moto or comes back from it; it returns
 * undefined where it has nothing to do with the request.
 */
export type Mend = (request: ServiceRequest, forward: Forward) => Promise<ServiceResponse> | undefined;

/** Says whether the caller may make the request: undefined lets it pass, an answer refuses it. */
export type Guard = (request: ServiceRequest) => Promise<ServiceResponse | undefined>;

/** Sees every request that was answered, such as to wake what waits for it. */
export type Observer = (request: ServiceRequest, response: ServiceResponse) => void;

export interface Router {
  dispatch: Forward;
  /** Requests of the local AWS itself: mended, neither guarded nor observed. */
  internal: Forward;
  close(): Promise<void>;
}

/** moto answers what it does not know with a page for people; callers get an error of their own protocol. */
async function readable(request: ServiceRequest, response: ServiceResponse): Promise<ServiceResponse> {
  const type = response.headers["content-type"] ?? "";
  if (response.status < 400 || !type.startsWith("text/html") || request.method === "HEAD") return response;
  const page = (await bodyOf(response)).toString("utf8");
  if (!/<!doctype html>|<html/i.test(page.slice(0, 200))) return { ...response, body: page };
  // Whether moto knows no such operation or fails on it: its page speaks of a web server, which the caller did not ask.
  const what = request.operation ?? `${request.method} ${request.path}`;
  return awsError(
    request,
    400,
    "UnsupportedOperationException",
    `The local AWS cannot do ${request.service} ${what}.`,
  );
}

export function router(parts: {
  forward: Forward;
  services: readonly LocalService[];
  mends: readonly Mend[];
  guards: readonly Guard[];
  observers: readonly Observer[];
}): Router {
  const byName = new Map(
    parts.services.flatMap((service) => service.services.map((name) => [name, service] as const)),
  );
  const mended = parts.mends.reduceRight<Forward>(
    (next, mend) => (request) => mend(request, next) ?? next(request),
    async (request) => readable(request, await parts.forward(request)),
  );
  const internal: Forward = (request) => {
    const service = byName.get(request.service);
    if (!service) return mended(request);
    // What a service asks of another one goes there; what it does not do itself, to moto.
    return service.handle(request, (onward) =>
      byName.get(onward.service) === service ? mended(onward) : internal(onward),
    );
  };

  return {
    internal,
    dispatch: async (request) => {
      for (const guard of parts.guards) {
        const refusal = await guard(request);
        if (refusal) return refusal;
      }
      const response = await internal(request);
      for (const observe of parts.observers) observe(request, response);
      return response;
    },
    close: async () => {
      for (const service of parts.services) await service.close?.();
    },
  };
}
