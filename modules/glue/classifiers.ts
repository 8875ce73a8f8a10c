// Classifiers of the caller's: Glue has one name space for those of csv and of json.
import { GlueClassifier } from "@cdktf/provider-aws/lib/glue-classifier/index.js";
import { type Construct, type Expr, each, forEach, ref, tf, type Vars } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** @returns key → name of the classifier. */
export function classifiers(scope: Construct, vars: Vars<typeof inputs>): Expr {
  const own = each.value;
  const csv = forEach(
    new GlueClassifier(scope, "csv", {
      name: `${vars.name}-${each.key}`,
      csvClassifier: {
        delimiter: `${own.attr("delimiter")}`,
        quoteSymbol: `${own.attr("quote")}`,
        containsHeader: `${own.attr("contains_header")}`,
        header: tf`length(each.value.header) > 0 ? each.value.header : null`.list,
        allowSingleColumn: own.attr("allow_single_column").value,
        disableValueTrimming: false,
        serde: `${own.attr("serde")}`,
      },
    }),
    vars.csv_classifiers,
  );
  const json = forEach(
    new GlueClassifier(scope, "json", {
      name: `${vars.name}-${each.key}`,
      jsonClassifier: { jsonPath: `${own.attr("path")}` },
    }),
    vars.json_classifiers,
  );
  return tf`{ for k, c in merge(${ref(csv)}, ${ref(json)}) : k => c.name }`;
}
