// The members of the pipeline. Each is a line here and a file of its own; their order is that of the outputs.
import { apiMember } from "./members/api.ts";
import { archiveMember } from "./members/archive.ts";
import { authorizerMember } from "./members/authorizer.ts";
import { batchMember } from "./members/batch.ts";
import { catalogMember } from "./members/catalog.ts";
import { deliveryMember } from "./members/delivery.ts";
import { detokenizeMember } from "./members/detokenize.ts";
import { discoveryMember } from "./members/discovery.ts";
import { jobsMember } from "./members/jobs.ts";
import { loadMember } from "./members/load.ts";
import { recordsMember } from "./members/records.ts";
import { rulesMember } from "./members/rules.ts";
import { segmentsMember } from "./members/segments.ts";
import { sparkMember } from "./members/spark.ts";
import { stageMember } from "./members/stage.ts";
import { transformsMember } from "./members/transforms.ts";
import { vaultMember } from "./members/vault.ts";
import { warehouseMember } from "./members/warehouse.ts";
import { workgroupMember } from "./members/workgroup.ts";

export const MEMBERS = [
  stageMember,
  catalogMember,
  segmentsMember,
  vaultMember,
  workgroupMember,
  warehouseMember,
  loadMember,
  transformsMember,
  deliveryMember,
  recordsMember,
  apiMember,
  authorizerMember,
  rulesMember,
  detokenizeMember,
  batchMember,
  archiveMember,
  discoveryMember,
  jobsMember,
  sparkMember,
] as const;
