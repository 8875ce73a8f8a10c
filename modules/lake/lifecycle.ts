// Lifecycle rules: one per zone, one per dataset with a retention of its own, one per prefix of passing things.
import { ARCHIVE_CLASSES } from "../constructs/storage-classes.ts";
import { concat, Expr, tf, type Value, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import { CLASS_OF_ZONE, DATASET_ZONES, ZONES, type Zone } from "./zones.ts";

type LakeVars = Vars<typeof inputs>;

/** @returns zone → its rules, as secureBuckets takes them. */
export function lifecycleRules(vars: LakeVars): Expr {
  return tf`${Object.fromEntries(ZONES.map((zone) => [zone, rulesOf(vars, zone)]))}`;
}

function rulesOf(vars: LakeVars, zone: Zone): Expr {
  const lists: Value[] = [[zoneRule(vars, zone)]];
  if (DATASET_ZONES.includes(zone)) {
    lists.push(tf`[for k, v in ${vars.dataset_retention} : ${datasetRule(vars, zone)}]`);
  }
  if (zone === "system") lists.push(tf`[for k, v in ${vars.system_expiry} : ${passingRule()}]`);
  if (zone === "exports") lists.push(tf`[for k, v in ${vars.exports_expiry} : ${passingRule()}]`);
  return concat(lists);
}

/** What the caller says of a zone, or `otherwise`. */
const said = (vars: LakeVars, zone: Zone, attribute: string, otherwise: Value): Expr =>
  tf`try(coalesce(${vars.lifecycles}[${zone}].${new Expr(attribute)}, ${otherwise}), ${otherwise})`;

/** The class that a zone's objects go to where a rule says only after how many days. */
const classOf = (vars: LakeVars, zone: Zone): Expr =>
  said(vars, zone, "archive_storage_class", CLASS_OF_ZONE[zone]);

/** The steps of a zone's objects, warmest first. */
const stepsOf = (vars: LakeVars, zone: Zone): Expr => {
  const steps = said(vars, zone, "transitions", {});
  return tf`[for c in ${[...ARCHIVE_CLASSES]} : { days = ${steps}[c], storage_class = c } if contains(keys(${steps}), c)]`;
};

const zoneRule = (vars: LakeVars, zone: Zone): Value => ({
  id: "zone",
  prefix: "",
  archive_after_days: said(vars, zone, "archive_after_days", null),
  archive_storage_class: classOf(vars, zone),
  transitions: stepsOf(vars, zone),
  expire_after_days: said(vars, zone, "expire_after_days", null),
  noncurrent_days: said(vars, zone, "noncurrent_expire_after_days", 30),
});

const datasetRule = (vars: LakeVars, zone: Zone): Value => ({
  id: tf`k`,
  prefix: tf`"\${k}/"`,
  archive_after_days: tf`v.archive_after_days`,
  archive_storage_class: classOf(vars, zone),
  transitions: [],
  expire_after_days: tf`v.expire_after_days`,
  noncurrent_days: said(vars, zone, "noncurrent_expire_after_days", 30),
});

const passingRule = (): Value => ({
  id: tf`k`,
  prefix: tf`k`,
  archive_after_days: null,
  archive_storage_class: "GLACIER",
  transitions: [],
  expire_after_days: tf`v`,
  noncurrent_days: 1,
});
