// Resolvers that do not read `exports` look for the subpath here.
import "./dist/cjs/azure.js";
