// The one place that imports cdktf's core, so that a move to another synthesizer is a change of this file.

export {
  App,
  AssetType,
  type IResolvable,
  TerraformAsset,
  TerraformDataSource,
  type TerraformElement,
  TerraformLocal,
  TerraformModule,
  TerraformResource,
  TerraformStack,
  Token,
} from "cdktf";
export { Construct, RootConstruct } from "constructs";
