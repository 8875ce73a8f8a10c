// moto's DescribeClusters lacks ClusterAvailabilityStatus, for which Terraform's provider waits.
import { bodyOf } from "../forward.ts";
import type { Mend } from "../router.ts";

export const redshiftAvailability: Mend = (request, forward) => {
  if (request.service !== "redshift" || request.operation !== "DescribeClusters") return undefined;
  return forward(request).then(async (response) => {
    const xml = (await bodyOf(response)).toString("utf8");
    if (xml.includes("ClusterAvailabilityStatus")) return { ...response, body: xml };
    return {
      ...response,
      body: xml.replaceAll(
        "</ClusterStatus>",
        "</ClusterStatus><ClusterAvailabilityStatus>Available</ClusterAvailabilityStatus>",
      ),
    };
  });
};
