// Where the warehouse runs: the caller's subnets, or a VPC of its own without a way to the internet.
import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones/index.js";
import { DataAwsVpcEndpointService } from "@cdktf/provider-aws/lib/data-aws-vpc-endpoint-service/index.js";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group/index.js";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table/index.js";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association/index.js";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group/index.js";
import { Subnet } from "@cdktf/provider-aws/lib/subnet/index.js";
import { Vpc } from "@cdktf/provider-aws/lib/vpc/index.js";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint/index.js";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule/index.js";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule/index.js";
import type { Account } from "../constructs/account.ts";
import {
  type Construct,
  type Expr,
  each,
  forEach,
  local,
  one,
  ref,
  remembered,
  tf,
  type Vars,
  when,
} from "../kit/index.ts";
import type { inputs } from "./inputs.ts";

export interface Network {
  vpcId: Expr;
  subnetIds: Expr;
  /** The group made here; null where the warehouse is the caller's. */
  securityGroupId: Expr;
  securityGroupIds: Expr;
}

type WarehouseVars = Vars<typeof inputs>;

const SUBNETS = 3;

export function network(scope: Construct, at: Account, vars: WarehouseVars): Network {
  const own = vars.network;
  const create = local(scope, "create_vpc", tf`${vars.create_warehouse} && ${own.attr("create_vpc")}`);
  const vpc = when(
    create,
    new Vpc(scope, "vpc", {
      cidrBlock: `${own.attr("vpc_cidr")}`,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: named(vars, "warehouse"),
    }),
  );
  const ownVpcId = one(vpc, "id");
  // Whatever is not told otherwise joins the default group: nothing goes through it.
  when(
    create,
    new DefaultSecurityGroup(scope, "vpc-default", {
      vpcId: `${ownVpcId}`,
      tags: named(vars, "default-closed"),
    }),
  );
  const subnets = ownSubnets(scope, vars, create, ownVpcId);
  const vpcId = tf`${create} ? ${ownVpcId} : ${own.attr("vpc_id")}`;
  const group = securityGroup(scope, vars, vpcId);
  endpoints(scope, at, vars, create, { vpcId: ownVpcId, ...subnets });
  return {
    vpcId,
    subnetIds: tf`${create} ? ${subnets.ids} : ${own.attr("subnet_ids")}`,
    securityGroupId: group,
    securityGroupIds: tf`concat(compact([${group}]), ${own.attr("security_group_ids")})`,
  };
}

interface OwnSubnets {
  ids: Expr;
  /** One of each availability zone. */
  idsOfZones: Expr;
  routeTableId: Expr;
}

function ownSubnets(scope: Construct, vars: WarehouseVars, create: Expr, vpcId: Expr): OwnSubnets {
  const zones = vars.network.attr("availability_zones");
  const chosen = chosenZones(scope, tf`${create} && length(${zones}) == 0`);
  const names = local(scope, "availability_zones", tf`length(${zones}) > 0 ? ${zones} : ${chosen}`);
  const subnet = new Subnet(scope, "subnet", {
    vpcId: `${vpcId}`,
    cidrBlock: tf`cidrsubnet(${vars.network.attr("vpc_cidr")}, 2, each.key)`.toString(),
    availabilityZone: tf`${names}[each.key]`.toString(),
    mapPublicIpOnLaunch: false,
    tags: named(vars, "warehouse-$" + "{each.key}"),
  });
  // The keys are numbers, since the zones' names may be known late.
  forEach(
    subnet,
    tf`toset(${create} ? [for i in range(length(${zones}) > 0 ? length(${zones}) : ${SUBNETS}) : tostring(i)] : [])`,
  );
  const table = when(
    create,
    new RouteTable(scope, "routes", { vpcId: `${vpcId}`, tags: named(vars, "warehouse") }),
  );
  forEach(
    new RouteTableAssociation(scope, "routes-of", {
      subnetId: `${each.value.attr("id")}`,
      routeTableId: `${one(table, "id")}`,
    }),
    ref(subnet),
  );
  return {
    ids: tf`[for s in values(${ref(subnet)}) : s.id]`,
    // An interface endpoint takes one subnet of each zone.
    idsOfZones: tf`[for ids in values({ for s in values(${ref(subnet)}) : s.availability_zone => s.id... }) : ids[0]]`,
    routeTableId: one(table, "id"),
  };
}

/**
 * The first three zones that have an endpoint of Glue, as they were at first: AWS may open another one, and the subnets
 * stay where they are. Where a region has two, the third subnet is in the first, as Redshift Serverless wants it there.
 */
