// A text in S3 that a function was deployed with, held to the digest that the function was told.
import { createHash } from "node:crypto";
import { HeadraceError } from "../../core/errors.ts";
import { objectAt, readText } from "./objects.ts";

/**
 * Throws a HeadraceError `WHAT_missing` where nothing lies there, `WHAT_altered` where something else does.
 * @param what such as "contract", as it is called in the errors
 * @param digest SHA-256 of what must lie there, in hex
 */
export async function readDeployed(what: string, uri: string, digest: string): Promise<string> {
  const text = await readText(objectAt(uri));
  if (text === undefined)
    throw new HeadraceError(
      `${what}_missing`,
      `There is no ${what} at ${uri}.`,
      "Run terraform apply again; the module writes it there.",
    );
  if (createHash("sha256").update(text).digest("hex") !== digest)
    throw new HeadraceError(
      `${what}_altered`,
      `The ${what} at ${uri} is not the one this function was deployed with.`,
      `Run terraform apply: it deploys function and ${what} together. Do not edit the object by hand.`,
    );
  return text;
}
