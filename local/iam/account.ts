// What the account's own records say that decides on access: policies of roles, of buckets and of keys, and which key
// encrypts what. Read from moto as Terraform made them, kept until something writes to them.

import { Readable } from "node:stream";
import type { IAMClient } from "@aws-sdk/client-iam";
import { callJson, signed } from "../gateway/call.ts";
import { bodyOf } from "../gateway/forward.ts";
import type { Forward } from "../gateway/service.ts";
import { type MotoAddress, motoHeaders } from "../moto/door.ts";
import { attributesOf } from "./attributes.ts";

export interface Policy {
  name: string;
  policy: unknown;
}

export interface RolePolicies {
  identity: Policy[];
  /** The policy of the permissions boundary. */
  boundary?: Policy[];
}

/** A value per key, read once. */
class Memory<Value> {
  readonly #values = new Map<string, Promise<Value>>();
  get(key: string, read: () => Promise<Value>): Promise<Value> {
    let value = this.#values.get(key);
    if (!value) {
      value = read();
      this.#values.set(key, value);
      value.catch(() => this.#values.delete(key));
    }
    return value;
  }
  clear(): void {
    this.#values.clear();
  }
}

const parse = (document: string | undefined): unknown =>
  !document
    ? undefined
    : JSON.parse(document.trimStart().startsWith("{") ? document : decodeURIComponent(document));

export class Account {
  readonly #forward: Forward;
  readonly #moto: MotoAddress;
  readonly #roles = new Memory<RolePolicies>();
  readonly #buckets = new Memory<unknown>();
  readonly #keys = new Memory<unknown>();
  readonly #encryption = new Memory<string | undefined>();
  readonly #secrets = new Memory<string | undefined>();
  #client: Promise<{ client: IAMClient; sdk: typeof import("@aws-sdk/client-iam") }> | undefined;

  constructor(forward: Forward, moto: MotoAddress) {
    this.#forward = forward;
    this.#moto = moto;
  }

