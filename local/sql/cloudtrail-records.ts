// Columns of a table over CloudTrail's files, of one record: its fields by name, whatever their capitals, as Hive's reader of JSON
// finds them. A field that is an object, in a column of text, is the object's JSON. Source: Athena User Guide, "Querying AWS
// CloudTrail logs".
import type { CatalogColumn } from "./catalog-table.ts";
import { duckdbType, type HiveType, parseHiveType } from "./hive-types.ts";
import { identifier, literal } from "./tokens.ts";

/** The column that holds a record as JSON. */
export const TRAIL_RECORD = '"__record"';

/** CloudTrail's fields, as their files write them. Source: CloudTrail User Guide, "CloudTrail record contents". */
const FIELDS =
  `eventVersion userIdentity eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage
  requestParameters responseElements additionalEventData requestID eventID readOnly managementEvent eventType apiVersion
  recipientAccountId serviceEventDetails sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory
  sessionCredentialFromConsole edgeDeviceDetails tlsDetails principalId accountId invokedBy accessKeyId userName onBehalfOf userId
  identityStoreArn identityProvider sessionContext mfaAuthenticated creationDate sessionIssuer ec2RoleDelivery webIdFederationData
  federatedProvider updatedFields originalRequestID originalEventID tlsVersion cipherSuite clientProvidedHostHeader ARN ARNPrefix`.split(
    /\s+/,
  );

/** The ways in which a field is written: `arn` of a principal is `ARN` of a resource. */
const spelled = (name: string): readonly string[] => [
  name,
  ...FIELDS.filter((field) => field.toLowerCase() === name && field !== name),
];

/** SQL of a column's value. */
export const trailColumn = ({ name, type }: CatalogColumn): string =>
  columnValue(fieldOf(TRAIL_RECORD, name), parseHiveType(type));

function fieldOf(json: string, name: string): string {
  const ways = spelled(name).map((way) => `json_extract(${json}, ${literal(`$."${way}"`)})`);
  return ways.length === 1 ? String(ways[0]) : `coalesce(${ways.join(", ")})`;
}

function columnValue(json: string, type: HiveType, depth = 0): string {
  const text = `json_extract_string(${json}, '$')`;
  switch (type.kind) {
    case "struct": {
      const fields = type.fields.map(
        ({ name, type: of }) => `${identifier(name)} := ${columnValue(fieldOf(json, name), of, depth)}`,
      );
      return `CASE WHEN json_type(${json}) = 'OBJECT' THEN struct_pack(${fields.join(", ")}) END`;
    }
    case "array": {
      const element = `e${depth}`;
      return `list_transform(TRY_CAST(${json} AS JSON[]), lambda ${element}: ${columnValue(element, type.element, depth + 1)})`;
    }
    case "map":
      return `TRY_CAST(${json} AS ${duckdbType(type)})`;
    default:
      return duckdbType(type) === "VARCHAR"
        ? `CASE WHEN json_type(${json}) IN ('OBJECT', 'ARRAY') THEN CAST(${json} AS VARCHAR) ELSE ${text} END`
        : `TRY_CAST(${text} AS ${duckdbType(type)})`;
  }
}
