// For tests that need a network: the subnets and security groups that an account has from the start.
import { textsOf } from "../gateway/call-form.ts";
import { signedFetch } from "./signed-fetch.ts";

/** The id of the account's first subnet, or security group. */
export async function firstOf(endpoint: string, Action: string, tag: string): Promise<string> {
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "" } = process.env;
  const answer = await signedFetch(
    `${endpoint}/`,
    {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ Action, Version: "2016-11-15" }).toString(),
    },
    {
      service: "ec2",
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    },
  );
  return textsOf(await answer.text(), tag)[0] ?? "";
}
