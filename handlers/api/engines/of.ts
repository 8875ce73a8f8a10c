// The engines that this API has.
import { Problem } from "../../../core/api/problems.ts";
import type { Engine as EngineName } from "../../../core/contract/api/schema.ts";
import type { ApiEnvironment } from "../../../core/environment/api.ts";
import { redshiftData } from "../../aws/clients/redshift-data.ts";
import { athenaEngine } from "./athena.ts";
import type { Engine } from "./engine.ts";
import { dataApi, hasWarehouse, redshiftEngine } from "./redshift.ts";

/** @throws Problem unavailable where the estate has not got it */
export function engineOf(env: ApiEnvironment, name: EngineName): Engine {
  const { GLUE_DATABASE, ATHENA_WORKGROUP } = env;
  if (name === "athena" && ATHENA_WORKGROUP)
    return athenaEngine({ database: GLUE_DATABASE, workgroup: ATHENA_WORKGROUP });
  if (name === "redshift" && hasWarehouse(env)) return redshiftEngine(dataApi(redshiftData(), env, "api"));
  throw new Problem("unavailable", `This API has no ${name === "athena" ? "Athena" : "Redshift"} to ask.`);
}
