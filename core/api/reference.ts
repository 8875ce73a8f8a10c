// docs/api.md: the routes, for people who write a client. Made from the same list as everything else.
import type * as z from "zod";
import { inlineSchema, type JsonSchema } from "./openapi/schemas.ts";
import { PROBLEMS } from "./problems.ts";
import { DEFAULT_BODY_BYTES, type RouteSpec } from "./route.ts";
import { allRoutes } from "./routes.ts";

const HEAD = `# The REST API, route by route

Made from \`core/api/routes/\` by \`npm run docs:api\`; a test holds it to them. How requests are signed, what all routes have alike, and what callers may do:
[docs/guide/serving.md](guide/serving.md). Schemas of bodies and answers, for tools: \`GET /openapi.json\`.
`;

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s*\n\s*/g, " ");

export function apiReference(): string {
  const byTag = Map.groupBy(allRoutes(), ([, { tag }]) => tag);
  const chapters = [...byTag].map(
    ([tag, routes]) => `## ${tag}\n\n${routes.map(([id, route]) => section(id, route)).join("\n")}`,
  );
  return [HEAD, ...chapters, problems()].join("\n");
}

function section(id: string, route: RouteSpec): string {
  const { method, path, summary, description } = route;
  const parts = [
    `### ${method} ${path}\n\n${summary}. \`${id}\``,
    description,
    permission(route),
    parameters(route),
    body(route),
    answers(route),
    refusals(route),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function permission({ permission: asked }: RouteSpec): string {
  if (!asked) return "";
  return asked.on
    ? `Needs the permission \`${asked.to}\` for \`{${asked.on}}\`.`
    : `Needs the permission \`${asked.to}\`.`;
}

function parameters({ method, request, keyRequired }: RouteSpec): string {
  const rows = (["path", "query", "headers"] as const).flatMap((place) =>
    Object.entries(request?.[place]?.shape ?? {}).map(([name, schema]) => {
      const { description = "", default: byDefault } = inlineSchema(schema as z.ZodType, "output");
      const required = !(schema as z.ZodType).safeParse(undefined).success;
      const fallback = byDefault === undefined ? "" : `\`${JSON.stringify(byDefault)}\``;
      return `| \`${name}\` | ${place === "headers" ? "header" : place} | ${cell(String(description))} | ${required ? "required" : fallback} |`;
    }),
  );
  if (method === "POST" && keyRequired)
    rows.push("| `idempotency-key` | header | A name of the caller's choice for this request. | required |");
  if (rows.length === 0) return "";
  return ["| parameter | in | what | default |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function body({ request }: RouteSpec): string {
  const spec = request?.body;
  if (!spec) return "";
  const schema = inlineSchema(spec.schema, "input");
  const types = (spec.types ?? ["application/json"]).map((type) => `\`${type}\``).join(" or ");
  const most = `${(spec.maxBytes ?? DEFAULT_BODY_BYTES) / 1024 / 1024} MiB`;
  return [`Body: ${types}, ${most} at most.`, members(schema)].filter(Boolean).join("\n\n");
}

/** A table of an object's members, one for each form where there are several. */
function members(schema: JsonSchema): string {
  const forms = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (forms) return forms.map(members).filter(Boolean).join("\n\nor\n\n");
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return "";
  const required = (schema.required ?? []) as string[];
  return [
    "| member | type | what | default |",
    "| --- | --- | --- | --- |",
    ...properties.map(([name, one]) => {
      const fallback = one.default === undefined ? "" : `\`${JSON.stringify(one.default)}\``;
      return `| \`${name}\` | ${cell(typeOf(one))} | ${cell(String(one.description ?? ""))} | ${required.includes(name) ? "required" : fallback} |`;
    }),
  ].join("\n");
}

function typeOf(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => `\`${one}\``).join(", ");
  const forms = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (forms) return [...new Set(forms.map(typeOf))].join(" or ");
  if (schema.type === "array") return `list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  return String(schema.type ?? "any value");
}

function answers({ answers: all }: RouteSpec): string {
  return Object.entries(all)
    .map(([status, { description, headers = {}, types }]) => {
      const named = Object.entries(headers).map(([name, says]) => `\`${name}\`: ${says}`);
      const others = types ? [`Also as ${types.map((type) => `\`${type}\``).join(", ")}.`] : [];
      return [`- **${status}** ${description}`, ...named, ...others].join(" ");
    })
    .join("\n");
}

const refusals = ({ problems = [] }: RouteSpec): string =>
  problems.length === 0
    ? ""
    : `Problems of its own: ${problems.map((code) => `\`${code}\` (${PROBLEMS[code].status})`).join(", ")}.`;

function problems(): string {
  return [
    "## Problems\n",
    "An answer of 4xx or 5xx is a problem document (RFC 9457), whose `type` is `urn:headrace:problem:` and a code:\n",
    "| code | status | title |",
    "| --- | --- | --- |",
    ...Object.entries(PROBLEMS).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`),
    "",
  ].join("\n");
}
