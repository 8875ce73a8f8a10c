// RestoreObject: a copy of an object in Glacier, which is there after the hours that its tier takes, for as many days as it is asked for.
import { callRest } from "../../gateway/call.ts";
import { awsError } from "../../gateway/errors.ts";
import { bucketAndKey } from "../../gateway/s3-path.ts";
import type { Forward, Handler, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";

interface Answer {
  status: number;
  code: string | null;
  message: string | null;
}

const bodyOf = async ({ body, stream }: ServiceRequest): Promise<string> => {
  const chunks: Buffer[] = [body];
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const textOf = (document: string, tag: string): string | undefined =>
  new RegExp(`<${tag}>\\s*([^<]*?)\\s*</${tag}>`).exec(document)?.[1];

/** @param forward to moto, as the account's root */
export const restores = (forward: Forward, accountId: string): Handler => {
  const answer = async (request: ServiceRequest, bucket: string, key: string): Promise<ServiceResponse> => {
    const document = await bodyOf(request);
    if (textOf(document, "Type") === "SELECT")
      return awsError(request, 400, "NotImplemented", "The local AWS selects nothing from archived objects.");
    const { status, code, message } = await callRest<Answer>(
      forward,
      "s3",
      request.region,
      "POST",
      "/moto-api/headrace/restore",
      {
        account: accountId,
        bucket,
        key,
        versionId: request.query.get("versionId") ?? undefined,
        days: Number(textOf(document, "Days") ?? 0),
        tier: textOf(document, "Tier") ?? "Standard",
      },
    );
    return code ? awsError(request, status, code, message ?? "") : { status, headers: {}, body: "" };
  };
  return (request) => {
    const { bucket, key } = bucketAndKey(request.path);
    return request.method === "POST" && request.query.has("restore") && key !== undefined
      ? answer(request, bucket, key)
      : undefined;
  };
};
