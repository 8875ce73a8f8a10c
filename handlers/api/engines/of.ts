// The engines that this API has.
import { Problem } from "../../../core/api/problems.ts";
import type { Engine as EngineName } from "../../../core/contract/api/schema.ts";
import type { ApiEnvironment } from "../../../core/environment/api.ts";
import { athenaEngine } from "./athena.ts";
import type { Engine } from "./engine.ts";

/** @throws Problem unavailable where the estate has not got it */
export function engineOf({ GLUE_DATABASE, ATHENA_WORKGROUP }: ApiEnvironment, name: EngineName): Engine {
  if (name === "athena" && ATHENA_WORKGROUP)
    return athenaEngine({ database: GLUE_DATABASE, workgroup: ATHENA_WORKGROUP });
  throw new Problem("unavailable", `This API has no ${name === "athena" ? "Athena" : "Redshift"} to ask.`);
}
