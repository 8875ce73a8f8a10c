// Where versions are published: files by keys, none of which is written twice but the lists.

export interface Place {
  /** As people know it: a path, or s3://BUCKET/PREFIX. */
  readonly name: string;
  text(key: string): Promise<string | undefined>;
  /** Hex SHA-256 of the file's content; undefined where there is none. */
  digest(key: string): Promise<string | undefined>;
  /** Writes a file that is not there yet. @returns false where it is */
  create(key: string, content: Content): Promise<boolean>;
  /** Writes a file, whether it is there or not. */
  put(key: string, text: string): Promise<void>;
  /** The keys that begin with `prefix`, which ends in a slash. */
  keys(prefix: string): Promise<string[]>;
  close(): void;
}

/** A text of JSON, or a file of this machine. */
export type Content = { text: string } | { path: string; sha256: string };
