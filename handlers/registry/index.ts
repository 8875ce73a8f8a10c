// Lambda function `registry`: a private module registry for Terraform and OpenTofu, behind an HTTP API that has verified the
// caller's token. What is published lies in S3; archives are handed out by links that S3 itself answers.
// Source: API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs" (payload format 2.0).
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { registryEnvironment } from "../../core/environment/registry.ts";
import { answerRegistry, type RegistryAnswer, type RegistryStore } from "../../core/registry/answer.ts";
import { s3 } from "../aws/clients/s3.ts";
import { failureOf } from "../aws/failure.ts";
import { loggerOf } from "../telemetry.ts";
import { isAdmitted } from "./subjects.ts";

interface HttpApiEvent {
  readonly rawPath?: string;
  readonly requestContext?: {
    /** Absent on the one route that needs no token: discovery. */
    readonly authorizer?: { readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> } };
  };
}

const logger = loggerOf("registry");

export async function handler(
  event: HttpApiEvent,
): Promise<{ statusCode: number; headers: RegistryAnswer["headers"]; body: string }> {
  const env = registryEnvironment.parse(process.env);
  const path = event.rawPath ?? "/";
  const subject = event.requestContext?.authorizer?.jwt?.claims?.sub;
  if (!isDiscovery(path) && !isAdmitted(subject, env.SUBJECTS)) {
    logger.info("Refused", { path });
    return answered({ status: 403, headers: JSON_TYPE, body: '{"errors":["Forbidden"]}' });
  }
  try {
    return answered(await answerRegistry(path, storeOf(env.BUCKET, env.LINK_SECONDS), env.PUBLISH_TO));
  } catch (error) {
    logger.error("Not answered", { path, ...failureOf(error) });
    throw error;
  }
}

const JSON_TYPE = { "content-type": "application/json" };
const isDiscovery = (path: string): boolean => path === "/.well-known/terraform.json";
const answered = ({ status, headers, body }: RegistryAnswer) => ({ statusCode: status, headers, body });

function storeOf(Bucket: string, expiresIn: number): RegistryStore {
  return {
    text: async (Key) => {
      try {
        const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToString();
      } catch (error) {
        if ((error as Error).name === "NoSuchKey") return undefined;
        throw error;
      }
    },
    link: (Key) => getSignedUrl(s3(), new GetObjectCommand({ Bucket, Key }), { expiresIn }),
  };
}
