// What the splitting thread is started from: a file beside this one. In bundles, which are one file, this module is replaced
// by one that holds the thread's own bundle as text (handlers/build/worker.ts).

/** A package holds JavaScript. */
const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";

export const workerSource: URL | string = new URL(`./worker.${extension}`, import.meta.url);
