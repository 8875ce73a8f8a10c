// What a module registry calls its modules, and where a registry of files keeps them.
// Source: https://developer.hashicorp.com/terraform/internals/module-registry-protocol

export interface ModuleAddress {
  namespace: string;
  name: string;
  provider: string;
}

const PART = /^[0-9A-Za-z](?:[0-9A-Za-z_-]{0,62}[0-9A-Za-z])?$/;
const PROVIDER = /^[0-9a-z]{1,64}$/;
/** Semantic versions without build metadata, whose + is a blank to some servers. Source: https://semver.org */
const VERSION =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(\.(0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;

/** NAMESPACE/NAME/PROVIDER; undefined where the text is none. */
export function moduleAddress(text: string): ModuleAddress | undefined {
  const [namespace = "", name = "", provider = "", ...more] = text.split("/");
  const isOne = PART.test(namespace) && PART.test(name) && PROVIDER.test(provider) && more.length === 0;
  return isOne ? { namespace, name, provider } : undefined;
}

export const addressText = ({ namespace, name, provider }: ModuleAddress): string =>
  `${namespace}/${name}/${provider}`;

export const isVersion = (text: string): boolean => VERSION.test(text);

/** Service discovery, which clients look for at the root of the host. */
export const DISCOVERY = ".well-known/terraform.json";
/** Where the module protocol begins. */
export const MODULES_V1 = "v1/modules/";

export const folderOf = (address: ModuleAddress): string => `${MODULES_V1}${addressText(address)}/`;
/** The list of a module's versions. */
export const versionsKey = (address: ModuleAddress): string => `${folderOf(address)}versions`;
/** What says where a version's archive lies: once it is there, the version is published. */
export const downloadKey = (address: ModuleAddress, version: string): string =>
  `${folderOf(address)}${version}/download`;
export const archiveKey = (address: ModuleAddress, version: string): string =>
  `${folderOf(address)}${version}/${address.name}.zip`;

/** The content of `versionsKey`. */
export const versionsText = (versions: readonly string[]): string =>
  `${JSON.stringify({ modules: [{ versions: versions.map((version) => ({ version })) }] })}\n`;

/** Where the archive is from where `download` is, with the digest that clients compare it with. */
export const archiveLocation = ({ name }: ModuleAddress, sha256: string): string =>
  `./${name}.zip?checksum=sha256:${sha256}`;

/** The content of `downloadKey`. OpenTofu reads it as it is; Terraform wants the same in a header. */
export const downloadText = (address: ModuleAddress, sha256: string): string =>
  `${JSON.stringify({ location: archiveLocation(address, sha256) })}\n`;

/** The archive's digest, hex, as `downloadKey` says it; undefined where it says none. */
export const digestIn = (text: string): string | undefined =>
  /\?checksum=sha256:([0-9a-f]{64})"/.exec(text)?.[1];
