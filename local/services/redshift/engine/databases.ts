// The databases of all warehouses: opened at first use, one file each.
import { join } from "node:path";
import { SqlError } from "../../../sql/tokens.ts";
import { Database } from "./database.ts";
import { Session } from "./session.ts";
import type { Warehouse } from "./warehouses.ts";

/** The account's root is who runs the laptop; without a control plane, nobody says who the administrator is. */
const isSuperuser = ({ roles, user: administrator }: Warehouse, user: string): boolean =>
  roles === undefined || user === administrator || user === "IAM:RootIdentity";

export class Databases {
  readonly #state: string;
  readonly #folders: readonly string[];
  readonly #open = new Map<string, Promise<Database>>();

  /** @param folders folders that statements may write results to */
  constructor(state: string, folders: readonly string[]) {
    this.#state = state;
    this.#folders = folders;
  }

  async connect(warehouse: Warehouse, name: string, user: string): Promise<Session> {
    // A control plane that knows the warehouse knows its databases.
    if (warehouse.roles !== undefined && name !== warehouse.database) {
      throw new SqlError("ERROR", `FATAL: database "${name}" does not exist`);
    }
    if (!/^[\w$-]{1,127}$/.test(name))
      throw new SqlError("ERROR", `FATAL: database "${name}" does not exist`);
    const folder = join(this.#state, "warehouses", warehouse.data.replace(/[^\w-]/g, "_"));
    const file = join(folder, `${name}.duckdb`);
    let opening = this.#open.get(file);
    if (!opening) {
      opening = Database.open(name, warehouse.id, file, join(folder, "work", name), this.#folders);
      this.#open.set(file, opening);
      opening.catch(() => this.#open.delete(file));
    }
    return Session.open(await opening, user, isSuperuser(warehouse, user));
  }

  async close(): Promise<void> {
    for (const opening of this.#open.values()) (await opening).close();
    this.#open.clear();
  }
}
