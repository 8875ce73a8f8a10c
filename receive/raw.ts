// Raw deliveries: the message alone, without a signature. They are taken only from senders who show who they are otherwise.
import { createHash, timingSafeEqual } from "node:crypto";
import { Refusal } from "./problem.ts";

/**
 * How raw deliveries are authenticated. With `password` the subscription's address carries it:
 * https://USER:PASSWORD@HOST/PATH, which SNS sends by HTTP Basic. `authenticate` looks at what else there is, such as a
 * secret in the query or a client certificate; it must not read the body.
 */
export type RawOptions =
  | { user?: string; password: string }
  | { authenticate: (request: Request) => boolean | Promise<boolean> };

/** @throws TypeError where the option cannot be what is meant */
export function checkRawOptions(options: RawOptions | undefined): void {
  if (options === undefined || "authenticate" in options) return;
  if (typeof options.password !== "string" || options.password.length < 16)
    throw new TypeError(
      "raw.password must have 16 characters or more: it is all that tells SNS from anybody else.",
    );
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

function basicFits(header: string | null, user: string, password: string): boolean {
  const given = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? "")?.[1] ?? "";
  return timingSafeEqual(
    digest(Buffer.from(given, "base64").toString("utf8")),
    digest(`${user}:${password}`),
  );
}

/** @throws Refusal raw_not_allowed, raw_unauthenticated */
export async function authenticateRaw(request: Request, options: RawOptions | undefined): Promise<void> {
  if (!options) {
    throw new Refusal(
      "raw_not_allowed",
      "Turn raw message delivery off for the subscription, or give the option raw to the receiver.",
    );
  }
  const good =
    "authenticate" in options
      ? await options.authenticate(request)
      : basicFits(request.headers.get("authorization"), options.user ?? "sns", options.password);
  if (good !== true)
    throw new Refusal("raw_unauthenticated", "The raw delivery shows no right to be believed.");
}
