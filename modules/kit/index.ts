// The module kit: what a module is written with.
export { moduleStacks } from "./app.ts";
export { Construct } from "./cdktf.ts";
export {
  type Called,
  type ModuleInputs,
  moduleCall,
  moduleCalls,
  outputsOfCall,
  outputsOfCalls,
} from "./compose.ts";
export { type ModuleOutputs, type ModuleProps, moduleClass } from "./construct.ts";
export { defineModule, type ModuleDefinition, type Vars } from "./define.ts";
export { type DescribedLocal, describedLocals } from "./described.ts";
export { Expr, jsonencode, onlyIf, tf, type Value } from "./expression.ts";
export {
  assumeRole,
  concat,
  denyPlainText,
  onlyWhere,
  policy,
  type Statement,
  seldom,
} from "./policy.ts";
export {
  artifact,
  artifactDigests,
  type Borrowed,
  borrowed,
  borrowedPath,
  builtin,
  check,
  dependsOn,
  dynamicBlock,
  each,
  everythingIn,
  forEach,
  local,
  one,
  plain,
  type Resource,
  ref,
  remembered,
  stackOf,
  when,
} from "./resources.ts";
export { type TestRun, testFile } from "./test-file.ts";