function chosenZones(scope: Construct, wanted: Expr): Expr {
  const open = when(
    wanted,
    new DataAwsAvailabilityZones(scope, "zones", {
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    }),
  );
  const glue = when(
    wanted,
    new DataAwsVpcEndpointService(scope, "glue-service", { service: "glue", serviceType: "Interface" }),
  );
  const fit = tf`sort(setintersection(flatten(${ref(open)}[*].names), flatten(${ref(glue)}[*].availability_zones)))`;
  const first = tf`[for i in range(${SUBNETS}) : element(${fit}, i)]`;
  return tf`flatten(${remembered(scope, "zones", { names: first }, { when: wanted })}[*].names)`;
}

/** Nothing comes in but what the variables let; out goes HTTPS, to S3 and Glue. */
function securityGroup(scope: Construct, vars: WarehouseVars, vpcId: Expr): Expr {
  const group = when(
    vars.create_warehouse,
    new SecurityGroup(scope, "security-group", {
      name: `${vars.name}-warehouse`,
      description: "The warehouse",
      vpcId: `${vpcId}`,
      tags: named(vars, "warehouse"),
    }),
  );
  const id = one(group, "id");
  const inward = {
    securityGroupId: `${id}`,
    fromPort: vars.port.number,
    toPort: vars.port.number,
    ipProtocol: "tcp",
    tags: vars.tags.map,
  };
  forEach(
    new VpcSecurityGroupIngressRule(scope, "ingress-addresses", { ...inward, cidrIpv4: `${each.value}` }),
    tf`toset([for x in ${vars.network.attr("ingress_cidr_blocks")} : x if ${vars.create_warehouse}])`,
  );
  forEach(
    new VpcSecurityGroupIngressRule(scope, "ingress-groups", {
      ...inward,
      referencedSecurityGroupId: `${each.value}`,
    }),
    tf`{ for k, v in ${vars.network.attr("ingress_security_group_ids")} : k => v if ${vars.create_warehouse} }`,
  );
  when(
    vars.create_warehouse,
    new VpcSecurityGroupEgressRule(scope, "egress", {
      securityGroupId: `${id}`,
      description: "S3, Glue and what else Redshift calls",
      cidrIpv4: "0.0.0.0/0",
      fromPort: 443,
      toPort: 443,
      ipProtocol: "tcp",
      tags: vars.tags.map,
    }),
  );
  return id;
}

/** With enhanced VPC routing, what Spectrum, COPY and UNLOAD read and write goes through these. */
function endpoints(
  scope: Construct,
  at: Account,
  vars: WarehouseVars,
  create: Expr,
  own: OwnSubnets & { vpcId: Expr },
): void {
  const service = (name: string) => `com.amazonaws.${at.region}.${name}`;
  when(
    create,
    new VpcEndpoint(scope, "s3", {
      vpcId: `${own.vpcId}`,
      serviceName: service("s3"),
      vpcEndpointType: "Gateway",
      routeTableIds: tf`[${own.routeTableId}]`.list,
      tags: named(vars, "s3"),
    }),
  );
  const group = when(
    create,
    new SecurityGroup(scope, "endpoint-security-group", {
      name: `${vars.name}-warehouse-endpoints`,
      description: "The endpoints that the warehouse calls",
      vpcId: `${own.vpcId}`,
      tags: named(vars, "endpoints"),
    }),
  );
  when(
    create,
    new VpcSecurityGroupIngressRule(scope, "endpoint-ingress", {
      securityGroupId: `${one(group, "id")}`,
      description: "From this VPC",
      cidrIpv4: `${vars.network.attr("vpc_cidr")}`,
      fromPort: 443,
      toPort: 443,
      ipProtocol: "tcp",
      tags: vars.tags.map,
    }),
  );
  const glue = when(
    create,
    new VpcEndpoint(scope, "glue", {
      vpcId: `${own.vpcId}`,
      serviceName: service("glue"),
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: own.idsOfZones.list,
      securityGroupIds: tf`[${one(group, "id")}]`.list,
      tags: named(vars, "glue"),
    }),
  );
  // Source: Getting Started with Amazon Web Services in China, "Amazon Glue".
  glue.addOverride("lifecycle.precondition", [
    {
      condition: tf`${at.partition} != "aws-cn"`.toString(),
      error_message:
        "Glue has no VPC endpoint in the regions of China: set network.create_vpc to false, and give network.vpc_id and subnets that reach Glue.",
    },
  ]);
}

const named = (vars: WarehouseVars, suffix: string) =>
  tf`merge(${vars.tags}, { Name = ${`${vars.name}-${suffix}`} })`.map;
