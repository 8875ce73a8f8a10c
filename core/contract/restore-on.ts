// The key `on` of a lookup, as Terraform hands it on.

type Mapping = Record<string, unknown>;
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Terraform's yamldecode reads the unquoted key `on` of a lookup as true; it is `on` here too. */
export function restoreOn(contract: unknown): void {
  if (!isMapping(contract) || !isMapping(contract.datasets)) return;
  for (const dataset of Object.values(contract.datasets)) {
    if (!isMapping(dataset) || !Array.isArray(dataset.enrich)) continue;
    for (const lookup of dataset.enrich) {
      if (!isMapping(lookup) || !Object.hasOwn(lookup, "true") || Object.hasOwn(lookup, "on")) continue;
      lookup.on = lookup.true;
      delete lookup.true;
    }
  }
}
