// The version of this headrace: of its package, of its module set and of its archive in a registry. A test holds it to package.json.

export const RELEASE_VERSION = "0.1.0";
