// Namespaces: a database with its administrator, roles and key. Its data goes with it; a new one of the same name is empty.
import { randomUUID } from "node:crypto";
import { deleteAdminSecret, makeAdminSecret } from "../../gateway/admin-secret.ts";
import { ApiError } from "../../gateway/aws-json.ts";
import { CallError } from "../../gateway/call.ts";
import { arnOf, type Call, type Namespace, namespaceNamed } from "./estate.ts";
import { invalid, nameIn, oneOf, type PageInput, page } from "./input.ts";
import { beginTags, type Tag } from "./tags.ts";

interface NamespaceInput {
  namespaceName?: string;
  dbName?: string;
  adminUsername?: string;
  adminUserPassword?: string;
  manageAdminPassword?: boolean;
  adminPasswordSecretKmsKeyId?: string;
  kmsKeyId?: string;
  iamRoles?: string[];
  defaultIamRoleArn?: string;
  logExports?: string[];
  tags?: Tag[];
}

const LOGS = ["useractivitylog", "userlog", "connectionlog"];
const ADMINISTRATOR = "admin";

function checkPassword(input: NamespaceInput): void {
  if (input.manageAdminPassword && input.adminUserPassword !== undefined)
    throw invalid("You can't use adminUserPassword if manageAdminPassword is true.");
  const { adminUserPassword: password } = input;
  if (password !== undefined && !/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[!-~]{8,64}$/.test(password))
    throw invalid(
      "The password must be 8 to 64 characters and contain at least one uppercase letter, one lowercase letter and one number.",
    );
}

/** The roles as the API describes them, and the default among them. */
function rolesOf({
  iamRoles = [],
  defaultIamRoleArn,
}: NamespaceInput): Pick<Namespace, "iamRoles" | "defaultIamRoleArn"> {
  // Asked for with an empty text, there is no default any more.
  const wanted = defaultIamRoleArn || undefined;
  if (wanted && !iamRoles.includes(wanted))
    throw invalid(`The default IAM role ${wanted} must be one of the IAM roles of the namespace.`);
  return {
    iamRoles: iamRoles.map((arn) => `IamRole(applyStatus=in-sync, iamRoleArn=${arn})`),
    defaultIamRoleArn: wanted,
  };
}

const logsOf = (logs: readonly string[] = []): string[] => logs.map((log) => oneOf(log, "logExports", LOGS));

/** The administrator's secret, in Secrets Manager. */
async function manage(call: Call, namespace: Namespace): Promise<void> {
  const name = `redshift!${namespace.namespaceName}-${namespace.adminUsername}`;
  try {
    namespace.adminPasswordSecretArn = await makeAdminSecret(call.forward, call.region, {
      name,
      username: namespace.adminUsername,
      kmsKeyId: namespace.adminPasswordSecretKmsKeyId,
    });
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    throw new ApiError("ConflictException", `The secret ${name} cannot be made: ${error.message}`);
  }
}

async function unmanage(call: Call, namespace: Namespace): Promise<void> {
  if (namespace.adminPasswordSecretArn)
    await deleteAdminSecret(call.forward, call.region, namespace.adminPasswordSecretArn);
  delete namespace.adminPasswordSecretArn;
}

async function updateAdministrator(call: Call, namespace: Namespace, input: NamespaceInput): Promise<void> {
  const { adminUsername, adminUserPassword, manageAdminPassword, adminPasswordSecretKmsKeyId } = input;
  const managed = manageAdminPassword ?? (adminUserPassword ? false : !!namespace.adminPasswordSecretArn);
  const anew = adminUsername !== undefined || adminPasswordSecretKmsKeyId !== undefined;
  if (namespace.adminPasswordSecretArn && (anew || !managed)) await unmanage(call, namespace);
  namespace.adminUsername = adminUsername ?? namespace.adminUsername;
  namespace.adminPasswordSecretKmsKeyId = managed
    ? (adminPasswordSecretKmsKeyId ?? namespace.adminPasswordSecretKmsKeyId)
    : undefined;
  if (managed && !namespace.adminPasswordSecretArn) await manage(call, namespace);
}

function forget({ estate }: Call, { namespaceName, namespaceArn }: Namespace): void {
  estate.namespaces.delete(namespaceName);
  estate.tags.delete(namespaceArn);
}

export const namespaceOperations = {
  async CreateNamespace(input: NamespaceInput, call: Call) {
    const namespaceName = nameIn(input.namespaceName, "namespaceName");
    if (call.estate.namespaces.has(namespaceName))
      throw new ApiError("ConflictException", `Serverless namespace ${namespaceName} already exists.`);
    checkPassword(input);
    const namespaceId = randomUUID();
    const namespace: Namespace = {
      namespaceArn: arnOf(call, "namespace", namespaceId),
      namespaceId,
      namespaceName,
      status: "AVAILABLE",
      creationDate: new Date().toISOString(),
      dbName: input.dbName || "dev",
      adminUsername: input.adminUsername || ADMINISTRATOR,
      adminPasswordSecretKmsKeyId: input.manageAdminPassword ? input.adminPasswordSecretKmsKeyId : undefined,
      kmsKeyId: input.kmsKeyId || "AWS_OWNED_KMS_KEY",
      ...rolesOf(input),
      logExports: logsOf(input.logExports),
    };
    // Before the first wait, so that of two who ask at once one is told of the other.
    call.estate.namespaces.set(namespaceName, namespace);
    beginTags(call, namespace.namespaceArn, input.tags);
    if (input.manageAdminPassword)
      await manage(call, namespace).catch((error: unknown) => {
        forget(call, namespace);
        throw error;
      });
    return { namespace };
  },

  GetNamespace: (input: NamespaceInput, call: Call) => ({
    namespace: namespaceNamed(call, nameIn(input.namespaceName, "namespaceName")),
  }),

  ListNamespaces: (input: PageInput, { estate }: Call) =>
    page("namespaces", [...estate.namespaces.values()], input),

  async UpdateNamespace(input: NamespaceInput, call: Call) {
    const namespace = namespaceNamed(call, nameIn(input.namespaceName, "namespaceName"));
    checkPassword(input);
    if (input.defaultIamRoleArn !== undefined && input.iamRoles === undefined)
      throw invalid("To change the default IAM role, you must specify the entire list of IAM roles.");
    if (input.iamRoles) Object.assign(namespace, rolesOf(input));
    if (input.logExports) namespace.logExports = logsOf(input.logExports);
    namespace.kmsKeyId = input.kmsKeyId ?? namespace.kmsKeyId;
    await updateAdministrator(call, namespace, input);
    return { namespace: { ...namespace, status: "MODIFYING" } };
  },

  async DeleteNamespace(input: NamespaceInput & { finalSnapshotName?: string }, call: Call) {
    const namespace = namespaceNamed(call, nameIn(input.namespaceName, "namespaceName"));
    const { namespaceName } = namespace;
    if (input.finalSnapshotName !== undefined)
      throw invalid("The local AWS takes no snapshots: leave finalSnapshotName out.");
    const workgroup = [...call.estate.workgroups.values()].find((one) => one.namespaceName === namespaceName);
    if (workgroup)
      throw new ApiError(
        "ConflictException",
        `The namespace ${namespaceName} has the workgroup ${workgroup.workgroupName}: delete the workgroup first.`,
      );
    forget(call, namespace);
    await unmanage(call, namespace);
    return { namespace: { ...namespace, status: "DELETING" } };
  },
};
