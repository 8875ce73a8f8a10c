// How the command's own AWS clients reach the local AWS.

export interface AwsConfig {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/**
 * Client settings from the environment variables that the local AWS hands out.
 * @param region of what is asked for; the local AWS's own where absent
 */
export function awsConfig(env: Record<string, string>, region?: string): AwsConfig {
  return {
    endpoint: env.AWS_ENDPOINT_URL ?? "",
    region: region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? "us-east-1",
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
    },
  };
}
