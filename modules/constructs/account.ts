// Where the caller's provider works: the parts that ARNs are written with.
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { type Construct, type Expr, ref } from "../kit/index.ts";

export interface Account {
  id: Expr;
  partition: Expr;
  region: Expr;
  /** What the names of regional endpoints and of some services' principals end in: amazonaws.com, amazonaws.com.cn, … */
  dnsSuffix: Expr;
  /** `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE` */
  arn(service: string, resource: string): string;
}

export function account(scope: Construct): Account {
  const id = ref(new DataAwsCallerIdentity(scope, "current"), "account_id");
  const current = new DataAwsPartition(scope, "current-partition");
  const partition = ref(current, "partition");
  // `id` is the region's name in every version of the provider; `name` is deprecated in 6.
  const region = ref(new DataAwsRegion(scope, "current-region"), "id");
  return {
    id,
    partition,
    region,
    dnsSuffix: ref(current, "dns_suffix"),
    arn: (service, resource) => `arn:${partition}:${service}:${region}:${id}:${resource}`,
  };
}
