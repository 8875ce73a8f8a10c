// The REST API's reference as one page of HTML, for a browser: no script, nothing from the network. Made of the OpenAPI document,
// so that it says what clients are generated from.

/** How a route is asked. */
export interface CurlLine {
  /** Its operationId. */
  route: string;
  summary: string;
  curl: string;
}

type Schema = Readonly<Record<string, unknown>>;

interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema?: Schema;
}

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string }>;
}

interface Route extends Operation {
  method: string;
  path: string;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const asText = (text: unknown): string => String(text).replace(/[&<>"]/g, (one) => ESCAPES[one] ?? one);
/** Text in which `code` is written as in Markdown. */
const prose = (text: string): string => asText(text).replace(/`([^`]+)`/g, "<code>$1</code>");

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; grid-template-columns: minmax(14rem, 20rem) minmax(0, 60rem); gap: 2rem; margin: 0 auto; padding: 1rem; max-width: 84rem; }
nav { position: sticky; top: 1rem; align-self: start; max-height: 95vh; overflow: auto; font-size: .85rem; }
nav ul { list-style: none; padding: 0; }
article { border-top: 1px solid #8885; padding: 1rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #8883; }
pre { overflow: auto; padding: .75rem; background: #8882; border-radius: .25rem; }
.method { font-weight: 600; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; } }
`;

/** @param document the API's OpenAPI document @param lines how each route is asked */
export function apiPage(document: Schema, lines: readonly CurlLine[]): string {
  const routes = routesOf(document);
  const { title = "" } = document.info as { title?: string };
  const [{ url = "" } = {}] = (document.servers ?? []) as { url?: string }[];
  const curl = new Map(lines.map((line) => [line.route, line.curl]));
  const tags = Map.groupBy(routes, ({ tags: [tag = ""] }) => tag);
  const links = [...tags].map(
    ([tag, some]) =>
      `<h2>${asText(tag)}</h2><ul>${some.map(({ operationId, method, path }) => `<li><a href="#${asText(operationId)}">${asText(method)} ${asText(path)}</a></li>`).join("")}</ul>`,
  );
  const articles = routes.map((route) => article(route, curl.get(route.operationId)));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${asText(title)}: REST API</title>
<style>${STYLE}</style>
<nav aria-label="Routes">${links.join("")}</nav>
<main>
<h1>${asText(title)}: REST API</h1>
<p>It answers at <code>${asText(url)}</code>.</p>
${articles.join("\n")}
</main>
</html>
`;
}

const routesOf = ({ paths = {} }: { readonly paths?: unknown }): Route[] =>
  Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase(),
    })),
  );

function article(route: Route, curl: string | undefined): string {
  const { operationId, method, path, summary, description, parameters, requestBody, responses } = route;
  const answers = Object.entries(responses).map(
    ([status, { description: says }]) => `<tr><td>${asText(status)}</td><td>${prose(says)}</td></tr>`,
  );
  return [
    `<article id="${asText(operationId)}">`,
    `<h2><span class="method">${asText(method)}</span> <code>${asText(path)}</code></h2>`,
    `<p>${prose(summary)}.</p>`,
    description ? `<p>${prose(description)}</p>` : "",
    curl ? `<pre><code>${asText(curl)}</code></pre>` : "",
    parameters.length > 0 ? table(["parameter", "in", "what"], parameters.map(parameterRow)) : "",
    ...Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => body(type, schema)),
    table(["status", "answer"], answers),
    "</article>",
  ]
    .filter(Boolean)
    .join("\n");
}

const table = (head: readonly string[], rows: readonly string[]): string =>
  `<table><thead><tr>${head.map((name) => `<th scope="col">${asText(name)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;

const parameterRow = ({ name, in: place, required, description = "" }: Parameter): string =>
  `<tr><td><code>${asText(name)}</code>${required ? ", required" : ""}</td><td>${asText(place)}</td><td>${prose(description)}</td></tr>`;

function body(type: string, schema: Schema): string {
  const forms = ((schema.anyOf ?? schema.oneOf) as Schema[] | undefined) ?? [schema];
  const rows = forms.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties as Record<string, Schema>).map(
      ([name, { description = "" }]) =>
        `<tr><td><code>${asText(name)}</code>${(required as string[]).includes(name) ? ", required" : ""}</td><td>${prose(String(description))}</td></tr>`,
    ),
  );
  const says = `<p>Body: <code>${asText(type)}</code>. ${prose(String(schema.description ?? ""))}</p>`;
  return rows.length > 0 ? `${says}${table(["member", "what"], rows)}` : says;
}
