// A MOCK integration: the status that its request template names, and the response that is defined for it.
import type { ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { type Context, fill, variablesOf } from "./context.ts";
import type { Integration } from "./definition.ts";
import { Refusal } from "./gateway-responses.ts";

/** The template for the request's type; application/json is the one for requests that name none. */
function templateFor(
  request: ServiceRequest,
  templates: Readonly<Record<string, string | null>>,
): string | undefined {
  const type = (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
  return templates[type] ?? templates["application/json"] ?? templates.$default ?? undefined;
}

/** @throws Refusal where no response is defined for the status */
export function mockResponse(
  request: ServiceRequest,
  integration: Integration,
  context: Context,
): ServiceResponse {
  const template = templateFor(request, integration.requestTemplates ?? {});
  const code = /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(template ?? "")?.[1];
  if (!code) throw new Refusal("API_CONFIGURATION_ERROR");
  const chosen =
    integration.responses.find(
      ({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(code),
    ) ?? integration.responses.find(({ selectionPattern }) => !selectionPattern);
  if (!chosen) throw new Refusal("API_CONFIGURATION_ERROR");
  const headers: Record<string, string> = { "content-type": "application/json" };
  for (const [target, source] of Object.entries(chosen.responseParameters ?? {})) {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    const constant = /^'(.*)'$/s.exec(source)?.[1];
    const value = constant ?? variablesOf(context)[/^context\.(.+)$/.exec(source)?.[1] ?? ""];
    if (name && value !== undefined) headers[name.toLowerCase()] = value;
  }
  const [type, body] =
    Object.entries(chosen.responseTemplates ?? {}).find(([name]) => name === "application/json") ??
    Object.entries(chosen.responseTemplates ?? {})[0] ??
    [];
  if (type && !("content-type" in (chosen.responseParameters ?? {}))) headers["content-type"] ??= type;
  return { status: Number(chosen.statusCode), headers, body: body ? fill(body, context, "") : "" };
}
