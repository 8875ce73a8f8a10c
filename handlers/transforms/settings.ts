// What the function was deployed with of what grows with the models: selection, variables, exports.
import {
  type ModelsEnvironment,
  type TransformsSettings,
  transformsSettings,
} from "../../core/environment/transforms.ts";
import { readDeployed } from "../aws/deployed.ts";

export async function readSettings(env: ModelsEnvironment): Promise<TransformsSettings> {
  const text = await readDeployed("settings", env.SETTINGS_URI, env.SETTINGS_DIGEST);
  return transformsSettings.parse(JSON.parse(text));
}
