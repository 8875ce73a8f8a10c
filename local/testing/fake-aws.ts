// For tests: as much of S3, the Glue catalog, IAM, STS, EC2, Secrets Manager, Redshift's and Athena's control planes as
// the engines ask for, in this process, behind the real gateway's server and router.
import type { IncomingMessage } from "node:http";
import { router } from "../gateway/router.ts";
import { listen } from "../gateway/server.ts";
import type {
  Forward,
  LocalContext,
  LocalService,
  ServiceRequest,
  ServiceResponse,
} from "../gateway/service.ts";
import { type Json, json, xml } from "./answers.ts";
import { fakeGlue } from "./fake-glue.ts";

/** When all objects were last written. */
const WRITTEN = new Date("2024-01-01T00:00:00Z");

export interface FakeAws {
  context: LocalContext;
  /** Bodies by `bucket/key`. */
  objects: Map<string, Buffer>;
  /** Answers of Athena's GetWorkGroup, by name. */
  workgroups: Map<string, Json>;
  /** Names of IAM roles, and their trust policies. */
  roles: Map<string, string>;
  /** ARNs that the cluster `wh` may use. */
  clusterRoles: string[];
  /** Secrets of Secrets Manager, by ARN. */
  secrets: Map<string, { name: string; text: string; key: string | undefined }>;
  /** Access keys whose requests S3 refuses. */
  forbidden: Set<string>;
  /** The encryption that each object was put with, as its request said: `ALGORITHM KEY`; by `bucket/key`. */
  encryption: Map<string, string>;
  /** The KMS key of a bucket's default encryption, by bucket; SSE-S3 where absent. */
  bucketKeys: Map<string, string>;
  close(): Promise<void>;
}

/** What the real S3 of the local AWS says of itself, as far as the fake needs it. */
const FAKE_S3: LocalService = { services: ["s3"], errors: "s3", claims: () => true };

