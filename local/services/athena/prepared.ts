// Prepared statements of workgroups: made by the API or by PREPARE, kept over restarts, run by EXECUTE.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ApiError, epochSeconds } from "../../gateway/aws-json.ts";

interface Prepared {
  StatementName: string;
  WorkGroupName: string;
  QueryStatement: string;
  Description?: string;
  LastModifiedTime: number;
}

export interface PreparedInput {
  StatementName?: string;
  StatementNames?: string[];
  WorkGroup?: string;
  QueryStatement?: string;
  Description?: string;
  NextToken?: string;
  MaxResults?: number;
}

const PAGE = 50;
const NAME = /^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$/;

export class PreparedStatements {
  readonly #file: string;
  #statements: Promise<Map<string, Prepared>> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** The text of a statement; an error where there is none of this name. */
  async text(workgroup: string, name: string): Promise<string> {
    return (await this.#found(workgroup, name)).QueryStatement;
  }

  async create(input: PreparedInput): Promise<unknown> {
    const { name, workgroup, text } = checked(input);
    const all = await this.#all();
    if (all.has(keyOf(workgroup, name))) {
      throw new ApiError(
        "InvalidRequestException",
        `PreparedStatement ${name} already exists in workGroup ${workgroup}`,
      );
    }
    await this.#put(workgroup, name, text, input.Description);
    return {};
  }

  /** As PREPARE does it: a statement of the same name makes place. */
  replace(workgroup: string, name: string, text: string): Promise<void> {
    checked({ StatementName: name, WorkGroup: workgroup, QueryStatement: text });
    return this.#put(workgroup, name, text, undefined);
  }

  async update(input: PreparedInput): Promise<unknown> {
    const { name, workgroup, text } = checked(input);
    const before = await this.#found(workgroup, name);
    await this.#put(workgroup, name, text, input.Description ?? before.Description);
    return {};
  }

  async get(input: PreparedInput): Promise<unknown> {
    const found = await this.#found(input.WorkGroup ?? "", input.StatementName ?? "");
    return { PreparedStatement: answer(found) };
  }

  async list(input: PreparedInput): Promise<unknown> {
    const all = [...(await this.#all()).values()].filter((one) => one.WorkGroupName === input.WorkGroup);
    const from = Number(input.NextToken ?? 0);
    if (!Number.isInteger(from) || from < 0)
      throw new ApiError("InvalidRequestException", "NextToken is invalid");
    const to = from + (input.MaxResults ?? PAGE);
    return {
      PreparedStatements: all.slice(from, to).map(({ StatementName, LastModifiedTime }) => ({
        StatementName,
        LastModifiedTime: epochSeconds(LastModifiedTime),
      })),
      ...(to < all.length && { NextToken: String(to) }),
    };
  }

  async batchGet(input: PreparedInput): Promise<unknown> {
    const all = await this.#all();
    const names = input.StatementNames ?? [];
    const found = names.flatMap((name) => all.get(keyOf(input.WorkGroup ?? "", name)) ?? []);
    const missing = names.filter((name) => !all.has(keyOf(input.WorkGroup ?? "", name)));
    return {
      PreparedStatements: found.map(answer),
      UnprocessedPreparedStatementNames: missing.map((StatementName) => ({
        StatementName,
        ErrorCode: "STATEMENT_NOT_FOUND",
        ErrorMessage: notFound(input.WorkGroup ?? "", StatementName),
      })),
    };
  }

  async remove(input: PreparedInput): Promise<unknown> {
    const [workgroup, name] = [input.WorkGroup ?? "", input.StatementName ?? ""];
    await this.#found(workgroup, name);
    (await this.#all()).delete(keyOf(workgroup, name));
    await this.#save();
    return {};
  }

  async #put(workgroup: string, name: string, text: string, description: string | undefined): Promise<void> {
    (await this.#all()).set(keyOf(workgroup, name), {
      StatementName: name,
      WorkGroupName: workgroup,
      QueryStatement: text,
      ...(description !== undefined && { Description: description }),
      LastModifiedTime: Date.now(),
    });
    await this.#save();
  }

  async #found(workgroup: string, name: string): Promise<Prepared> {
    const found = (await this.#all()).get(keyOf(workgroup, name));
    if (found) return found;
    throw new ApiError("ResourceNotFoundException", notFound(workgroup, name));
  }

  #all(): Promise<Map<string, Prepared>> {
    this.#statements ??= this.#read();
    return this.#statements;
  }

  async #read(): Promise<Map<string, Prepared>> {
    try {
      const list = JSON.parse(await readFile(this.#file, "utf8")) as Prepared[];
      return new Map(list.map((one) => [keyOf(one.WorkGroupName, one.StatementName), one]));
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return new Map();
      throw error;
    }
  }

  async #save(): Promise<void> {
    await mkdir(dirname(this.#file), { recursive: true });
    const part = `${this.#file}.${Math.random().toString(36).slice(2)}.part`;
    await writeFile(part, JSON.stringify([...(await this.#all()).values()]));
    await rename(part, this.#file);
  }
}

const keyOf = (workgroup: string, name: string): string => `${workgroup}\0${name}`;
const notFound = (workgroup: string, name: string): string =>
  `PreparedStatement ${name} was not found in workGroup ${workgroup}`;
const answer = (one: Prepared): unknown => ({ ...one, LastModifiedTime: epochSeconds(one.LastModifiedTime) });

function checked(input: PreparedInput): { name: string; workgroup: string; text: string } {
  const { StatementName: name = "", WorkGroup: workgroup, QueryStatement: text } = input;
  if (!NAME.test(name)) {
    throw new ApiError(
      "InvalidRequestException",
      `Value '${name}' at 'statementName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z_][a-zA-Z0-9_@:]{1,256}`,
    );
  }
  if (!workgroup || !text?.trim()) {
    throw new ApiError(
      "InvalidRequestException",
      `Value null at '${workgroup ? "queryStatement" : "workGroup"}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return { name, workgroup, text };
}
