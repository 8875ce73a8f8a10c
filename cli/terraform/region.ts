// The region that a resource is in, which is that of the provider it was made with: a root may have several.
import type { Resource } from "./state.ts";

/** As the provider notes it, or as the resource's ARN says it; undefined where neither does: a bucket's ARN names none. */
export const regionOf = ({ region, arn }: Resource["attributes"]): string | undefined =>
  String(region ?? "") || String(arn ?? "").split(":")[3] || undefined;
