// Calls that the local AWS makes of itself to a query service (EC2, Redshift, SNS, STS): a form in, XML out.
import { signed } from "./call.ts";
import { bodyOf } from "./forward.ts";
import type { Forward } from "./service.ts";

/**
 * @param caller an access key; the account's root where absent
 * @returns the XML; undefined where the service refuses
 */
export async function callForm(
  forward: Forward,
  service: string,
  region: string,
  form: { Action: string; Version: string; [parameter: string]: string },
  caller?: string,
): Promise<string | undefined> {
  const request = signed(service, region, {
    operation: form.Action,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(new URLSearchParams(form).toString()),
  });
  const response = await forward(caller === undefined ? request : { ...request, accessKeyId: caller });
  const xml = (await bodyOf(response)).toString("utf8");
  return response.status < 400 ? xml : undefined;
}

/** The texts of a tag's elements, in order. */
export const textsOf = (xml: string | undefined, tag: string): string[] =>
  [...(xml ?? "").matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, "g"))].map(([, text = ""]) => text);
