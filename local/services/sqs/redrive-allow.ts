// moto forgets a queue's RedriveAllowPolicy, for which Terraform's provider waits until it is answered.
import { bodyOf } from "../../gateway/forward.ts";
import type { Handler } from "../../gateway/service.ts";

const NAME = "RedriveAllowPolicy";

interface Call {
  QueueName?: string;
  QueueUrl?: string;
  Attributes?: Record<string, string>;
  AttributeNames?: string[];
}

export function sqsRedriveAllow(): Handler {
  /** Queue name → policy, for as long as moto keeps the queue: in memory. */
  const policies = new Map<string, string>();
  return (request, forward) => {
    if (!("x-amz-target" in request.headers)) return undefined;
    const call = () => JSON.parse(request.body.toString("utf8")) as Call;
    const queueOf = ({ QueueName, QueueUrl }: Call) => QueueName ?? QueueUrl?.split("/").at(-1) ?? "";
    switch (request.operation) {
      case "CreateQueue":
      case "SetQueueAttributes":
        return forward(request).then((response) => {
          const wanted = call();
          const policy = wanted.Attributes?.[NAME];
          if (response.status === 200 && policy !== undefined) {
            if (policy === "") policies.delete(queueOf(wanted));
            else policies.set(queueOf(wanted), policy);
          }
          return response;
        });
      case "DeleteQueue":
        policies.delete(queueOf(call()));
        return undefined;
      case "GetQueueAttributes": {
        const wanted = call();
        const policy = policies.get(queueOf(wanted));
        const asked = wanted.AttributeNames?.some((name) => name === "All" || name === NAME);
        if (!policy || !asked) return undefined;
        return forward(request).then(async (response) => {
          const body = await bodyOf(response);
          if (response.status !== 200) return { ...response, body };
          const answer = JSON.parse(body.toString("utf8")) as { Attributes?: Record<string, string> };
          answer.Attributes = { ...answer.Attributes, [NAME]: policy };
          return { ...response, body: JSON.stringify(answer) };
        });
      }
      default:
        return undefined;
    }
  };
}
