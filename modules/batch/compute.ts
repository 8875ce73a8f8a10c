// Where jobs run: compute environments for on-demand and for spot capacity, and a queue for each that datasets share fairly.
import { BatchComputeEnvironment } from "@cdktf/provider-aws/lib/batch-compute-environment/index.js";
import { BatchJobQueue } from "@cdktf/provider-aws/lib/batch-job-queue/index.js";
import { BatchSchedulingPolicy } from "@cdktf/provider-aws/lib/batch-scheduling-policy/index.js";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile/index.js";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js";
import type { Account } from "../constructs/account.ts";
import { assumeRole, type Construct, type Expr, one, ref, tf, type Vars, when } from "../kit/index.ts";
import type { inputs } from "./inputs.ts";
import type { Network } from "./network.ts";

export interface Compute {
  /** `on_demand` and `spot` → the queue. */
  queues: { on_demand: Expr; spot: Expr };
  /** The same without shares, for jobs of the user's: what EventBridge starts names none. */
  userQueues: { on_demand: Expr; spot: Expr };
  environments: { on_demand: Expr; spot: Expr };
  schedulingPolicyArn: Expr;
}

export function compute(scope: Construct, at: Account, vars: Vars<typeof inputs>, net: Network): Compute {
  const ec2 = tf`${vars.compute} == "EC2"`;
  const profile = instanceProfile(scope, at, vars, ec2);
  const environment = (id: string, type: Expr) => {
    const made = new BatchComputeEnvironment(scope, id, {
      // Without a name of its own: the argument is called compute_environment_name in version 5 of the provider, and name in 6.
      type: "MANAGED",
      // The service-linked role, which AWS makes.
      computeResources: {
        type: `${type}`,
        maxVcpus: vars.max_vcpus.number,
        subnets: net.subnetIds.list,
        securityGroupIds: net.securityGroupIds.list,
      },
      tags: vars.tags.map,
      // A queue's environments cannot be deleted: another takes its place first.
      lifecycle: { createBeforeDestroy: true },
    });
    for (const [argument, value] of [
      ["min_vcpus", tf`0`],
      ["instance_role", one(profile, "arn")],
      ["instance_type", vars.instance_types],
      [
        "allocation_strategy",
        id === "spot" ? tf`"SPOT_PRICE_CAPACITY_OPTIMIZED"` : tf`"BEST_FIT_PROGRESSIVE"`,
      ],
    ] as const)
      made.addOverride(`compute_resources.${argument}`, tf`${ec2} ? ${value} : null`.toString());
    return ref(made);
  };
  const environments = {
    on_demand: environment("on-demand", tf`${vars.compute}`),
    spot: environment("spot", tf`${ec2} ? "SPOT" : "FARGATE_SPOT"`),
  };
  const policy = new BatchSchedulingPolicy(scope, "fair", {
    name: `${vars.name}-jobs`,
    // Who has run for long lately waits; an hour ago counts little.
    fairSharePolicy: { shareDecaySeconds: 3600, computeReservation: 0 },
    tags: vars.tags.map,
  });
  const queue = (id: string, order: readonly Expr[], isShared: boolean) =>
    ref(
      new BatchJobQueue(scope, `${id}-queue`, {
        name: `${vars.name}-${id}`,
        state: "ENABLED",
        priority: 1,
        ...(isShared && { schedulingPolicyArn: `${ref(policy, "arn")}` }),
        computeEnvironmentOrder: order.map((one, at) => ({
          order: at + 1,
          computeEnvironment: `${one.attr("arn")}`,
        })),
        tags: vars.tags.map,
      }),
    );
  // Where there is no spot capacity, jobs do not wait for it.
  const [onDemand, spot] = [[environments.on_demand], [environments.spot, environments.on_demand]];
  return {
    queues: {
      on_demand: queue("on-demand", onDemand, true),
      spot: queue("spot", spot, true),
    },
    userQueues: {
      on_demand: queue("jobs-on-demand", onDemand, false),
      spot: queue("jobs-spot", spot, false),
    },
    environments,
    schedulingPolicyArn: ref(policy, "arn"),
  };
}

/** What machines of EC2 are to ECS: the policy that AWS keeps for it. */
function instanceProfile(scope: Construct, at: Account, vars: Vars<typeof inputs>, ec2: Expr) {
  const role = when(
    ec2,
    new IamRole(scope, "instance", {
      name: `${vars.name}-job-instances`,
      description: "Machines that jobs run on",
      assumeRolePolicy: assumeRole(`ec2.${at.dnsSuffix}`).toString(),
      permissionsBoundary: `${vars.permissions_boundary_arn}`,
      tags: vars.tags.map,
    }),
  );
  when(
    ec2,
    new IamRolePolicyAttachment(scope, "instance-ecs", {
      role: `${one(role, "name")}`,
      policyArn: `arn:${at.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role`,
    }),
  );
  return when(
    ec2,
    new IamInstanceProfile(scope, "instances", {
      name: `${vars.name}-job-instances`,
      role: `${one(role, "name")}`,
      tags: vars.tags.map,
    }),
  );
}
