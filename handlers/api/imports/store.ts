// Imports as the API's table has them: who announced which file, and where it is put.
import { GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { documents, inSeconds, isTaken } from "../../http/table.ts";

/** For so long an import can be asked for. */
const KEPT_SECONDS = 90 * 86_400;

export interface UploadPart {
  bytes: number;
  /** Hex. */
  sha256: string;
}

export interface ImportItem {
  /** 32 hex digits. */
  import_id: string;
  caller: string;
  dataset: string;
  file: string;
  /** In the landing bucket. */
  key: string;
  bytes: number;
  /** Hex; absent where the file comes in parts. */
  sha256?: string;
  parts?: UploadPart[];
  /** S3's, of a file that comes in parts. */
  upload_id?: string;
  abandoned?: boolean;
  /** ISO 8601. */
  created_at: string;
  /** When the last URLs end; ISO 8601. */
  urls_until: string;
}

const keyOf = (id: string) => ({ id: `import#${id}` });

/** Notes an import, unless it is there: then that one is the answer. */
export async function noteImport(TableName: string, item: ImportItem): Promise<ImportItem> {
  const Item = { ...keyOf(item.import_id), ...item, expires_at: inSeconds(KEPT_SECONDS) };
  try {
    await documents().send(
      new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(id)" }),
    );
    return item;
  } catch (error) {
    const there = isTaken(error) ? await readImport(TableName, item.import_id) : undefined;
    if (there) return there;
    throw error;
  }
}

export async function readImport(TableName: string, id: string): Promise<ImportItem | undefined> {
  const { Item } = await documents().send(
    new GetCommand({ TableName, Key: keyOf(id), ConsistentRead: true }),
  );
  return Item as ImportItem | undefined;
}

/** @returns false where it is given up, or has an upload of another id already */
export async function changeImport(
  TableName: string,
  id: string,
  change: Pick<ImportItem, "upload_id"> | Pick<ImportItem, "urls_until"> | Pick<ImportItem, "abandoned">,
): Promise<boolean> {
  const [[name, value] = []] = Object.entries(change);
  const once = name === "upload_id" ? " AND attribute_not_exists(upload_id)" : "";
  const live = name === "abandoned" ? "" : " AND attribute_not_exists(abandoned)";
  try {
    await documents().send(
      new UpdateCommand({
        TableName,
        Key: keyOf(id),
        UpdateExpression: "SET #name = :value",
        ConditionExpression: `attribute_exists(id)${once}${live}`,
        ExpressionAttributeNames: { "#name": String(name) },
        ExpressionAttributeValues: { ":value": value },
      }),
    );
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}