/** @param makes services by the name of their state folder */
export async function fakeAws(
  makes: Record<string, (context: LocalContext) => LocalService>,
  state: string,
): Promise<FakeAws> {
  const aws = {
    objects: new Map<string, Buffer>(),
    workgroups: new Map<string, Json>(),
    roles: new Map<string, string>(),
    clusterRoles: [] as string[],
    secrets: new Map<string, { name: string; text: string; key: string | undefined }>(),
    forbidden: new Set<string>(),
    encryption: new Map<string, string>(),
    bucketKeys: new Map<string, string>(),
  };
  const glue = fakeGlue();
  const forward: Forward = async (request) => {
    switch (request.service) {
      case "s3":
        return fakeS3(request, aws);
      case "glue":
        return glue(request);
      case "athena": {
        const { WorkGroup } = JSON.parse(request.body.toString()) as { WorkGroup: string };
        const found = aws.workgroups.get(WorkGroup);
        return found
          ? json({ WorkGroup: found })
          : json({ __type: "InvalidRequestException", Message: "no" }, 400);
      }
      case "redshift": {
        const id = new URLSearchParams(request.body.toString()).get("ClusterIdentifier");
        if (id !== "wh")
          return xml("<ErrorResponse><Error><Code>ClusterNotFound</Code></Error></ErrorResponse>", 404);
        const list = aws.clusterRoles.map(
          (arn) => `<ClusterIamRole><IamRoleArn>${arn}</IamRoleArn></ClusterIamRole>`,
        );
        return xml(
          `<R><DBName>analytics</DBName><MasterUsername>admin</MasterUsername><IamRoles>${list.join("")}</IamRoles></R>`,
        );
      }
      case "iam": {
        const name = new URLSearchParams(request.body.toString()).get("RoleName") ?? "";
        const trust = aws.roles.get(name);
        if (trust === undefined)
          return xml(
            "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>none</Message></Error></ErrorResponse>",
            404,
          );
        return xml(
          `<GetRoleResponse><GetRoleResult><Role><RoleName>${name}</RoleName><AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument></Role></GetRoleResult></GetRoleResponse>`,
        );
      }
      case "secretsmanager":
        return fakeSecrets(request, aws.secrets);
      case "ec2":
        return fakeNetwork(new URLSearchParams(request.body.toString()));
      case "sts": {
        if (request.operation === "GetCallerIdentity") {
          const role = /^ASIA(.+)/.exec(request.accessKeyId ?? "")?.[1];
          const who = role ? `sts::123456789012:assumed-role/${role}/session` : "iam::123456789012:root";
          return xml(`<GetCallerIdentityResult><Arn>arn:aws:${who}</Arn></GetCallerIdentityResult>`);
        }
        const arn = new URLSearchParams(request.body.toString()).get("RoleArn") ?? "";
        return xml(
          `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${arn.split("/").at(-1)}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
        );
      }
      default:
        return json({ __type: "UnknownOperationException", Message: request.service }, 400);
    }
  };
  const services: LocalService[] = [FAKE_S3];
  const route = router({ forward, services, guards: [], observers: [] });
  const { server, port } = await listen(0, {
    region: "us-east-1",
    services,
    dispatch: route.dispatch,
    internal: async () => undefined,
  });
  const context: LocalContext = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    accountId: "123456789012",
    state,
  };
  services.unshift(
    ...Object.entries(makes).map(([name, make]) => make({ ...context, state: `${state}/${name}` })),
  );
  return {
    ...aws,
    context,
    close: async () => {
      await route.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function fakeSecrets({ operation, body }: ServiceRequest, secrets: FakeAws["secrets"]): ServiceResponse {
  const input = JSON.parse(body.toString()) as Record<string, string>;
  if (operation === "CreateSecret") {
    const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${input.Name}-AbCdEf`;
    if (secrets.has(arn)) return json({ __type: "ResourceExistsException", message: "it exists" }, 400);
    secrets.set(arn, { name: String(input.Name), text: String(input.SecretString), key: input.KmsKeyId });
    return json({ ARN: arn });
  }
  const found = secrets.get(String(input.SecretId));
  if (!found) return json({ __type: "ResourceNotFoundException", message: "no such secret" }, 400);
  if (operation === "DeleteSecret") secrets.delete(String(input.SecretId));
  return json({ Name: found.name, SecretString: found.text });
}

/** The default VPC `vpc-1` with three subnets, and `vpc-2` with one. */
function fakeNetwork(input: URLSearchParams): ServiceResponse {
  const subnets = ["a", "b", "c"].map((zone) => ({ id: `subnet-${zone}`, vpc: "vpc-1", zone }));
  const group = input.get("GroupId.1");
  if (input.get("Action") === "DescribeSecurityGroups") {
    if (group && group !== "sg-1") return xml("<Response/>", 400);
    return xml(`<item><groupId>${group ?? "sg-default"}</groupId><vpcId>vpc-1</vpcId></item>`);
  }
  const id = input.get("SubnetId.1");
  const found = [...subnets, { id: "subnet-x", vpc: "vpc-2", zone: "a" }].filter((one) =>
    id ? one.id === id : one.vpc === "vpc-1",
  );
  if (found.length === 0) return xml("<Response/>", 400);
  return xml(
    found
      .map(
        (one) =>
          `<item><subnetId>${one.id}</subnetId><vpcId>${one.vpc}</vpcId><availabilityZone>us-east-1${one.zone}</availabilityZone></item>`,
      )
      .join(""),
  );
}

/** What a Range header asks for (`bytes=1-5`, `bytes=1-`, `bytes=-5`), and the Content-Range of it; all where it asks for nothing. */
function partOf(body: Buffer, range: string): [Buffer, string | undefined] {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (first === "" && last === "") return [body, undefined];
  const start = first === "" ? Math.max(0, body.length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? body.length : Math.min(body.length, Number(last) + 1);
  return [body.subarray(start, end), `bytes ${start}-${end - 1}/${body.length}`];
}

async function fakeS3(
  request: ServiceRequest,
  {
    objects,
    forbidden,
    encryption,
    bucketKeys,
  }: Pick<FakeAws, "objects" | "forbidden" | "encryption" | "bucketKeys">,
): Promise<ServiceResponse> {
  if (forbidden.has(request.accessKeyId ?? "")) {
    return xml("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", 403);
  }
  const [bucket, ...rest] = decodeURIComponent(request.path).slice(1).split("/");
  const key = `${bucket}/${rest.join("/")}`;
  if (request.method === "PUT") {
    const chunks: Buffer[] = [];
    for await (const chunk of request.stream as IncomingMessage) chunks.push(chunk as Buffer);
    objects.set(key, Buffer.concat(chunks));
    const header = (name: string) => request.headers[`x-amz-server-side-encryption${name}`] ?? "";
    encryption.set(key, `${header("")} ${header("-aws-kms-key-id")}`.trim());
    return { status: 200, headers: { etag: '"put"' }, body: "" };
  }
  if (request.query.has("encryption")) {
    const id = bucketKeys.get(String(bucket));
    const rule = id
      ? `<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${id}</KMSMasterKeyID>`
      : "<SSEAlgorithm>AES256</SSEAlgorithm>";
    return xml(
      `<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>${rule}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>`,
    );
  }
  if (request.method === "GET" && request.query.get("list-type") === "2") {
    const prefix = `${bucket}/${request.query.get("prefix") ?? ""}`;
    const contents = [...objects]
      .filter(([name]) => name.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, body]) =>
          `<Contents><Key>${name.slice(`${bucket}/`.length)}</Key><ETag>"${body.length}-${body.subarray(0, 64).toString("hex").slice(0, 16)}"</ETag><Size>${body.length}</Size><LastModified>${WRITTEN.toISOString()}</LastModified></Contents>`,
      );
    return xml(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`);
  }
  const body = objects.get(key);
  if (!body) return xml("<Error><Code>NoSuchKey</Code><Message>none</Message></Error>", 404);
  const [part, range] = partOf(body, String(request.headers.range ?? ""));
  const headers = {
    etag: '"head"',
    "last-modified": WRITTEN.toUTCString(),
    "content-length": String(part.length),
    ...(range && { "content-range": range }),
  };
  return { status: range ? 206 : 200, headers, body: request.method === "HEAD" ? "" : part };
}
