// The AWS JSON 1.1 protocol, which both engines' APIs speak: a body in, a body or a typed error out.
import { randomUUID } from "node:crypto";
import { awsError } from "./errors.ts";
import type { ServiceRequest, ServiceResponse } from "./service.ts";

/** An error of the API, such as InvalidRequestException. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: Record<string, unknown>;

  constructor(code: string, message: string, fields: Record<string, unknown> = {}, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}

export function jsonBody<T>(request: ServiceRequest): T {
  if (request.body.length === 0) return {} as T;
  try {
    return JSON.parse(request.body.toString("utf8")) as T;
  } catch {
    throw new ApiError("SerializationException", "The request's body is not JSON.");
  }
}

export function jsonAnswer(value: unknown): ServiceResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(value),
  };
}

/** An ApiError as the API gives it; anything else is thrown on. */
export function errorAnswer(request: ServiceRequest, error: unknown): ServiceResponse {
  if (!(error instanceof ApiError)) throw error;
  const answer = awsError(request, error.status, error.code, error.message);
  if (Object.keys(error.fields).length === 0) return answer;
  return { ...answer, body: JSON.stringify({ ...JSON.parse(String(answer.body)), ...error.fields }) };
}

export const epochSeconds = (milliseconds: number): number => milliseconds / 1000;
