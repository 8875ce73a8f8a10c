// Lake Formation: moto's settings and permissions, which it takes back as AWS does.
import type { LocalService } from "../../gateway/service.ts";
import { lakeFormationGrants } from "./grants.ts";

export const lakeformation = (): LocalService => ({
  services: ["lakeformation"],
  handle: lakeFormationGrants(),
});
