// Resolvers that do not read `exports` look for the subpath here.
export * from "./dist/cjs/azure-v3/index.js";
