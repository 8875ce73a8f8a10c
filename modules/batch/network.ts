// The network of jobs where the caller has none for them: a VPC with public subnets and no NAT gateway, which costs nothing
// while nothing runs. Objects and tables are reached by gateway endpoints, which cost nothing either.
import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones/index.js";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway/index.js";
import { Route } from "@cdktf/provider-aws/lib/route/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  type Expr,
  each,
  forEach,
  one,
  ref,
  remembered,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

/** One subnet per zone: capacity, spot above all, differs from zone to zone. */
const SUBNETS = 2;

export interface Network {
  subnetIds: Expr;
  securityGroupIds: Expr;
  /** Tasks have public addresses. */
  isPublic: Expr;
  /** ID of the VPC that is made here; null where none is. */
  vpcId: Expr;
}

export function network(scope: Construct, at: Account, vars: Vars<typeof inputs>): Network {
  const made = tf`${vars.network} == null`;
  const tags = (name: string) => tf`merge(${vars.tags}, ${{ Name: `${vars.name}-${name}` }})`.map;
  const vpc = when(
    made,
    new Vpc(scope, "vpc", {
      cidrBlock: `${vars.vpc_cidr}`,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: tags("jobs"),
    }),
  );
  const vpcId = one(vpc, "id");
  // Named once: a zone that AWS opens later must not move a subnet.
  const zones = when(made, new DataAwsAvailabilityZones(scope, "zones", { state: "available" }));
  const chosen = remembered(
    scope,
    "zones",
    { names: tf`slice(sort(${ref(zones)}[0].names), 0, min(${SUBNETS}, length(${ref(zones)}[0].names)))` },
    { when: made },
  );
  const places = tf`{ for i, zone in flatten(${chosen}[*].names) : tostring(i) => zone }`;
  const subnets = forEach(
    new Subnet(scope, "public", {
      vpcId: `${vpcId}`,
      cidrBlock: `${tf`cidrsubnet(${vars.vpc_cidr}, 1, tonumber(${each.key}))`}`,
      availabilityZone: `${each.value}`,
      tags: tags("jobs"),
    }),
    places,
  );
  const gateway = when(
    made,
    new InternetGateway(scope, "internet", { vpcId: `${vpcId}`, tags: tags("jobs") }),
  );
  const routes = when(made, new RouteTable(scope, "routes", { vpcId: `${vpcId}`, tags: tags("jobs") }));
  when(
    made,
    new Route(scope, "out", {
      routeTableId: `${one(routes, "id")}`,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: `${one(gateway, "id")}`,
    }),
  );
  forEach(
    new RouteTableAssociation(scope, "routed", {
      subnetId: `${each.value.attr("id")}`,
      routeTableId: `${one(routes, "id")}`,
    }),
    ref(subnets),
  );
  for (const service of ["s3", "dynamodb"])
    when(
      made,
      new VpcEndpoint(scope, service, {
        vpcId: `${vpcId}`,
        serviceName: `com.amazonaws.${at.region}.${service}`,
        vpcEndpointType: "Gateway",
        routeTableIds: [`${one(routes, "id")}`],
        tags: tags(service),
      }),
    );
  // The group that everything is in which names none: it lets nothing through.
  when(made, new DefaultSecurityGroup(scope, "none", { vpcId: `${vpcId}`, tags: tags("none") }));
  const group = when(
    made,
    new SecurityGroup(scope, "jobs", {
      name: `${vars.name}-jobs`,
      description: "Jobs: nothing in, HTTPS out",
      vpcId: `${vpcId}`,
      tags: tags("jobs"),
    }),
  );
  when(
    made,
    new VpcSecurityGroupEgressRule(scope, "https", {
      securityGroupId: `${one(group, "id")}`,
      description: "To the services of AWS",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "0.0.0.0/0",
      tags: vars.tags.map,
    }),
  );
  return {
    subnetIds: tf`${made} ? [for s in ${ref(subnets)} : s.id] : ${vars.network.attr("subnet_ids")}`,
    securityGroupIds: tf`${made} ? ${ref(group)}[*].id : ${vars.network.attr("security_group_ids")}`,
    isPublic: tf`${made} ? true : ${vars.network.attr("assign_public_ip")}`,
    vpcId,
  };
}
