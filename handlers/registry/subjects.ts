// Whose tokens a registry lets in. An issuer may be everybody's: each repository of GitHub has tokens of the same one.

/** @param patterns of the claim `sub`, with * for any text */
export const isAdmitted = (subject: unknown, patterns: readonly string[]): boolean =>
  typeof subject === "string" && subject !== "" && patterns.some((pattern) => fits(subject, pattern));

const fits = (subject: string, pattern: string): boolean =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`, "s").test(subject);

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