  /** Forgets everything; called after any write that may matter. */
  forget(): void {
    for (const memory of [this.#roles, this.#buckets, this.#keys, this.#encryption, this.#secrets])
      memory.clear();
  }

  #iam() {
    // Loaded with the first role that makes a request: most of a local AWS's life needs none of it.
    this.#client ??= import("@aws-sdk/client-iam").then((sdk) => {
      const client = new sdk.IAMClient({
        endpoint: `http://127.0.0.1:${this.#moto.port}`,
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      });
      client.middlewareStack.add(
        (next) => (args) => {
          Object.assign((args.request as { headers: object }).headers, motoHeaders(this.#moto));
          return next(args);
        },
        { step: "build" },
      );
      return { sdk, client };
    });
    return this.#client;
  }

  /** Whether the account has a role of this very ARN. */
  async hasRole(roleArn: string): Promise<boolean> {
    const { client, sdk } = await this.#iam();
    const RoleName = roleArn.split("/").at(-1);
    if (!RoleName || !roleArn.includes(":role/")) return false;
    try {
      return (await client.send(new sdk.GetRoleCommand({ RoleName }))).Role?.Arn === roleArn;
    } catch (error) {
      if (/^NoSuchEntity/.test((error as Error).name)) return false;
      throw error;
    }
  }

  /** The policies of a role, by its ARN; none where there is no such role. */
  role(roleArn: string): Promise<RolePolicies> {
    return this.#roles.get(roleArn, async () => {
      const { client, sdk } = await this.#iam();
      const RoleName = roleArn.split("/").at(-1);
      const managed = async (PolicyArn: string): Promise<Policy> => {
        const { Policy: found } = await client.send(new sdk.GetPolicyCommand({ PolicyArn }));
        const VersionId = found?.DefaultVersionId;
        const { PolicyVersion } = await client.send(
          new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId }),
        );
        return { name: PolicyArn, policy: parse(PolicyVersion?.Document) };
      };
      const identity: Policy[] = [];
      try {
        const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName }));
        for await (const page of sdk.paginateListRolePolicies({ client }, { RoleName })) {
          for (const PolicyName of page.PolicyNames ?? []) {
            const inline = await client.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName }));
            identity.push({ name: PolicyName, policy: parse(inline.PolicyDocument) });
          }
        }
        for await (const page of sdk.paginateListAttachedRolePolicies({ client }, { RoleName })) {
          for (const { PolicyArn } of page.AttachedPolicies ?? [])
            if (PolicyArn) identity.push(await managed(PolicyArn));
        }
        const bound = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
        return { identity, boundary: bound ? [await managed(bound)] : undefined };
      } catch (error) {
        if ((error as Error).name === "NoSuchEntityException" || (error as Error).name === "NoSuchEntity") {
          return { identity: [] };
        }
        throw error;
      }
    });
  }

  async #s3(region: string, bucket: string, parameter: string): Promise<string | undefined> {
    const request = signed("s3", region, {
      method: "GET",
      path: `/${encodeURIComponent(bucket)}`,
      query: parameter,
    });
    const response = await this.#forward({ ...request, stream: Readable.from([]) });
    const body = (await bodyOf(response)).toString("utf8");
    return response.status === 200 ? body : undefined;
  }

  /** A bucket's policy, or undefined. */
  bucketPolicy(region: string, bucket: string): Promise<unknown> {
    return this.#buckets.get(bucket, async () => parse(await this.#s3(region, bucket, "policy")));
  }

  /** The ARN of the customer's key that encrypts a bucket, queue, topic, secret or table; undefined where none does. */
  keyOf(resource: string, region: string): Promise<string | undefined> {
    const [, , service, , account] = resource.split(":");
    const arn = (key: string | undefined): Promise<string | undefined> | string | undefined => {
      if (!key || /alias\/aws\//.test(key)) return undefined;
      if (key.includes("alias/")) return this.#keyByAlias(key, region);
      return key.startsWith("arn:") ? key : `arn:aws:kms:${region}:${account || "123456789012"}:key/${key}`;
    };
    const bucket = service === "s3" ? String(resource.split(":::")[1]).split("/")[0] : undefined;
    return this.#encryption.get(bucket ?? resource, async () => {
      if (bucket) {
        const xml = await this.#s3(region, bucket, "encryption");
        return arn(/<KMSMasterKeyID>([^<]+)</.exec(xml ?? "")?.[1]);
      }
      if (service === "secretsmanager") {
        const secret = await callJson<{ KmsKeyId?: string }>(
          this.#forward,
          "secretsmanager",
          region,
          "DescribeSecret",
          {
            SecretId: resource,
          },
        ).catch(() => undefined);
        return arn(secret?.KmsKeyId);
      }
      if (service === "dynamodb") return arn(await this.#tableKey(resource, region));
      if (service !== "sqs" && service !== "sns") return undefined;
      return arn((await attributesOf(this.#forward, resource)).KmsMasterKeyId);
    });
  }

  async #tableKey(arn: string, region: string): Promise<string | undefined> {
    const TableName = arn.split("/")[1];
    type Answer = { Table?: { SSEDescription?: { KMSMasterKeyArn?: string } } };
    const answer = await callJson<Answer>(this.#forward, "dynamodb", region, "DescribeTable", {
      TableName,
    }).catch(() => undefined);
    return answer?.Table?.SSEDescription?.KMSMasterKeyArn;
  }

  /** The policy of a queue or a topic, or undefined. */
  async policyOf(arn: string): Promise<unknown> {
    return parse((await attributesOf(this.#forward, arn)).Policy);
  }

  async #keyByAlias(alias: string, region: string): Promise<string | undefined> {
    const { KeyMetadata } = await callJson<{ KeyMetadata?: { Arn?: string } }>(
      this.#forward,
      "kms",
      region,
      "DescribeKey",
      {
        KeyId: alias,
      },
    );
    return KeyMetadata?.Arn;
  }

  /** A key's policy, or undefined. */
  keyPolicy(keyArn: string): Promise<unknown> {
    return this.#keys.get(keyArn, async () => {
      const region = String(keyArn.split(":")[3]);
      const answer = await callJson<{ Policy?: string }>(this.#forward, "kms", region, "GetKeyPolicy", {
        KeyId: keyArn,
        PolicyName: "default",
      }).catch(() => undefined);
      return parse(answer?.Policy);
    });
  }

  /** The ARN of a secret by its name. */
  secretArn(region: string, name: string): Promise<string | undefined> {
    return this.#secrets.get(`${region}/${name}`, () =>
      callJson<{ ARN?: string }>(this.#forward, "secretsmanager", region, "DescribeSecret", {
        SecretId: name,
      }).then(
        (answer) => answer.ARN,
        () => undefined,
      ),
    );
  }

  /** The ARN of a Serverless workgroup or namespace by its name. */
  async serverlessArn(
    region: string,
    kind: "workgroup" | "namespace",
    name: string,
  ): Promise<string | undefined> {
    type Answer = { workgroup?: { workgroupArn: string }; namespace?: { namespaceArn: string } };
    const operation = kind === "workgroup" ? "GetWorkgroup" : "GetNamespace";
    const input = { [`${kind}Name`]: name };
    const answer = await callJson<Answer>(
      this.#forward,
      "redshift-serverless",
      region,
      operation,
      input,
    ).catch(() => undefined);
    return answer?.workgroup?.workgroupArn ?? answer?.namespace?.namespaceArn;
  }
}
