// Where a workgroup lies: subnets and security groups of moto's EC2, the default VPC's where none are named.
import { createHash } from "node:crypto";
import { callForm, textsOf } from "../../gateway/call-form.ts";
import type { Call, VpcEndpoint } from "./estate.ts";
import { invalid } from "./input.ts";

export interface Network {
  subnetIds: string[];
  securityGroupIds: string[];
  vpcEndpoints: VpcEndpoint[];
}

interface Subnet {
  id: string;
  vpcId: string;
  zone: string;
}

/** Availability zones that the subnets must lie in; one region has two in all. */
const ZONES = 3;
const FEWER_ZONES: Record<string, number> = { "us-west-1": 2 };

const describe = (
  { forward, region }: Call,
  Action: string,
  input: Record<string, string>,
): Promise<string | undefined> =>
  callForm(forward, "ec2", region, { Action, Version: "2016-11-15", ...input });

async function subnetOf(call: Call, id: string): Promise<Subnet> {
  const xml = await describe(call, "DescribeSubnets", { "SubnetId.1": id });
  const [vpcId] = textsOf(xml, "vpcId");
  const [zone] = textsOf(xml, "availabilityZone");
  if (!vpcId || !zone) throw invalid(`The subnet ID '${id}' does not exist`);
  return { id, vpcId, zone };
}

const defaultSubnets = async (call: Call): Promise<string[]> =>
  textsOf(
    await describe(call, "DescribeSubnets", {
      "Filter.1.Name": "default-for-az",
      "Filter.1.Value.1": "true",
    }),
    "subnetId",
  );

async function groupsOf(call: Call, vpcId: string, asked: readonly string[]): Promise<string[]> {
  for (const id of asked) {
    const xml = await describe(call, "DescribeSecurityGroups", { "GroupId.1": id });
    if (!textsOf(xml, "vpcId").includes(vpcId))
      throw invalid(`VPC Security group ${id} does not exist in VPC ${vpcId}`);
  }
  if (asked.length > 0) return [...asked];
  const xml = await describe(call, "DescribeSecurityGroups", {
    "Filter.1.Name": "vpc-id",
    "Filter.1.Value.1": vpcId,
    "Filter.2.Name": "group-name",
    "Filter.2.Value.1": "default",
  });
  return [...new Set(textsOf(xml, "groupId"))];
}

const idOf = (prefix: string, ...of: string[]): string =>
  `${prefix}-${createHash("sha256").update(of.join(" ")).digest("hex").slice(0, 17)}`;

export async function networkOf(
  call: Call,
  workgroupId: string,
  asked: { subnetIds?: string[]; securityGroupIds?: string[] },
): Promise<Network> {
  const subnetIds = asked.subnetIds?.length ? asked.subnetIds : await defaultSubnets(call);
  const subnets = await Promise.all(subnetIds.map((id) => subnetOf(call, id)));
  const [first] = subnets;
  if (!first) throw invalid("The region has no default VPC: name the subnets of another one.");
  const stray = subnets.find(({ vpcId }) => vpcId !== first.vpcId);
  if (stray) throw invalid(`The subnets ${first.id} and ${stray.id} are not in the same VPC`);
  const zones = new Set(subnets.map(({ zone }) => zone)).size;
  const least = FEWER_ZONES[call.region] ?? ZONES;
  if (zones < least)
    throw invalid(
      `The subnets are in ${zones} availability zones: Redshift Serverless needs subnets in at least ${least}.`,
    );
  return {
    subnetIds,
    securityGroupIds: await groupsOf(call, first.vpcId, asked.securityGroupIds ?? []),
    vpcEndpoints: [
      {
        vpcEndpointId: idOf("vpce", workgroupId),
        vpcId: first.vpcId,
        networkInterfaces: subnets.map(({ id, zone }) => ({
          networkInterfaceId: idOf("eni", workgroupId, id),
          subnetId: id,
          availabilityZone: zone,
        })),
      },
    ],
  };
}
