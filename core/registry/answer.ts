// The module registry protocol over a store of files: what `publish` wrote is answered as Terraform and OpenTofu ask for it.
// Source: https://developer.hashicorp.com/terraform/internals/module-registry-protocol
import {
  archiveKey,
  DISCOVERY,
  digestIn,
  downloadKey,
  isVersion,
  moduleAddress,
  versionsKey,
} from "./address.ts";

export interface RegistryStore {
  /** Undefined where there is no such file. */
  text(key: string): Promise<string | undefined>;
  /** An address from which the caller can fetch the file, without a fragment; relative ones begin with `./`, and are relative to the request. */
  link(key: string): Promise<string>;
}

export interface RegistryAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

const json = (status: number, value: object): RegistryAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
const NOT_FOUND = json(404, { errors: ["Not Found"] });

/** The services of a registry by their names in the protocol, and where `headrace publish` writes. */
export const discovery = (publishTo?: string): object => ({
  "modules.v1": "/v1/modules/",
  ...(publishTo !== undefined && { [PUBLISH_SERVICE]: publishTo }),
});

/** The service of ours that names where versions are written. */
export const PUBLISH_SERVICE = "headrace.publish.v1";

/**
 * @param path of the request, with its slash
 * @param publishTo s3://BUCKET/PREFIX, which discovery names for `headrace publish`
 */
export async function answerRegistry(
  path: string,
  store: RegistryStore,
  publishTo?: string,
): Promise<RegistryAnswer> {
  if (path === `/${DISCOVERY}`) return json(200, discovery(publishTo));
  const [, of, version, what] =
    /^\/v1\/modules\/([^/]+\/[^/]+\/[^/]+)\/(?:([^/]+)\/)?(versions|download)$/.exec(path) ?? [];
  const address = moduleAddress(of ?? "");
  if (!address) return NOT_FOUND;
  if (what === "versions" && version === undefined) {
    const text = await store.text(versionsKey(address));
    return text === undefined ? NOT_FOUND : { ...json(200, {}), body: text };
  }
  if (what !== "download" || version === undefined || !isVersion(version)) return NOT_FOUND;
  const sha256 = digestIn((await store.text(downloadKey(address, version))) ?? "");
  if (sha256 === undefined) return NOT_FOUND;
  const link = await store.link(archiveKey(address, version));
  // Terraform takes the header alone; OpenTofu, where the status is 204, too.
  const location = `${link}${link.includes("?") ? "&" : "?"}checksum=sha256:${sha256}`;
  return { status: 204, headers: { "x-terraform-get": location }, body: "" };
}
