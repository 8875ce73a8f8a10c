// Whether a request has the parameters that its method asks for, and a body that fits its model.
import type { ServiceRequest } from "../../gateway/service.ts";
import type { Method } from "./definition.ts";
import { Refusal } from "./gateway-responses.ts";
import { type Schema, schemaErrors } from "./json-schema.ts";

function has(
  request: ServiceRequest,
  parameters: Readonly<Record<string, string>>,
  place: string,
  name: string,
): boolean {
  if (place === "path") return Object.hasOwn(parameters, name);
  // A header or a query parameter that says nothing counts as missing.
  if (place === "header") return (request.headers[name.toLowerCase()] ?? "") !== "";
  return (request.query.get(name) ?? "") !== "";
}

/** @throws Refusal where the method's validator does not let the request through */
export function validate(
  request: ServiceRequest,
  method: Method,
  parameters: Readonly<Record<string, string>>,
  models: Readonly<Record<string, Schema>>,
): void {
  const { validator } = method;
  if (validator?.parameters) {
    const missing: string[] = [];
    for (const [source, required] of Object.entries(method.requestParameters)) {
      const [, place, name] = /^method\.request\.(path|header|querystring)\.(.+)$/.exec(source) ?? [];
      if (required && place && name && !has(request, parameters, place, name)) missing.push(name);
    }
    if (missing.length > 0)
      throw new Refusal("BAD_REQUEST_PARAMETERS", {
        message: `Missing required request parameters: [${missing.join(", ")}]`,
      });
  }
  if (!validator?.body) return;
  const type =
    (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim().toLowerCase() ?? "";
  // A body of a type for which there is no model is not looked at.
  const model = Object.entries(method.requestModels).find(([name]) => name.toLowerCase() === type)?.[1];
  if (model === undefined || model === true) return;
  const wrong = (words: string): Refusal => new Refusal("BAD_REQUEST_BODY", {}, words);
  if (request.body.length === 0) {
    if (!method.bodyRequired) return;
    throw wrong("Request body is required");
  }
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString("utf8"));
  } catch {
    throw wrong("Invalid JSON");
  }
  const errors = schemaErrors(value, model, models);
  if (errors.length > 0) throw wrong(`[${errors.join(", ")}]`);
}
