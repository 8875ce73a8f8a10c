// The API's settings, from where the module wrote them.
import { type ApiSettings, apiSettings, type HttpEnvironment } from "../../core/environment/api.ts";
import { deployedOnce } from "./deployed-once.ts";

export const readSettings = deployedOnce<HttpEnvironment, ApiSettings>(
  "settings",
  ({ SETTINGS_URI, SETTINGS_DIGEST }) => [SETTINGS_URI, SETTINGS_DIGEST],
  (value) => apiSettings.parse(value),
);
