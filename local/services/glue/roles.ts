// Roles that Glue takes on: each must be there and let Glue do so, as AWS asks when a crawler or a job is made.

import { ApiError } from "../../gateway/aws-json.ts";
import { callForm, textsOf } from "../../gateway/call-form.ts";
import type { Forward } from "../../gateway/service.ts";

const SERVICE = "glue.amazonaws.com";

/** The ARN of a role that is given by its ARN or by its name, with a path or without. */
export const roleArn = (accountId: string, role: string): string =>
  role.startsWith("arn:") ? role : `arn:aws:iam::${accountId}:role/${role}`;

export const roleName = (role: string): string => role.split("/").at(-1) ?? role;

/** @throws ApiError InvalidInputException, in the words on which the provider waits for a role that was just made */
export async function checkTrust(anyService: Forward, role: string): Promise<void> {
  const RoleName = roleName(role);
  const xml = await callForm(anyService, "iam", "us-east-1", {
    Action: "GetRole",
    Version: "2010-05-08",
    RoleName,
  });
  const [trust = ""] = textsOf(xml, "AssumeRolePolicyDocument");
  if (decodeURIComponent(trust).includes(SERVICE)) return;
  throw new ApiError(
    "InvalidInputException",
    `Service is unable to assume provided role. Please verify role's TrustPolicy`,
  );
}
