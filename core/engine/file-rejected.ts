// A file that cannot be taken at all: it goes to quarantine whole, with this as its reason. Not an error of the run.

export class FileRejected extends Error {
  /** `file:rule`, such as file:truncated. */
  readonly reason: string;

  constructor(reason: `file:${string}`, message: string) {
    super(message);
    this.name = "FileRejected";
    this.reason = reason;
  }
}
