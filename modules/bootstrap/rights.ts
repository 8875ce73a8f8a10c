// What the roles of CI may do: plan reads settings and no data; apply makes what an environment is called by its name, and roles only
// within a boundary. Source: Service Authorization Reference, page of each service.
import { environmentName, type Place, type Rights } from "./place.ts";

/** What Terraform reads of what it has made. No object, item, row, secret or message is among it but what `readOwnObjects` says. */
const READS = [
  "apigateway:GET",
  "athena:Get*",
  "athena:List*",
  "batch:Describe*",
  "batch:List*",
  "budgets:View*",
  "ce:Get*",
  "cloudtrail:Describe*",
  "cloudtrail:Get*",
  "cloudtrail:List*",
  "cloudwatch:Describe*",
  "cloudwatch:Get*",
  "cloudwatch:List*",
  "dynamodb:Describe*",
  "dynamodb:List*",
  "ec2:Describe*",
  "ecr:Describe*",
  "ecr:GetLifecyclePolicy",
  "ecr:GetRepositoryPolicy",
  "ecr:ListTagsForResource",
  "events:Describe*",
  "events:List*",
  "firehose:Describe*",
  "firehose:List*",
  "glue:Get*",
  "iam:Get*",
  "iam:List*",
  "kms:Describe*",
  "kms:GetKey*",
  "kms:List*",
  "lambda:GetEventSourceMapping",
  "lambda:GetFunction*",
  "lambda:GetLayerVersion*",
  "lambda:GetPolicy",
  "lambda:List*",
  "logs:Describe*",
  "logs:ListTagsForResource",
  "redshift-data:DescribeStatement",
  "redshift-serverless:GetNamespace",
  "redshift-serverless:GetUsageLimit",
  "redshift-serverless:GetWorkgroup",
  "redshift-serverless:List*",
  "redshift:Describe*",
  "s3:GetAccelerateConfiguration",
  "s3:GetBucket*",
  "s3:GetEncryptionConfiguration",
  "s3:GetLifecycleConfiguration",
  "s3:GetReplicationConfiguration",
  "s3:ListAllMyBuckets",
  "secretsmanager:DescribeSecret",
  "secretsmanager:GetResourcePolicy",
  "secretsmanager:List*",
  "sns:Get*",
  "sns:List*",
  "sqs:GetQueue*",
  "sqs:List*",
  "sts:GetCallerIdentity",
  "wafv2:Get*",
  "wafv2:List*",
] as const;

/** What Terraform itself wrote as objects: the contract and settings in the system zone. */
const readOwnObjects = (at: Place, environments: readonly string[]): Rights[] => [
  {
    // HeadBucket, by which the provider sees whether a bucket is there, asks for it. It tells the names of objects, too.
    Sid: "SeeBuckets",
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: environments.map((one) => `arn:${at.partition}:s3:::${environmentName(at, one)}-*`),
  },
  {
    Sid: "ReadOwnObjects",
    Effect: "Allow",
    Action: ["s3:GetObject", "s3:GetObjectTagging"],
    Resource: environments.map(
      (one) => `arn:${at.partition}:s3:::${environmentName(at, one)}-system-${at.account}/*`,
    ),
  },
  {
    Sid: "DecryptOwnObjects",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: `arn:${at.partition}:kms:${at.region}:${at.account}:key/*`,
    Condition: { StringEquals: { "kms:ViaService": `s3.${at.region}.${at.dnsSuffix}` } },
  },
];

export const planRights = (at: Place, environments: readonly string[]): Rights[] => [
  { Sid: "ReadSettings", Effect: "Allow", Action: READS, Resource: "*" },
  ...readOwnObjects(at, environments),
];

/** Service → resources that bear the environment's name. */
function named(at: Place, environment: string): { sid: string; actions: string[]; resources: string[] }[] {
  const own = `${environmentName(at, environment)}`;
  const arn = (service: string, resource: string): string =>
    `arn:${at.partition}:${service}:${at.region}:${at.account}:${resource}`;
  // `acme-prod` itself and `acme-prod-…`, and never `acme-production`.
  const both = (service: string, kind: string): string[] => [
    arn(service, `${kind}${own}`),
    arn(service, `${kind}${own}-*`),
  ];
  return [
    { sid: "Buckets", actions: ["s3:*"], resources: [`arn:${at.partition}:s3:::${own}-*`] },
    {
      sid: "Functions",
      actions: ["lambda:*"],
      resources: [
        arn("lambda", `function:${own}-*`),
        arn("lambda", `layer:${own}-*`),
        arn("lambda", `layer:${own}-*:*`),
      ],
    },
    { sid: "Queues", actions: ["sqs:*"], resources: [arn("sqs", `${own}-*`)] },
    { sid: "Topics", actions: ["sns:*"], resources: [arn("sns", `${own}-*`)] },
    { sid: "Tables", actions: ["dynamodb:*"], resources: [arn("dynamodb", `table/${own}-*`)] },
    {
      sid: "Logs",
      actions: ["logs:*"],
      resources: [
        arn("logs", `log-group:/aws/*/${own}`),
        arn("logs", `log-group:/aws/*/${own}-*`),
        arn("logs", `log-group:${own}-*`),
        arn("logs", `log-group:/aws/*/${own}:*`),
        arn("logs", `log-group:/aws/*/${own}-*:*`),
      ],
    },
    {
      sid: "Alarms",
      actions: ["cloudwatch:*"],
      resources: [
        arn("cloudwatch", `alarm:${own}-*`),
        `arn:${at.partition}:cloudwatch::${at.account}:dashboard/${own}*`,
      ],
    },
    { sid: "Rules", actions: ["events:*"], resources: [arn("events", `rule/${own}-*`)] },
    {
      sid: "Secrets",
      actions: ["secretsmanager:*"],
      resources: [arn("secretsmanager", `secret:${own}/*`), arn("secretsmanager", `secret:${own}-*`)],
    },
    { sid: "Workgroups", actions: ["athena:*"], resources: both("athena", "workgroup/") },
    { sid: "Repositories", actions: ["ecr:*"], resources: both("ecr", "repository/") },
    {
      sid: "Jobs",
      actions: ["batch:*"],
      resources: [
        arn("batch", `compute-environment/${own}-*`),
        arn("batch", `job-queue/${own}-*`),
        arn("batch", `job-definition/${own}-*`),
        arn("batch", `scheduling-policy/${own}-*`),
      ],
    },
    {
      sid: "Streams",
      actions: ["firehose:*"],
      resources: [arn("firehose", `deliverystream/${own}-*`)],
    },
    {
      sid: "Clusters",
      actions: ["redshift:*"],
      resources: [`arn:${at.partition}:redshift:${at.region}:${at.account}:*:${own}*`],
    },
    { sid: "Trails", actions: ["cloudtrail:*"], resources: both("cloudtrail", "trail/") },
    {
      sid: "Budgets",
      actions: ["budgets:*"],
      resources: [`arn:${at.partition}:budgets::${at.account}:budget/${own}`],
    },
  ];
}

