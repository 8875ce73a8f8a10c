// The REST API that was applied from a folder, where it answers on this machine, and how it is asked.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openApiDocument } from "../../core/api/openapi/document.ts";
import { BODY_TYPES } from "../../core/api/route.ts";
import { allRoutes } from "../../core/api/routes.ts";
import { type ApiSettings, apiSettings } from "../../core/environment/api.ts";
import { HeadraceError } from "../../core/errors.ts";
import { localApiAddress } from "../../local/index.ts";
import { apiPage, type CurlLine } from "../api/page.ts";
import type { Local } from "../local-aws.ts";
import { regionOf } from "../terraform/region.ts";
import { readState } from "../terraform/state.ts";

export interface DeployedApi {
  /** Without a slash at its end. */
  address: string;
  /** As AWS would have it. */
  url: string;
  region: string;
  settings: ApiSettings;
}

/** @throws HeadraceError no_api */
export function apiOf(dir: string, local: Local): DeployedApi {
  const resources = readState(dir, local);
  const stage = resources.find(({ type }) => type === "aws_api_gateway_stage");
  const settings = resources.find(
    ({ type, attributes }) => type === "aws_s3_object" && String(attributes.key).startsWith("api/"),
  );
  const url = String(stage?.attributes.invoke_url ?? "");
  const address = localApiAddress(url, local.endpoint);
  if (!stage || !settings || !address)
    throw new HeadraceError(
      "no_api",
      `What is applied from ${dir} has no REST API.`,
      "Write an `api` block into headrace.yaml, give it to the pipeline module as `api`, and apply again: see docs/guide/serving.md.",
    );
  return {
    address,
    url,
    region: regionOf(stage.attributes) ?? local.region,
    settings: apiSettings.parse(JSON.parse(String(settings.attributes.content))),
  };
}

/** A line for each route that the API has, with names of its own for the parameters where it has some. */
export function curlLines({ address, region, settings }: DeployedApi): CurlLine[] {
  const groups = Object.values(settings.api.groups);
  const example = (name: string, permission: string | undefined): string => {
    const names = groups.flatMap((group) => group[permission as "read"] ?? []);
    return names[0] ?? name.toUpperCase();
  };
  return allRoutes()
    .filter(([, route]) => settings.functions.includes(route.function))
    .map(([id, route]) => {
      const path = route.path.replace(/\{([^}]+)\}/g, (_, name: string) =>
        route.permission?.on === name ? example(name, route.permission.to) : name.toUpperCase(),
      );
      const body = route.request?.body;
      const type = (body?.types ?? BODY_TYPES)[0];
      const parts = [
        "curl",
        WHO[settings.authorization](region),
        ...(route.method === "GET" ? [] : [`-X ${route.method}`]),
        ...(body ? [`-H 'content-type: ${type}'`, `-d '${sample(id, example, settings)}'`] : []),
        `'${address}${path}'`,
      ];
      return { route: id, summary: route.summary, curl: parts.join(" ") };
    });
}

/** How a request says who sends it. What is secret is the environment's. */
const WHO: Readonly<Record<ApiSettings["authorization"], (region: string) => string>> = {
  iam: (region) =>
    `--aws-sigv4 aws:amz:${region}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
  jwt: () => '-H "Authorization: Bearer $TOKEN"',
  key: () => '-H "x-api-key: $API_KEY"',
};

/** A body to begin with. */
function sample(
  id: string,
  example: (name: string, permission: string | undefined) => string,
  { api }: ApiSettings,
): string {
  if (id === "createSubscription")
    return JSON.stringify({
      topic: example("topic", "subscriptions"),
      endpoint: "https://receiver.example.com/sns",
    });
  if (id !== "startQuery") return "{}";
  const [query] = Object.entries(api.queries);
  if (!query) return '{"sql":"select 1"}';
  const [name, { parameters }] = query;
  const values = Object.fromEntries(Object.keys(parameters).map((parameter) => [parameter, "…"]));
  return JSON.stringify({ query: name, parameters: values });
}

/** Writes the reference of the API's routes for a browser. @returns the page's path */
export function writePage(
  { settings, address }: DeployedApi,
  lines: readonly CurlLine[],
  { state }: Local,
): string {
  const document = openApiDocument(
    allRoutes().filter(([, route]) => settings.functions.includes(route.function)),
    { title: settings.name, version: "1", server: address, authorization: settings.authorization },
  );
  const path = join(state, `api-${settings.name}.html`);
  writeFileSync(path, apiPage(document, lines), { mode: 0o600 });
  return path;
}
