// Where a function looks for credentials. Lambda puts them in its environment, where the SDK looks first. Its code for looking in
// profiles, at single sign-on and at other processes after that takes 100 kB of each bundle, clients of its own among it.
import type { Plugin } from "esbuild";

const NAMES = {
  sso: "fromSSO",
  ini: "fromIni",
  process: "fromProcess",
  "web-identity": "fromTokenFile",
} as const;

const FOLDER =
  /[\\/]@aws-sdk[\\/]credential-provider-(sso|ini|process|web-identity)[\\/]dist-es[\\/]index\.js$/;
const MESSAGE = "A function has its credentials in its environment.";

/** What is left out says that it found none, in the way that lets the SDK go on to the next. */
export const withoutProfiles: Plugin = {
  name: "without-profiles",
  setup({ onLoad }) {
    onLoad({ filter: FOLDER }, ({ path }) => {
      const [, of] = FOLDER.exec(path) as unknown as [string, keyof typeof NAMES];
      return {
        contents: `export const ${NAMES[of]} = () => async () => {
          throw Object.assign(new Error(${JSON.stringify(MESSAGE)}), { name: "CredentialsProviderError", tryNextLink: true });
        };`,
      };
    });
  },
};
