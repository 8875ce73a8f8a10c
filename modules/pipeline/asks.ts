// What a pipeline's contract asks for: what is made, and what each role may do, follows from it.
import type { Permission } from "../../core/contract/api/schema.ts";
import { lets } from "../constructs/api-permissions.ts";
import { type Construct, Expr, local, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export interface Asks {
  /** A column's token is made with the token key. */
  tokens: Expr;
  /** A column's token is opened with the token key. */
  opensByKey: Expr;
  /** A column's tokens are the vault's. */
  vault: Expr;
  /** A dataset is looked up from others. */
  enriches: Expr;
  /** A dataset is copied into the warehouse. */
  copies: Expr;
  /** A model is unloaded to the exports zone: for others, to be delivered, or because a caller of the API asks for it. */
  exports: Expr;
}

/** A dataset says `warehouse`, of either kind. */
export const USES_WAREHOUSE = new Expr("local.uses_warehouse");
/** There are models, and a warehouse to build them in. */
export const USES_MODELS = new Expr("local.uses_models");
/** Something is delivered. */
export const DELIVERS = new Expr("local.uses_delivery");
/** The models that are delivered, as a list of names. */
export const DELIVERED_MODELS = new Expr("local.delivered_models");

/** The topics that the API's callers may subscribe to, as a list of names. */
export const API_TOPICS = new Expr("local.api_topics");

/** Records may arrive one by one. */
export const USES_RECORDS = new Expr("local.uses_records");
/** Files may be announced to the API. */
export const USES_IMPORTS = new Expr("local.uses_imports");

/** What no function holds is given to jobs of Batch. */
export const USES_BATCH = new Expr("var.batch.enabled");

/** The contract has jobs of the user; a new run of a dataset starts one. */
export const USES_JOBS = new Expr("local.uses_jobs");
export const STARTS_BY_CURATED = new Expr("anytrue([for j in values(var.jobs) : j.start.curated != null])");

/** The API's callers bring tokens. */
export const USES_JWT = new Expr("local.uses_jwt");
/** The contract lets a group do something through the API. */
export const USES_API = new Expr("local.uses_api");

/** It lets a group read models, or run SQL in the warehouse. */
export const USES_API_WAREHOUSE = new Expr("local.uses_api_warehouse");
/** The models that it serves, as a list of names: `servedModels` in core/contract/api. */
export const API_MODELS = new Expr("local.api_models");
/** It lets a group have rows exported. */
export const USES_API_EXPORTS = new Expr("local.uses_api_exports");

/** It lets a group judge, cleanse or tokenize records; tokenize them; open tokens. */
export const USES_RULES = new Expr("local.uses_rules");
export const USES_INLINE_TOKENS = new Expr("local.uses_inline_tokens");
export const USES_DETOKENIZE = new Expr("local.uses_detokenize");

export function contractAsks(scope: Construct, vars: Vars<typeof inputs>, datasets: Expr): Asks {
  const any = (name: string, condition: Expr) =>
    local(scope, name, tf`anytrue([for d in ${datasets} : ${condition}])`);
  const says = (...methods: string[]) =>
    tf`anytrue([for c in d.columns : contains(${methods}, try(coalesce(c.tokenize, "none"), "none"))])`;
  const load = tf`try(coalesce(d.warehouse.load, "none"), "none")`;
  any("uses_warehouse", tf`${load} != "none"`);
  local(
    scope,
    "uses_models",
    tf`${USES_WAREHOUSE} && (${vars.models_zip} != null || ${vars.models.attr("s3")} != null)`,
  );
  local(scope, "uses_delivery", tf`length(${vars.deliver}) > 0`);
  local(scope, "delivered_models", tf`distinct(flatten([for t in ${vars.deliver} : t.models]))`);
  local(
    scope,
    "api_topics",
    tf`distinct(flatten([for g in values(try(${vars.api}.groups, {})) : try(coalesce(g.subscriptions, []), [])]))`,
  );
  const allows = (...permissions: Permission[]) => lets(vars.api, ...permissions);
  local(
    scope,
    "uses_records",
    tf`${vars.records.attr("enabled")} == null ? ${allows("records")} : ${vars.records.attr("enabled")}`,
  );
  local(scope, "uses_imports", allows("imports"));
  const names = (from: string, of: string) =>
    tf`try([for n in coalesce(${new Expr(from)}, []) : n], ${new Expr(of)})`;
  const groups = tf`values(try(${vars.api}.groups, {}))`;
  const queries = tf`try(coalesce(${vars.api}.queries, {}), {})`;
  local(
    scope,
    "api_models",
    tf`sort(distinct([for n in flatten([[for g in ${groups} : [${names("g.read", "[]")}, [for e in ${names("g.exports", "[]")} : e if !contains(keys(${queries}), e)]]], [for q in values(${queries}) : ${names("q.models", "[]")}]]) : n if !contains(keys(${datasets}), n)]))`,
  );
  local(scope, "uses_api_exports", allows("exports"));
  local(
    scope,
    "uses_api_warehouse",
    tf`${USES_API} && ${USES_WAREHOUSE} && (length(${API_MODELS}) > 0 || anytrue([for g in ${groups} : contains(${names("g.sql", "[]")}, "redshift")]) || anytrue([for q in values(${queries}) : try(coalesce(q.engine, "athena"), "athena") == "redshift"]))`,
  );
  local(scope, "uses_rules", allows("validate", "cleanse", "tokenize"));
  local(scope, "uses_inline_tokens", allows("tokenize"));
  local(scope, "uses_detokenize", allows("detokenize"));
  local(scope, "uses_jobs", tf`length(${vars.jobs}) > 0`);
  local(scope, "uses_jwt", tf`${USES_API} && ${vars.api_access.attr("authorization")} == "jwt"`);
  local(scope, "uses_api", tf`length(try(keys(${vars.api}.groups), [])) > 0`);
  return {
    tokens: any("uses_tokens", says("hmac", "ff1")),
    opensByKey: any("uses_ff1", says("ff1")),
    vault: any("uses_vault", says("vault")),
    enriches: any("uses_lookups", tf`length(try(coalesce(d.enrich, []), [])) > 0`),
    copies: any("uses_copies", tf`${load} == "copy"`),
    exports: local(
      scope,
      "uses_exports",
      tf`length(${vars.exports}) + length(${DELIVERED_MODELS}) > 0 || (${USES_API_EXPORTS} && ${USES_API_WAREHOUSE})`,
    ),
  };
}
