// The AWS clients of a function: one of each per process, made at first use from the environment alone. Each is a file, so that
// a function starts with those that its first request needs, and a bundle leaves out those that its handler does not use.

export const once = <T>(make: () => T): (() => T) => {
  let client: T | undefined;
  return () => {
    client ??= make();
    return client;
  };
};