/** What has no name in its ARN, or is made before it has one. */
function nameless(at: Place): Rights[] {
  const key = `arn:${at.partition}:kms:${at.region}:${at.account}:key/*`;
  const alias = `arn:${at.partition}:kms:${at.region}:${at.account}:alias/${at.name}-*`;
  return [
    // Glue's names have underscores, and its ARNs no wildcard for the hyphens of ours.
    {
      Sid: "Catalog",
      Effect: "Allow",
      Action: ["glue:*"],
      Resource: [
        "catalog",
        "database/*",
        "table/*",
        "crawler/*",
        "job/*",
        "trigger/*",
        "registry/*",
        "schema/*",
      ].map((kind) => `arn:${at.partition}:glue:${at.region}:${at.account}:${kind}`),
    },
    {
      Sid: "Api",
      Effect: "Allow",
      Action: ["apigateway:*"],
      Resource: `arn:${at.partition}:apigateway:${at.region}::/*`,
    },
    { Sid: "Mappings", Effect: "Allow", Action: ["lambda:*EventSourceMapping"], Resource: "*" },
    {
      Sid: "SavedQueries",
      Effect: "Allow",
      Action: ["logs:DeleteQueryDefinition", "logs:PutQueryDefinition"],
      Resource: "*",
    },
    { Sid: "MakeKeys", Effect: "Allow", Action: ["kms:CreateKey"], Resource: "*" },
    // Keys are known by numbers. Each key's own policy holds others off; that of the state is left out.
    { Sid: "ManageKeys", Effect: "Allow", Action: ["kms:*"], Resource: [key, alias] },
    {
      Sid: "LeaveKeyOfStateAlone",
      Effect: "Deny",
      Action: ["kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant"],
      Resource: at.stateKeyArn,
    },
    {
      Sid: "Warehouse",
      Effect: "Allow",
      Action: ["redshift-data:*", "redshift-serverless:*"],
      Resource: "*",
    },
    // A network of the warehouse's or of jobs' own, which has ids as well.
    {
      Sid: "Network",
      Effect: "Allow",
      Action: [
        "ec2:*InternetGateway",
        "ec2:*Route*",
        "ec2:*SecurityGroup*",
        "ec2:*Subnet*",
        "ec2:*Tags",
        "ec2:*Vpc*",
      ],
      Resource: "*",
    },
    {
      Sid: "RolesOfServices",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: `arn:${at.partition}:iam::${at.account}:role/aws-service-role/*`,
    },
  ];
}

function roles(at: Place, environment: string): Rights[] {
  const role = `arn:${at.partition}:iam::${at.account}:role/${environmentName(at, environment)}-*`;
  return [
    {
      Sid: "MakeBoundRoles",
      Effect: "Allow",
      Action: [
        "iam:AttachRolePolicy",
        "iam:CreateRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary",
        "iam:PutRolePolicy",
      ],
      Resource: role,
      Condition: { StringEquals: { "iam:PermissionsBoundary": at.boundaryArn } },
    },
    {
      Sid: "ManageRoles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      Resource: role,
    },
    {
      Sid: "GiveRolesToServices",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: role,
      Condition: {
        StringEquals: {
          "iam:PassedToService": [
            "apigateway",
            "batch",
            "cloudtrail",
            "ecs-tasks",
            "events",
            "lambda",
            "redshift",
            "redshift-serverless",
            "sns",
          ].map((service) => `${service}.amazonaws.com`),
        },
      },
    },
  ];
}

/** Of one environment. Reading is as `planRights` has it. */
export const applyRights = (at: Place, environment: string): Rights[] => [
  ...named(at, environment).map(
    ({ sid, actions, resources }): Rights => ({
      Sid: sid,
      Effect: "Allow",
      Action: actions,
      Resource: resources,
    }),
  ),
  ...nameless(at),
  ...roles(at, environment),
];
