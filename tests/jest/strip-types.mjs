// Jest's transform: Node's own type stripping, so tests run exactly the source that the command runs.
import { stripTypeScriptTypes } from "node:module";

export default { process: (source) => ({ code: stripTypeScriptTypes(source, { mode: "strip" }) }) };
