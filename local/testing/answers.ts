// For tests: answers as AWS's services give them.
import type { ServiceResponse } from "../gateway/service.ts";

export type Json = Record<string, unknown>;

export const xml = (body: string, status = 200): ServiceResponse => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<?xml version="1.0"?>${body}`,
});
export const json = (body: unknown, status = 200): ServiceResponse => ({
  status,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(body),
});
