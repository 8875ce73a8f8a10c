// Names of the requests of REST services, whose protocol names none: Lambda's control plane, Batch and API Gateway. What none of
// the rules knows is not recorded. Source: Lambda Developer Guide, "Logging AWS Lambda API calls using AWS CloudTrail".
import type { ServiceRequest } from "../../gateway/service.ts";

/** CloudTrail writes Lambda's names with the version of their API. */
const LAMBDA: readonly (readonly [method: string, path: RegExp, name: string])[] = [
  ["POST", /^\/2015-03-31\/functions\/?$/, "CreateFunction20150331"],
  ["GET", /^\/2015-03-31\/functions\/?$/, "ListFunctions20150331"],
  ["GET", /^\/2015-03-31\/functions\/[^/]+\/?$/, "GetFunction20150331v2"],
  ["DELETE", /^\/2015-03-31\/functions\/[^/]+\/?$/, "DeleteFunction20150331"],
  ["PUT", /^\/2015-03-31\/functions\/[^/]+\/code$/, "UpdateFunctionCode20150331v2"],
  ["PUT", /^\/2015-03-31\/functions\/[^/]+\/configuration$/, "UpdateFunctionConfiguration20150331v2"],
  ["POST", /^\/2015-03-31\/functions\/[^/]+\/policy$/, "AddPermission20150331v2"],
  ["DELETE", /^\/2015-03-31\/functions\/[^/]+\/policy\//, "RemovePermission20150331v2"],
  ["GET", /^\/2015-03-31\/functions\/[^/]+\/policy$/, "GetPolicy20150331v2"],
  ["POST", /^\/2015-03-31\/event-source-mappings\/?$/, "CreateEventSourceMapping20150331"],
  ["PUT", /^\/2015-03-31\/event-source-mappings\//, "UpdateEventSourceMapping20150331"],
  ["DELETE", /^\/2015-03-31\/event-source-mappings\//, "DeleteEventSourceMapping20150331"],
];

const VERBS: Readonly<Record<string, string>> = {
  GET: "Get",
  POST: "Create",
  PUT: "Put",
  PATCH: "Update",
  DELETE: "Delete",
};

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `/restapis/ID/stages/NAME` asks for a Stage, and `/restapis` lists RestApis. */
const API_NOUNS: Readonly<Record<string, string>> = {
  restapis: "RestApi",
  usageplans: "UsagePlan",
  apikeys: "ApiKey",
  domainnames: "DomainName",
  basepathmappings: "BasePathMapping",
};

export function restName({ service, method, path }: ServiceRequest): string | undefined {
  if (service === "lambda") return LAMBDA.find(([verb, form]) => verb === method && form.test(path))?.[2];
  const parts = path.split("/").filter(Boolean);
  if (service === "batch") {
    const name = parts[0] === "v1" ? parts[1] : undefined;
    // The path has the operation in small letters.
    return (
      name && capital(name.replace(/(job|compute|scheduling|environment|queue|definition|polic)/g, capital))
    );
  }
  if (service !== "apigateway") return undefined;
  const one = parts.length % 2 === 0;
  const kind = parts[one ? parts.length - 2 : parts.length - 1] ?? "";
  const noun = API_NOUNS[kind] ?? capital(kind.replace(/s$/, ""));
  const many = !one && method === "GET" && kind !== "account";
  return noun && `${VERBS[method] ?? "Get"}${noun}${many ? "s" : ""}`;
}
