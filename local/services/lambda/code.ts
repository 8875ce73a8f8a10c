// Keeps a copy of every zip that a request deploys: in the request itself, or in S3 where the request says where.
import { Readable } from "node:stream";
import { saysFull } from "../../../core/full-disk.ts";
import { signed } from "../../gateway/call.ts";
import { awsError, diskFullError } from "../../gateway/errors.ts";
import { bodyOf } from "../../gateway/forward.ts";
import type { Forward, ServiceRequest, ServiceResponse } from "../../gateway/service.ts";
import { BadZip, type PackageStore } from "./packages.ts";

interface Location {
  ZipFile?: string;
  S3Bucket?: string;
  S3Key?: string;
  S3ObjectVersion?: string;
}

/** Where the request's code lies, or undefined where it deploys none. */
function location(request: ServiceRequest): Location | undefined {
  const { method, path } = request;
  const parse = () => JSON.parse(request.body.toString("utf8")) as Record<string, unknown>;
  if (method === "POST" && /^\/2015-03-31\/functions\/?$/.test(path)) return parse().Code as Location;
  if (method === "PUT" && /^\/2015-03-31\/functions\/[^/]+\/code\/?$/.test(path)) return parse() as Location;
  if (method === "POST" && /^\/2018-10-31\/layers\/[^/]+\/versions\/?$/.test(path))
    return parse().Content as Location;
  return undefined;
}

/** @returns an error to answer with, where the code cannot be had */
export async function keepCode(
  request: ServiceRequest,
  forward: Forward,
  packages: PackageStore,
): Promise<ServiceResponse | undefined> {
  const where = location(request);
  if (!where) return undefined;
  const refuse = (message: string) => awsError(request, 400, "InvalidParameterValueException", message);
  let zip: Buffer;
  if (where.ZipFile) zip = Buffer.from(where.ZipFile, "base64");
  else if (where.S3Bucket && where.S3Key) {
    const key = where.S3Key.split("/").map(encodeURIComponent).join("/");
    const ask = (path: string, query: string) =>
      forward({
        ...signed("s3", request.region, { method: "GET", path, query }),
        stream: Readable.from([]),
      });
    const located = (await bodyOf(await ask(`/${where.S3Bucket}`, "location"))).toString("utf8");
    // Source: Lambda API Reference, FunctionCode: "An Amazon S3 bucket in the same AWS Region as your function."
    const [, place = "us-east-1"] = /<LocationConstraint[^>]*>([^<]+)</.exec(located) ?? [];
    if (/<LocationConstraint/.test(located) && place !== request.region)
      return refuse(
        `Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: The bucket is in this region: ${place}. Please use this region to retry the request`,
      );
    const version = where.S3ObjectVersion;
    const object = await ask(
      `/${where.S3Bucket}/${key}`,
      version ? `versionId=${encodeURIComponent(version)}` : "",
    );
    zip = await bodyOf(object);
    if (object.status !== 200) {
      return refuse(
        `Error occurred while GetObject. S3 Error Code: ${/<Code>(.*?)<\/Code>/.exec(zip.toString("utf8"))?.[1] ?? object.status}. s3://${where.S3Bucket}/${where.S3Key}`,
      );
    }
  } else return undefined;
  try {
    await packages.add(zip);
    return undefined;
  } catch (error) {
    if (error instanceof BadZip) return refuse(`Could not unzip uploaded file. ${error.message}`);
    if (saysFull(error)) return diskFullError(request, packages.root);
    throw error;
  }
}
