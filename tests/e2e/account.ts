// What an account holds, by kind: asked of the endpoint itself, as several kinds have no SDK here.
import type { AwsConfig } from "../../cli/aws.ts";
import { signedFetch } from "../../local/testing/signed-fetch.ts";

interface Kind {
  service: string;
  /** X-Amz-Target of a JSON service, … */
  target?: string;
  /** … the action and version of a query service, … */
  form?: string;
  /** … or the path of a REST service, … */
  path?: string;
  /** … to which a body is posted. */
  posts?: true;
  /** The list in the JSON answer, or the element of the XML one. */
  list: string;
}

const KINDS: Record<string, Kind> = {
  buckets: { service: "s3", path: "/", list: "Name" },
  queues: { service: "sqs", target: "AmazonSQS.ListQueues", list: "QueueUrls" },
  topics: { service: "sns", form: "Action=ListTopics&Version=2010-03-31", list: "TopicArn" },
  tables: { service: "dynamodb", target: "DynamoDB_20120810.ListTables", list: "TableNames" },
  databases: { service: "glue", target: "AWSGlue.GetDatabases", list: "DatabaseList" },
  crawlers: { service: "glue", target: "AWSGlue.GetCrawlers", list: "Crawlers" },
  classifiers: { service: "glue", target: "AWSGlue.GetClassifiers", list: "Classifiers" },
  glue_jobs: { service: "glue", target: "AWSGlue.GetJobs", list: "Jobs" },
  triggers: { service: "glue", target: "AWSGlue.GetTriggers", list: "Triggers" },
  workflows: { service: "glue", target: "AWSGlue.ListWorkflows", list: "Workflows" },
  security_configurations: {
    service: "glue",
    target: "AWSGlue.GetSecurityConfigurations",
    list: "SecurityConfigurations",
  },
  roles: { service: "iam", form: "Action=ListRoles&Version=2010-05-08", list: "RoleName" },
  functions: { service: "lambda", path: "/2015-03-31/functions/", list: "Functions" },
  mappings: { service: "lambda", path: "/2015-03-31/event-source-mappings/", list: "EventSourceMappings" },
  queues_of_jobs: { service: "batch", path: "/v1/describejobqueues", posts: true, list: "jobQueues" },
  environments_of_jobs: {
    service: "batch",
    path: "/v1/describecomputeenvironments",
    posts: true,
    list: "computeEnvironments",
  },
  repositories: {
    service: "ecr",
    target: "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories",
    list: "repositories",
  },
  apis: { service: "apigateway", path: "/restapis", list: "item" },
  http_apis: { service: "apigateway", path: "/v2/apis", list: "items" },
  secrets: { service: "secretsmanager", target: "secretsmanager.ListSecrets", list: "SecretList" },
  clusters: {
    service: "redshift",
    form: "Action=DescribeClusters&Version=2012-12-01",
    list: "ClusterIdentifier",
  },
  workgroups: {
    service: "redshift-serverless",
    target: "RedshiftServerless.ListWorkgroups",
    list: "workgroups",
  },
  namespaces: {
    service: "redshift-serverless",
    target: "RedshiftServerless.ListNamespaces",
    list: "namespaces",
  },
  alarms: {
    service: "monitoring",
    form: "Action=DescribeAlarms&Version=2010-08-01&AlarmTypes.member.1=MetricAlarm&AlarmTypes.member.2=CompositeAlarm",
    list: "AlarmName",
  },
  dashboards: {
    service: "monitoring",
    form: "Action=ListDashboards&Version=2010-08-01",
    list: "DashboardName",
  },
  trails: { service: "cloudtrail", target: "CloudTrail_20131101.DescribeTrails", list: "trailList" },
  log_queries: {
    service: "logs",
    target: "Logs_20140328.DescribeQueryDefinitions",
    list: "queryDefinitions",
  },
  // Every account has a default one.
  vpcs: {
    service: "ec2",
    form: "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=is-default&Filter.1.Value.1=false",
    list: "vpcId",
  },
};

async function names({ endpoint, region, credentials }: AwsConfig, kind: Kind): Promise<unknown[]> {
  const { service, target, form, path, posts, list } = kind;
  const init = {
    method: path && !posts ? "GET" : "POST",
    headers: {
      ...(target && { "content-type": "application/x-amz-json-1.1", "x-amz-target": target }),
      ...(form && { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...((!path || posts) && { body: form ?? "{}" }),
  };
  const response = await signedFetch(endpoint + (path ?? "/"), init, { credentials, service, region });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${target ?? form ?? path}: ${text}`);
  if (!text.startsWith("<")) return (JSON.parse(text) as Record<string, unknown[]>)[list] ?? [];
  return (
    [...text.matchAll(new RegExp(`<${list}>([^<]*)</${list}>`, "g"))]
      .map(([, name]) => name)
      // AWS makes these by itself, and keeps them.
      .filter((name) => !name?.startsWith("AWSServiceRoleFor"))
  );
}

/** Everything of the kinds that our modules make. */
export async function held(aws: AwsConfig): Promise<Record<string, unknown[]>> {
  const entries = Object.entries(KINDS).map(async ([name, kind]) => [name, await names(aws, kind)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** As `held` answers of an account that holds nothing. */
export const NOTHING: Record<string, unknown[]> = Object.fromEntries(
  Object.keys(KINDS).map((name) => [name, []]),
);
