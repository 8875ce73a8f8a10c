// The Data API's shapes as the driver reads and writes them. They are those of @aws-sdk/client-redshift-data, of which a client of the
// caller's may be another version, or another copy: so what matters is what a client does, and not where its class comes from.

/** A client of the caller's: one of @aws-sdk/client-redshift-data. */
export interface DataApiClient {
  // biome-ignore lint/suspicious/noExplicitAny: each command has its own input and output, as the SDK's own client says
  send(command: any, options?: { abortSignal?: AbortSignal }): Promise<any>;
  destroy(): void;
  readonly config: { readonly requestHandler: unknown };
}

/** As the AWS SDK takes them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface SqlParameter {
  name: string | undefined;
  value: string | undefined;
}

export interface ColumnMetadata {
  label?: string | undefined;
  name?: string | undefined;
  typeName?: string | undefined;
  precision?: number | undefined;
  scale?: number | undefined;
}

/** A value: one of these. */
export interface Field {
  isNull?: boolean | undefined;
  booleanValue?: boolean | undefined;
  longValue?: number | undefined;
  doubleValue?: number | undefined;
  stringValue?: string | undefined;
  blobValue?: Uint8Array | undefined;
}

/** What became of a statement, or of one of a batch. */
interface Described {
  Id: string | undefined;
  Status?: string | undefined;
  Error?: string | undefined;
  HasResultSet?: boolean | undefined;
  ResultRows?: number | undefined;
}

export interface StatementDescription extends Described {
  CreatedAt?: Date | undefined;
  UpdatedAt?: Date | undefined;
  SubStatements?: Described[] | undefined;
}
