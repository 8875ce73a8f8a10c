// The gaps of moto that the gateway mends, one file each. The first in the list sees a request first.
import type { Mend } from "../router.ts";
import { redshiftAvailability } from "./redshift-availability.ts";

export const mends: readonly Mend[] = [redshiftAvailability];
