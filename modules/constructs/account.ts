// Where the caller's provider works, and as what: the parts that names and ARNs are written with. They are read once and
// remembered, since a data source that is read late makes every name that hangs on it unknown.
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { type Construct, type Expr, ref, remembered, tf } from "../kit/index.ts";

export interface Account {
  id: Expr;
  partition: Expr;
  region: Expr;
  /** The module's name as it was applied first: what is there keeps it, whatever the variable says by now. */
  name: Expr;
  /** What the names of regional endpoints and of some services' principals end in: amazonaws.com, amazonaws.com.cn, … */
  dnsSuffix: Expr;
  /** `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` */
  arn(service: string, resource: string): string;
}

/**
 * A module with `depends_on` reads its data sources only after what it depends on was changed, and Terraform then plans
 * to replace each bucket whose name is not known yet. What `terraform_data.place` was given at its creation is known
 * in every plan after. Another name, account or region is refused by that resource, in the plan.
 */
export function account(scope: Construct, vars: { name: Expr }): Account {
  const caller = ref(new DataAwsCallerIdentity(scope, "current"), "account_id");
  // `id` is the region's name in every version of the provider; `name` is deprecated in 6.
  const working = ref(new DataAwsRegion(scope, "current-region"), "id");
  const current = new DataAwsPartition(scope, "current-partition");
  const place = remembered(
    scope,
    "place",
    {
      name: vars.name,
      account_id: caller,
      region: working,
      partition: ref(current, "partition"),
      dns_suffix: ref(current, "dns_suffix"),
    },
    {
      conditions: (was) => [
        {
          condition: tf`${was.attr("name")} == ${vars.name}`,
          message: `The name of this module is "${was.attr("name")}" and cannot become "${vars.name}": everything that holds data would be replaced. Write the old name again. For another one, call the module a second time, move the data, and destroy this one.`,
        },
        {
          condition: tf`${was.attr("account_id")} == ${caller} && ${was.attr("region")} == ${working}`,
          message: `This module was applied in account ${was.attr("account_id")} and region ${was.attr("region")}, and the provider now works in ${caller} and ${working}. Give it the provider and the state that belong together.`,
        },
      ],
    },
  );
  const [id, partition, region] = [place.attr("account_id"), place.attr("partition"), place.attr("region")];
  return {
    id,
    partition,
    region,
    name: place.attr("name"),
    dnsSuffix: place.attr("dns_suffix"),
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${id}:${resource}`,
  };
}
