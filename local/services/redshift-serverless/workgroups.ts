// Workgroups: the compute of a namespace, with its capacity, its network and the address that it is reached by.
import { randomUUID } from "node:crypto";
import { ApiError } from "../../gateway/aws-json.ts";
import { arnOf, type Call, namespaceNamed, type Workgroup, workgroupNamed } from "./estate.ts";
import { invalid, nameIn, oneOf, type PageInput, page } from "./input.ts";
import { networkOf } from "./network.ts";
import { configParameters, type GivenParameter } from "./parameters.ts";
import { beginTags, type Tag } from "./tags.ts";

interface WorkgroupInput {
  workgroupName?: string;
  namespaceName?: string;
  baseCapacity?: number;
  maxCapacity?: number;
  enhancedVpcRouting?: boolean;
  publiclyAccessible?: boolean;
  configParameters?: GivenParameter[];
  subnetIds?: string[];
  securityGroupIds?: string[];
  port?: number;
  pricePerformanceTarget?: { status?: string; level?: number };
  trackName?: string;
  ipAddressType?: string;
  tags?: Tag[];
}

const BASE_CAPACITY = 128;
const PORT = 5439;

/** 4, then steps of 8 up to 512, then steps of 32. */
const isCapacity = (rpu: number): boolean =>
  rpu === 4 || (rpu >= 8 && rpu <= 512 && rpu % 8 === 0) || (rpu > 512 && rpu <= 1024 && rpu % 32 === 0);

function checkCapacity(base: number, most: number | undefined): void {
  for (const rpu of [base, most]) {
    if (rpu !== undefined && !isCapacity(rpu))
      throw invalid(
        `The capacity ${rpu} is not valid: it is 4 RPU, 8 to 512 in steps of 8, or up to 1024 in steps of 32.`,
      );
  }
  if (most !== undefined && most < base)
    throw invalid(`The max capacity ${most} must be greater than or equal to the base capacity ${base}.`);
}

function portIn(port: number): number {
  if ((port >= 5431 && port <= 5455) || (port >= 8191 && port <= 8215)) return port;
  throw invalid(`The port ${port} is not valid. Valid port ranges are 5431-5455 and 8191-8215.`);
}

const target = (asked: WorkgroupInput["pricePerformanceTarget"]): Workgroup["pricePerformanceTarget"] => ({
  ...asked,
  status: oneOf(asked?.status ?? "DISABLED", "pricePerformanceTarget.status", ["ENABLED", "DISABLED"]),
});

/** The workgroup as it is with what was asked for; nothing is kept yet. */
async function changed(call: Call, workgroup: Workgroup, input: WorkgroupInput): Promise<Workgroup> {
  const baseCapacity = input.baseCapacity ?? workgroup.baseCapacity;
  const wanted = input.maxCapacity ?? workgroup.maxCapacity;
  // So is the limit taken away.
  const maxCapacity = wanted === -1 ? undefined : wanted;
  checkCapacity(baseCapacity, maxCapacity);
  const port = portIn(input.port ?? workgroup.port);
  const moved = input.subnetIds || input.securityGroupIds;
  const subnetIds = input.subnetIds ?? workgroup.subnetIds;
  const securityGroupIds = input.securityGroupIds ?? workgroup.securityGroupIds;
  const network = moved
    ? await networkOf(call, workgroup.workgroupId, { subnetIds, securityGroupIds })
    : { subnetIds, securityGroupIds, vpcEndpoints: workgroup.endpoint.vpcEndpoints };
  const { vpcEndpoints, ...where } = network;
  return {
    ...workgroup,
    ...where,
    baseCapacity,
    maxCapacity,
    port,
    endpoint: { ...workgroup.endpoint, port, vpcEndpoints },
    enhancedVpcRouting: input.enhancedVpcRouting ?? workgroup.enhancedVpcRouting,
    publiclyAccessible: input.publiclyAccessible ?? workgroup.publiclyAccessible,
    configParameters: input.configParameters
      ? configParameters(input.configParameters)
      : workgroup.configParameters,
    pricePerformanceTarget: input.pricePerformanceTarget
      ? target(input.pricePerformanceTarget)
      : workgroup.pricePerformanceTarget,
    trackName: input.trackName ?? workgroup.trackName,
    ipAddressType: input.ipAddressType ?? workgroup.ipAddressType,
  };
}

function fresh(call: Call, workgroupName: string, namespaceName: string): Workgroup {
  const workgroupId = randomUUID();
  return {
    workgroupArn: arnOf(call, "workgroup", workgroupId),
    workgroupId,
    workgroupName,
    namespaceName,
    status: "AVAILABLE",
    creationDate: new Date().toISOString(),
    baseCapacity: BASE_CAPACITY,
    enhancedVpcRouting: false,
    publiclyAccessible: false,
    configParameters: configParameters(),
    subnetIds: [],
    securityGroupIds: [],
    port: PORT,
    endpoint: {
      address: `${workgroupName}.${call.accountId}.${call.region}.redshift-serverless.amazonaws.com`,
      port: PORT,
      vpcEndpoints: [],
    },
    pricePerformanceTarget: target(undefined),
    trackName: "current",
    ipAddressType: "ipv4",
  };
}

function checkFree({ estate }: Call, workgroupName: string, namespaceName: string): void {
  if (estate.workgroups.has(workgroupName))
    throw new ApiError("ConflictException", `Serverless workgroup ${workgroupName} already exists.`);
  const other = [...estate.workgroups.values()].find((one) => one.namespaceName === namespaceName);
  if (other)
    throw new ApiError(
      "ConflictException",
      `The namespace ${namespaceName} has the workgroup ${other.workgroupName} already.`,
    );
}

export const workgroupOperations = {
  async CreateWorkgroup(input: WorkgroupInput, call: Call) {
    const workgroupName = nameIn(input.workgroupName, "workgroupName");
    const namespaceName = nameIn(input.namespaceName, "namespaceName");
    namespaceNamed(call, namespaceName);
    checkFree(call, workgroupName, namespaceName);
    const workgroup = await changed(call, fresh(call, workgroupName, namespaceName), {
      subnetIds: [],
      ...input,
    });
    checkFree(call, workgroupName, namespaceName);
    call.estate.workgroups.set(workgroupName, workgroup);
    beginTags(call, workgroup.workgroupArn, input.tags);
    return { workgroup: { ...workgroup, status: "CREATING" } };
  },

  GetWorkgroup: (input: WorkgroupInput, call: Call) => ({
    workgroup: workgroupNamed(call, nameIn(input.workgroupName, "workgroupName")),
  }),

  ListWorkgroups: (input: PageInput, { estate }: Call) =>
    page("workgroups", [...estate.workgroups.values()], input),

  async UpdateWorkgroup(input: WorkgroupInput, call: Call) {
    const known = workgroupNamed(call, nameIn(input.workgroupName, "workgroupName"));
    const workgroup = await changed(call, known, input);
    call.estate.workgroups.set(workgroup.workgroupName, workgroup);
    return { workgroup: { ...workgroup, status: "MODIFYING" } };
  },

  DeleteWorkgroup(input: WorkgroupInput, call: Call) {
    const workgroup = workgroupNamed(call, nameIn(input.workgroupName, "workgroupName"));
    const { estate } = call;
    estate.workgroups.delete(workgroup.workgroupName);
    estate.tags.delete(workgroup.workgroupArn);
    for (const [id, limit] of estate.limits)
      if (limit.resourceArn === workgroup.workgroupArn) estate.limits.delete(id);
    return { workgroup: { ...workgroup, status: "DELETING" } };
  },
};
