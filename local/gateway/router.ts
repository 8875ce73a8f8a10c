// From a request to the service that answers it: one of our own, or moto.
import { awsError } from "./errors.ts";
import { bodyOf } from "./forward.ts";
import type { Forward, LocalService, Observer, ServiceRequest, ServiceResponse } from "./service.ts";

/** Says whether the caller may make the request: undefined lets it pass, an answer refuses it. */
export type Guard = (request: ServiceRequest) => Promise<ServiceResponse | undefined>;

export interface Router {
  dispatch: Forward;
  /** Requests of the local AWS itself, which are neither guarded nor observed. */
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

/** A call of the local AWS itself names an operation and no target; the service of its request knows it. */
function withTarget(request: ServiceRequest, service: LocalService | undefined): ServiceRequest {
  const target = service?.target;
  if (!target || !request.operation || "x-amz-target" in request.headers) return request;
  // SQS speaks two protocols.
  if (request.errors === "query") return request;
  return {
    ...request,
    headers: {
      ...request.headers,
      "content-type": `application/x-amz-json-${target.version}`,
      "x-amz-target": `${target.prefix}.${request.operation}`,
    },
  };
}

/**
 * @param parts.forward to moto
 * @param parts.services may still grow: a service is asked for when a request for it comes
 */
export function router(parts: {
  forward: Forward;
  services: readonly LocalService[];
  guards: readonly Guard[];
  observers: readonly Observer[];
}): Router {
  const serviceOf = (name: string): LocalService | undefined =>
    parts.services.find(({ services }) => services.includes(name));
  const moto: Forward = async (request) => readable(request, await parts.forward(request));
  const internal: Forward = async (plain) => {
    const service = serviceOf(plain.service);
    const request = withTarget(plain, service);
    const response = await answered(request, service);
    for (const one of parts.services) one.witness?.(request, response);
    return response;
  };
  const answered = (request: ServiceRequest, service: LocalService | undefined): Promise<ServiceResponse> => {
    // What a service asks of another one goes there; what it leaves to others, to moto.
    const onward: Forward = (next) =>
      serviceOf(next.service) === service ? moto(withTarget(next, service)) : internal(next);
    for (const other of parts.services) {
      const taken = other.intercept?.(request, onward);
      if (taken) return taken;
    }
    return service?.handle?.(request, onward) ?? moto(request);
  };

  const judged: Forward = async (request) => {
    for (const guard of parts.guards) {
      const refusal = await guard(request);
      if (refusal) return refusal;
    }
    const response = await internal(request);
    for (const observe of parts.observers) observe(request, response);
    for (const service of parts.services) service.observe?.(request, response);
    return response;
  };

  return {
    internal,
    dispatch: async (request) => {
      const audits = [];
      for (const service of parts.services) {
        const told = await service.audit?.(request);
        if (told) audits.push(told);
      }
      const answer = await judged(request);
      if (audits.length === 0) return answer;
      // Why a request failed stands in its answer, which is read for it; what was asked for is passed on as it comes.
      const response = answer.status < 400 ? answer : { ...answer, body: await bodyOf(answer) };
      for (const told of audits) told(response);
      return response;
    },
    close: async () => {
      for (const service of parts.services) await service.close?.();
    },
  };
}
