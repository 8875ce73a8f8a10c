// Which folders are tables, and which are their partitions: by how alike the files are that lie in them.
// Sources: AWS Glue Developer Guide, "How does a crawler determine when to create partitions?", "Specifying the table location and
// partitioning level", "Creating a single schema for each Amazon S3 include path".
import type { S3Object } from "../../../sql/objects.ts";
import { type FileSchema, isCompatible, isSimilar } from "../classify/schema.ts";

export interface ClassifiedFile {
  object: S3Object;
  schema: FileSchema;
}

export interface FoundPartition {
  /** Folder names, outermost first: with key=value where all of a level have that. */
  folders: string[];
  /** Its key, ending in a slash. */
  location: string;
  files: ClassifiedFile[];
}

export interface FoundTable {
  bucket: string;
  /** Key of its folder, ending in a slash; of its file, where it is a single one; empty for the bucket. */
  location: string;
  /** One without folders where it is not partitioned. */
  partitions: FoundPartition[];
}

export interface Grouping {
  bucket: string;
  /** Key of the include path. */
  root: string;
  combinesCompatible: boolean;
  tableLevel?: number;
}

interface Folder {
  key: string;
  name: string;
  folders: Map<string, Folder>;
  files: ClassifiedFile[];
}

/** So many of a folder's folders must be alike for them to be partitions. */
const MAJORITY = 0.7;

export function tablesOf(files: readonly ClassifiedFile[], grouping: Grouping): FoundTable[] {
  const known = files.filter(({ schema }) => schema.classification !== "UNKNOWN");
  const unknown = files.filter(({ schema }) => schema.classification === "UNKNOWN");
  const tree = treeOf(known, grouping.root);
  const tables =
    grouping.tableLevel === undefined
      ? combined(tree, grouping)
      : atLevel(tree, grouping.tableLevel, grouping);
  return [...tables, ...unknown.map((file) => ofFile(file, grouping))];
}

function treeOf(files: readonly ClassifiedFile[], root: string): Folder {
  const tree: Folder = { key: root, name: root.split("/").at(-2) ?? "", folders: new Map(), files: [] };
  for (const file of files) {
    let folder = tree;
    for (const name of file.object.key.slice(root.length).split("/").slice(0, -1)) {
      const next = folder.folders.get(name) ?? {
        key: `${folder.key}${name}/`,
        name,
        folders: new Map(),
        files: [],
      };
      folder.folders.set(name, next);
      folder = next;
    }
    folder.files.push(file);
  }
  return tree;
}

const ofFile = (file: ClassifiedFile, { bucket }: Grouping): FoundTable => ({
  bucket,
  location: file.object.key,
  partitions: [{ folders: [], location: file.object.key, files: [file] }],
});

const schemaOf = ({ partitions: [first] }: FoundTable): FileSchema | undefined => first?.files[0]?.schema;
const depthOf = (table: FoundTable): number => table.partitions[0]?.folders.length ?? 0;

function combined(folder: Folder, grouping: Grouping): FoundTable[] {
  const alike = grouping.combinesCompatible ? isCompatible : isSimilar;
  const own = folder.files;
  const [first] = own;
  const below = [...folder.folders.values()].map((child) => ({ child, tables: combined(child, grouping) }));
  if (below.length === 0 && first && own.every(({ schema }) => alike(schema, first.schema)))
    return [
      {
        bucket: grouping.bucket,
        location: folder.key,
        partitions: [{ folders: [], location: folder.key, files: own }],
      },
    ];
  // Files of several kinds, or at several levels, are tables of their own.
  const files = own.map((file) => ofFile(file, grouping));
  if (own.length > 0 || below.length === 0) return [...files, ...below.flatMap(({ tables }) => tables)];
  const isFolder = ({ location }: FoundTable): boolean => location.endsWith("/");
  const single = below.flatMap(({ child, tables: [table, ...others] }) =>
    table && others.length === 0 && isFolder(table) && table.location === child.key ? [{ child, table }] : [],
  );
  const fits = (a: FoundTable, b: FoundTable): boolean => {
    const [one, other] = [schemaOf(a), schemaOf(b)];
    return depthOf(a) === depthOf(b) && one !== undefined && other !== undefined && alike(one, other);
  };
  const classes: (typeof single)[] = [];
  for (const one of single) {
    const found = classes.find(([head]) => head && fits(head.table, one.table));
    if (found) found.push(one);
    else classes.push([one]);
  }
  const [largest = []] = classes.toSorted((a, b) => b.length - a.length);
  if (largest.length === 0 || largest.length < MAJORITY * below.length)
    return below.flatMap(({ tables }) => tables);
  const inside = new Set(largest.map(({ table }) => table));
  const merged: FoundTable = {
    bucket: grouping.bucket,
    location: folder.key,
    partitions: largest.flatMap(({ child, table }) =>
      table.partitions.map((partition) => ({ ...partition, folders: [child.name, ...partition.folders] })),
    ),
  };
  return [merged, ...below.flatMap(({ tables }) => tables.filter((table) => !inside.has(table)))];
}

/** Every folder at a level is a table; what lies below it in folders is its partitions. The bucket is level 1. */
function atLevel(tree: Folder, level: number, grouping: Grouping): FoundTable[] {
  const here = tree.key.split("/").length;
  if (here < level) {
    const files = tree.files.map((file) => ofFile(file, grouping));
    return [...files, ...[...tree.folders.values()].flatMap((child) => atLevel(child, level, grouping))];
  }
  const partitions = leavesOf(tree, []);
  const [first] = partitions;
  if (!first) return [];
  // What lies at another depth, or is of another format, does not fit in: the crawler's log says so on AWS.
  const fitting = partitions
    .filter(({ folders }) => folders.length === first.folders.length)
    .map((partition) => ({
      ...partition,
      files: partition.files.filter(({ schema }) =>
        isCompatible(schema, (first.files[0] as ClassifiedFile).schema),
      ),
    }))
    .filter(({ files }) => files.length > 0);
  return [{ bucket: grouping.bucket, location: tree.key, partitions: fitting }];
}

const leavesOf = (folder: Folder, folders: string[]): FoundPartition[] => [
  ...(folder.files.length > 0 ? [{ folders, location: folder.key, files: folder.files }] : []),
  ...[...folder.folders.values()].flatMap((child) => leavesOf(child, [...folders, child.name])),
];

/** Keys of the partitions' columns, and of each partition its values. */
export function partitionKeys(table: FoundTable): { keys: string[]; values: string[][] } {
  const depth = depthOf(table);
  const columns = Array.from({ length: depth }, (_, at) => {
    const names = table.partitions.map(({ folders }) => folders[at] as string);
    const pairs = names.map((name) => /^([^=]+)=(.*)$/s.exec(name));
    const key = pairs[0]?.[1]?.toLowerCase();
    const hive = key !== undefined && pairs.every((pair) => pair?.[1]?.toLowerCase() === key);
    return hive
      ? { key, values: pairs.map((pair) => decoded(pair?.[2] ?? "")) }
      : { key: `partition_${at}`, values: names };
  });
  return {
    keys: columns.map(({ key }) => key),
    values: table.partitions.map((_, at) => columns.map(({ values }) => values[at] as string)),
  };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
