// What of API Gateway's proxy event (payload format 1.0) the functions behind the API read.
// Source: API Gateway Developer Guide, "Input format of a Lambda function for proxy integration".

export interface HttpEvent {
  /** The route's path as the API has it, `/datasets/{name}`; `/{proxy+}` for what it does not know. */
  readonly resource?: string | null;
  /** Percent-encoded, without the stage. */
  readonly path?: string | null;
  readonly httpMethod?: string | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly pathParameters?: Readonly<Record<string, string | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly domainName?: string;
    readonly path?: string;
    readonly identity?: {
      readonly userArn?: string | null;
      readonly apiKeyId?: string | null;
    } | null;
    /** What the authorizer said: texts alone. */
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** A header's values in one, as HTTP joins them; names are of any case. */
export function headerOf(event: HttpEvent, name: string): string | undefined {
  const values = Object.entries(event.multiValueHeaders ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, list]) => list ?? []);
  return values.length > 0 ? values.join(", ") : undefined;
}
