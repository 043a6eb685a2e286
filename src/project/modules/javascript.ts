import { builtinModules, createRequire } from "node:module";
import { dirname, sep } from "node:path";

import type * as Oxc from "oxc-resolver";
import type { ResolverFactory } from "oxc-resolver";

import type { Files } from "../files.ts";
import { createWorkspaces } from "./workspaces.ts";

export type JavaScriptModule =
  | { readonly kind: "file"; readonly path: string }
  /** A builtin (without `node:`) or a package, by its specifier. */
  | { readonly kind: "package"; readonly name: string };

const BUILTIN = new Set(builtinModules);

/**
 * Resolves specifiers as Node and TypeScript do (tsconfig paths, package imports and exports, workspaces). A file in
 * node_modules is a package, never followed; a workspace package that links back into the repository is a file.
 */
export function createJavaScriptResolver(files: Files) {
  let made: ResolverFactory | undefined;
  const resolver = (): ResolverFactory => (made ??= newResolver());
  const known = new Map<string, JavaScriptModule | undefined>();
  const workspaces = createWorkspaces(files);
  const inPackages = new Map<string, string | undefined>();

  function resolve(from: string, specifier: string): JavaScriptModule | undefined {
    const builtin = specifier.startsWith("node:") ? specifier.slice(5) : specifier;
    if (BUILTIN.has(builtin) || specifier.startsWith("node:")) return { kind: "package", name: builtin };

    const relative = specifier.startsWith(".") || specifier.startsWith("/");
    let path: string | undefined;
    try {
      // Tsconfig discovery needs the file itself; everything else depends on its folder only.
      path = resolver().resolveFileSync(from, specifier).path;
    } catch {
      path = undefined;
    }
    if (path === undefined && !relative) path = workspace(from, specifier);
    if (path !== undefined && !path.includes(`${sep}node_modules${sep}`)) return files.isFile(path) ? { kind: "file", path } : undefined;
    return relative ? undefined : { kind: "package", name: specifier };
  }

  /** A package of the same repository, found by its workspace: also where nothing is installed. */
  function workspace(from: string, specifier: string): string | undefined {
    const name = specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
    const folder = workspaces.folderOf(from, name);
    if (folder === undefined) return undefined;
    // The importing file no longer matters: every folder that imports it gets the same.
    const key = `${folder}\0${specifier}`;
    if (!inPackages.has(key)) inPackages.set(key, inPackage(folder, name, specifier));
    return inPackages.get(key);
  }

  function inPackage(folder: string, name: string, specifier: string): string | undefined {
    for (const request of [specifier, `.${specifier.slice(name.length)}`]) {
      try {
        const { path } = resolver().sync(folder, request);
        if (path !== undefined) return path;
      } catch {
        // The package may export nothing under its own name: then its files are asked.
      }
    }
    return undefined;
  }

  return {
    resolve(from: string, specifier: string): JavaScriptModule | undefined {
      const key = `${dirname(from)}\0${specifier}`;
      if (known.has(key)) return known.get(key);
      const found = resolve(from, specifier);
      known.set(key, found);
      return found;
    },
  };
}

/** Loaded with the first import of another module: an app in Python alone has none. */
function newResolver(): ResolverFactory {
  const { ResolverFactory: Factory } = createRequire(import.meta.url)("oxc-resolver") as typeof Oxc;
  return new Factory({
    extensions: [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"],
    extensionAlias: {
      ".js": [".ts", ".tsx", ".js", ".jsx"],
      ".jsx": [".tsx", ".jsx"],
      ".mjs": [".mts", ".mjs"],
      ".cjs": [".cts", ".cjs"],
    },
    conditionNames: ["node", "import", "require", "default", "types"],
    mainFields: ["module", "main"],
    tsconfig: "auto",
  });
}
