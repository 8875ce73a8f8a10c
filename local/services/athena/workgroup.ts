// Workgroups and named queries are kept by moto; what a query needs of them is asked for here.

import { ApiError } from "../../gateway/aws-json.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, ServiceRequest } from "../../gateway/service.ts";

export interface Workgroup {
  name: string;
  enabled: boolean;
  enforced: boolean;
  outputLocation?: string;
  encryption?: { EncryptionOption?: string; KmsKey?: string };
  bytesScannedCutoff?: number;
}

/** Calls another operation of Athena's as the caller of `request` would. */
async function ask<T>(
  request: ServiceRequest,
  forward: Forward,
  operation: string,
  input: unknown,
): Promise<T> {
  const body = Buffer.from(JSON.stringify(input));
  const headers: Record<string, string> = { ...request.headers, "x-amz-target": `AmazonAthena.${operation}` };
  headers["content-length"] = String(body.length);
  const answer = await forward({ ...request, operation, headers, body });
  const content = JSON.parse((await bodyOf(answer)).toString("utf8") || "{}") as Record<string, unknown>;
  if (answer.status >= 400) {
    throw new ApiError("InvalidRequestException", String(content.message ?? content.Message ?? "not found"));
  }
  return content as T;
}

export async function getWorkgroup(
  request: ServiceRequest,
  forward: Forward,
  name: string,
): Promise<Workgroup> {
  interface Answer {
    WorkGroup?: {
      State?: string;
      Configuration?: {
        EnforceWorkGroupConfiguration?: boolean;
        BytesScannedCutoffPerQuery?: number;
        ResultConfiguration?: {
          OutputLocation?: string;
          EncryptionConfiguration?: Workgroup["encryption"];
        };
      };
    };
  }
  let answer: Answer;
  try {
    answer = await ask<Answer>(request, forward, "GetWorkGroup", { WorkGroup: name });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new ApiError("InvalidRequestException", `WorkGroup ${name} is not found.`);
  }
  if (!answer.WorkGroup) throw new ApiError("InvalidRequestException", `WorkGroup ${name} is not found.`);
  const configuration = answer.WorkGroup.Configuration;
  return {
    name,
    enabled: answer.WorkGroup.State !== "DISABLED",
    enforced: configuration?.EnforceWorkGroupConfiguration ?? false,
    outputLocation: configuration?.ResultConfiguration?.OutputLocation || undefined,
    encryption: configuration?.ResultConfiguration?.EncryptionConfiguration,
    bytesScannedCutoff: configuration?.BytesScannedCutoffPerQuery,
  };
}
