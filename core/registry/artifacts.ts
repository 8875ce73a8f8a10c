// Zips and wheels of the module set, as they lie in a bucket: by their digests, so that a key never changes what it names.

/** What their keys begin with, unless a module is told otherwise. */
export const ARTIFACT_PREFIX = "headrace/";

/** The file beside a module's artifacts that knows each of them by its digest, also where the set is published without them. */
export const DIGESTS = "digests.json";

/** What of a module's artifacts is fetched from a bucket; what else lies there is read from its folder. */
export const isFetched = (file: string): boolean => /\.(zip|whl|py)$/.test(file);

/** What a set that is published without its artifacts leaves out; the rest of them is small. */
export const isLeftOut = (path: string): boolean => /(^|\/)artifacts\/[^/]+\.(zip|whl)$/.test(path);

/** @param hex SHA-256 */
export const artifactKey = (prefix: string, hex: string, file: string): string => `${prefix}${hex}/${file}`;

/** The digests of one file: in hexadecimal digits for its key, in Base64 as Lambda and S3 tell it. */
export interface Digest {
  hex: string;
  base64: string;
  /** The file, from the folder that the digests lie in, where it is one of another module. */
  at?: string;
}
