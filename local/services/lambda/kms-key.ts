// moto forgets the key that a function's environment is encrypted with, so that every plan would set it again.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

const FUNCTIONS = "/2015-03-31/functions";
const ONE = /^\/2015-03-31\/functions\/([^/]+)(?:\/configuration)?\/?$/;

interface Configuration {
  FunctionName?: string;
  KMSKeyArn?: string;
}

const nameOf = (text: string): string =>
  decodeURIComponent(text)
    .replace(/^.*:function:/, "")
    .split(":")[0] ?? "";

export function lambdaKmsKey(): Handler {
  /** Function → key, for as long as moto keeps the function: in memory. */
  const keys = new Map<string, string>();
  return (request, forward) => {
    const creating = request.method === "POST" && request.path.replace(/\/$/, "") === FUNCTIONS;
    const named = ONE.exec(request.path)?.[1];
    if (!creating && named === undefined) return undefined;
    return forward(request).then(async (response) => {
      const body = await bodyOf(response);
      if (response.status >= 300) return { ...response, body };
      if (creating || request.method === "PUT") {
        const wanted = JSON.parse(request.body.toString("utf8")) as Configuration;
        const name = nameOf(wanted.FunctionName ?? named ?? "");
        if (wanted.KMSKeyArn) keys.set(name, wanted.KMSKeyArn);
        else if (wanted.KMSKeyArn === "") keys.delete(name);
      }
      const name = named === undefined ? undefined : nameOf(named);
      if (request.method === "DELETE" && name !== undefined) keys.delete(name);
      if (body.length === 0) return { ...response, body };
      const answer = JSON.parse(body.toString("utf8")) as Configuration & { Configuration?: Configuration };
      const configuration = answer.Configuration ?? answer;
      const key = keys.get(name ?? nameOf(configuration.FunctionName ?? ""));
      if (key) configuration.KMSKeyArn = key;
      return { ...response, body: JSON.stringify(answer) };
    });
  };
}
