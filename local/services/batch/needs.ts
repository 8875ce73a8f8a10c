// What calls of Batch need: its data plane is judged, the control plane is the root's. Source: the Service Authorization Reference.
import { inputOf, type NeedsOf, text } from "../../iam/need.ts";
import { jobArn } from "./job.ts";

export const needs: NeedsOf = (request, { accountId }) => {
  const input = inputOf(request);
  const arn = (kind: string, name: string) =>
    name.startsWith("arn:") ? name : `arn:aws:batch:${request.region}:${accountId}:${kind}/${name}`;
  switch (request.path) {
    case "/v1/submitjob": {
      const [definition, queue] = [text(input.jobDefinition) ?? "*", text(input.jobQueue) ?? "*"];
      return [
        { action: "batch:SubmitJob", resource: arn("job-definition", definition) },
        { action: "batch:SubmitJob", resource: arn("job-queue", queue) },
        ...(input.tags ? [{ action: "batch:TagResource", resource: arn("job", "*") }] : []),
      ];
    }
    case "/v1/describejobs":
      return [{ action: "batch:DescribeJobs", resource: "*" }];
    case "/v1/listjobs":
      return [{ action: "batch:ListJobs", resource: "*" }];
    case "/v1/terminatejob":
    case "/v1/canceljob": {
      const action = request.path === "/v1/canceljob" ? "batch:CancelJob" : "batch:TerminateJob";
      return [{ action, resource: jobArn(request.region, accountId, text(input.jobId) ?? "*") }];
    }
    default:
      return undefined;
  }
};
