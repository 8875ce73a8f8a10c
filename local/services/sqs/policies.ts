// moto answers a queue's policies as JSON with blanks; AWS gives them compact, as Terraform wrote them, and a plan that
// finds blanks finds a difference.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

const POLICIES = ["RedrivePolicy", "RedriveAllowPolicy"];

export const sqsPolicies: Handler = (request, forward) => {
  if (request.operation !== "GetQueueAttributes") return undefined;
  if (!("x-amz-target" in request.headers)) return undefined;
  return forward(request).then(async (response) => {
    const body = await bodyOf(response);
    if (response.status !== 200) return { ...response, body };
    const answer = JSON.parse(body.toString("utf8")) as { Attributes?: Record<string, string> };
    for (const name of POLICIES) {
      const policy = answer.Attributes?.[name];
      if (policy && answer.Attributes) answer.Attributes[name] = JSON.stringify(JSON.parse(policy));
    }
    return { ...response, body: JSON.stringify(answer) };
  });
};
