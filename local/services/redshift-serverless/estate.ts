// What there is of Redshift Serverless in one region: kept in memory, as moto keeps what it knows.

import { ApiError } from "../../gateway/aws-json.ts";
import type { Forward } from "../../gateway/service.ts";

export interface Namespace {
  namespaceArn: string;
  namespaceId: string;
  namespaceName: string;
  status: "AVAILABLE";
  creationDate: string;
  dbName: string;
  adminUsername: string;
  adminPasswordSecretArn?: string;
  adminPasswordSecretKmsKeyId?: string;
  kmsKeyId: string;
  /** Each as `IamRole(applyStatus=in-sync, iamRoleArn=ARN)`. */
  iamRoles: string[];
  defaultIamRoleArn?: string;
  logExports: string[];
}

export interface Workgroup {
  workgroupArn: string;
  workgroupId: string;
  workgroupName: string;
  namespaceName: string;
  status: "AVAILABLE";
  creationDate: string;
  baseCapacity: number;
  maxCapacity?: number;
  enhancedVpcRouting: boolean;
  publiclyAccessible: boolean;
  configParameters: { parameterKey: string; parameterValue: string }[];
  subnetIds: string[];
  securityGroupIds: string[];
  port: number;
  endpoint: { address: string; port: number; vpcEndpoints: VpcEndpoint[] };
  pricePerformanceTarget: { status: string; level?: number };
  trackName: string;
  ipAddressType: string;
}

export interface VpcEndpoint {
  vpcEndpointId: string;
  vpcId: string;
  networkInterfaces: { networkInterfaceId: string; subnetId: string; availabilityZone: string }[];
}

export interface UsageLimit {
  usageLimitArn: string;
  usageLimitId: string;
  resourceArn: string;
  usageType: string;
  period: string;
  amount: number;
  breachAction: string;
}

export interface Estate {
  namespaces: Map<string, Namespace>;
  workgroups: Map<string, Workgroup>;
  limits: Map<string, UsageLimit>;
  /** ARN → tags; whatever may be tagged is here. */
  tags: Map<string, Map<string, string>>;
}

export const emptyEstate = (): Estate => ({
  namespaces: new Map(),
  workgroups: new Map(),
  limits: new Map(),
  tags: new Map(),
});

/** What an operation has besides its input. */
export interface Call {
  estate: Estate;
  region: string;
  accountId: string;
  /** To the other services, as the account's root. */
  forward: Forward;
  accessKeyId: string | undefined;
}

export const arnOf = ({ region, accountId }: Call, kind: string, id: string): string =>
  `arn:aws:redshift-serverless:${region}:${accountId}:${kind}/${id}`;

export const notFound = (what: string, name: string): ApiError =>
  new ApiError("ResourceNotFoundException", `Serverless ${what} ${name} not found.`, { resourceName: name });

export function namespaceNamed({ estate }: Call, name: string): Namespace {
  const found = estate.namespaces.get(name);
  if (!found) throw notFound("namespace", name);
  return found;
}

export function workgroupNamed({ estate }: Call, name: string): Workgroup {
  const found = estate.workgroups.get(name);
  if (!found) throw notFound("workgroup", name);
  return found;
}
