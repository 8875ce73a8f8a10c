// What AWS fills in where a request leaves it out, and moto refuses: a queue's state, and a compute environment's service role,
// which is Batch's service-linked one, made with the first of them.
// Sources: AWS Batch API Reference, CreateComputeEnvironment, CreateJobQueue.
import { callForm, textsOf } from "../../gateway/call-form.ts";
import type { Forward, ServiceRequest } from "../../gateway/service.ts";

const SERVICE = "batch.amazonaws.com";
/** As moto calls it; AWS writes a capital B. */
const NAME = "AWSServiceRoleForbatch";

const withBody = (request: ServiceRequest, value: object): ServiceRequest => {
  const body = Buffer.from(JSON.stringify(value));
  return { ...request, body, headers: { ...request.headers, "content-length": String(body.length) } };
};

export const withQueueState = (request: ServiceRequest): ServiceRequest =>
  withBody(request, { state: "ENABLED", ...(JSON.parse(request.body.toString("utf8")) as object) });

/** @param anyService for IAM, whose role it is */
export async function withServiceRole(request: ServiceRequest, anyService: Forward): Promise<ServiceRequest> {
  const asked = JSON.parse(request.body.toString("utf8")) as { serviceRole?: string };
  if (asked.serviceRole) return request;
  const ask = (form: { Action: string; [parameter: string]: string }) =>
    callForm(anyService, "iam", "us-east-1", { Version: "2010-05-08", ...form });
  const made =
    (await ask({ Action: "GetRole", RoleName: NAME })) ??
    (await ask({ Action: "CreateServiceLinkedRole", AWSServiceName: SERVICE })) ??
    // Another environment's request has made it meanwhile.
    (await ask({ Action: "GetRole", RoleName: NAME }));
  return withBody(request, { ...asked, serviceRole: textsOf(made, "Arn")[0] });
}
