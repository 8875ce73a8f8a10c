// By what a service of the local AWS says that it makes a request on its own account, for who records requests.
import type { ServiceRequest } from "./service.ts";

/** The gateway takes headers of this form from everybody else. */
const HEADER = "x-headrace-invoked-by";

/** @param service its signing name */
export const invokedBy = (service: string): Record<string, string> => ({
  [HEADER]: `${service}.amazonaws.com`,
});

/** The principal of the service that makes it, where one does. */
export const invokerOf = (request: ServiceRequest): string | undefined => request.headers[HEADER];
