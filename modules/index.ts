// Every module of the set.
import { api } from "./api/index.ts";
import { archive } from "./archive/index.ts";
import { athena } from "./athena/index.ts";
import { audit } from "./audit/index.ts";
import { authorizer } from "./authorizer/index.ts";
import { batch } from "./batch/index.ts";
import { bootstrap } from "./bootstrap/index.ts";
import { catalog } from "./catalog/index.ts";
import { delivery } from "./delivery/index.ts";
import { detokenize } from "./detokenize/index.ts";
import { dispatch } from "./dispatch/index.ts";
import { glue } from "./glue/index.ts";
import { job } from "./job/index.ts";
import type { ModuleDefinition } from "./kit/index.ts";
import { lake } from "./lake/index.ts";
import { load } from "./load/index.ts";
import { logs } from "./logs/index.ts";
import { monitoring } from "./monitoring/index.ts";
import { pipeline } from "./pipeline/index.ts";
import { queue } from "./queue/index.ts";
import { records } from "./records/index.ts";
import { registry } from "./registry/index.ts";
import { rules } from "./rules/index.ts";
import { spark } from "./spark/index.ts";
import { stage } from "./stage/index.ts";
import { trail } from "./trail/index.ts";
import { transforms } from "./transforms/index.ts";
import { vault } from "./vault/index.ts";
import { warehouse } from "./warehouse/index.ts";

/** The module that is published at the root of the set. */
export const ROOT_MODULE: ModuleDefinition = pipeline;

/** The modules that are published under modules/. */
export const MODULES: readonly ModuleDefinition[] = [
  api,
  archive,
  athena,
  audit,
  authorizer,
  batch,
  bootstrap,
  catalog,
  delivery,
  detokenize,
  dispatch,
  glue,
  job,
  lake,
  load,
  logs,
  monitoring,
  queue,
  records,
  registry,
  rules,
  spark,
  stage,
  trail,
  transforms,
  vault,
  warehouse,
];
