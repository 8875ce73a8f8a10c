// What all splitters have in common.

/** Takes decoded text in chunks of any size. Throws FileRejected where the file cannot be taken as a whole. */
export interface Splitter {
  write(chunk: Buffer): void;
  end(): void;
}
