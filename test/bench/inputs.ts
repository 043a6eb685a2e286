import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Real code that every machine with this checkout has; made in `scratch`. */
const PACKAGES = ["eslint", "jscodeshift", "@typescript-eslint", "@azure", "recast", "ast-types", "ajv", "commander", "fast-check", "vitest", "vite"];

/** The machine's Python standard library with its tests; undefined without python3. */
export function standardLibrary(scratch: string): string | undefined {
  const folder = join(scratch, "stdlib");
  if (existsSync(folder)) return folder;
  const found = spawnSync("python3", ["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"], { encoding: "utf8" }).stdout?.trim();
  if (found === undefined || !existsSync(found)) return undefined;
  cpSync(found, folder, { recursive: true, filter: path => statSync(path).isDirectory() ? !/(?:site|dist)-packages$|__pycache__$/.test(path) : path.endsWith(".py") });
  return folder;
}

/** Packages that this checkout has installed. */
export function npmPackages(scratch: string, root: string): string {
  const folder = join(scratch, "packages");
  const installed = join(root, "node_modules/");
  for (const name of PACKAGES)
    if (!existsSync(join(folder, name)) && existsSync(join(installed, name))) cpSync(join(installed, name), join(folder, name), { recursive: true, filter: path => !path.slice(installed.length).includes("node_modules") });
  return folder;
}

export type Kind = "python" | "javascript";

const SOURCE: Readonly<Record<Kind, RegExp>> = { python: /\.py$/, javascript: /(?<!\.d|\.min)\.[cm]?[jt]sx?$/ };

/** The source files of a folder that funcfix would read, absolute. */
export function sourcesOf(folder: string, kind: Kind): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && SOURCE[kind].test(entry.name)).map(entry => join(entry.parentPath, entry.name)).sort();
}

export function megabytes(files: readonly string[]): number {
  return files.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
}

/** Copies of a folder, about `size` MB, with async functions that call into every file. */
export function reachable(scratch: string, from: string, kind: Kind, size: number): string {
  const folder = join(scratch, `reachable-${kind}`);
  const copies = Math.round(size / megabytes(sourcesOf(from, kind)));
  for (let copy = 0; copy < copies; copy++) cpSync(from, join(folder, `copy${copy}`), { recursive: true });
  const files = sourcesOf(folder, kind);
  for (let part = 0; part * 50 < files.length; part++) {
    const some = files.slice(part * 50, part * 50 + 50).map(path => relative(folder, path));
    writeFileSync(join(folder, kind === "python" ? `entry${part}.py` : `entry${part}.mjs`), kind === "python" ? pythonEntry(folder, some) : javascriptEntry(some));
  }
  return folder;
}

function pythonEntry(folder: string, paths: readonly string[]): string {
  const modules = paths.map(path => path.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".")).map((module, index) => ({ module, name: /^(?:def|class) (\w+)/m.exec(readFileSync(join(folder, paths[index]!), "utf8"))?.[1] ?? "main" }));
  return `${modules.map(({ module }) => `import ${module}`).join("\n")}\n\n\nasync def every():\n${modules.map(({ module, name }) => `    ${module}.${name}()`).join("\n")}\n`;
}

function javascriptEntry(paths: readonly string[]): string {
  return `${paths.map((path, index) => `import * as m${index} from "./${path}";`).join("\n")}\n\nexport async function every() {\n${paths.map((_, index) => `  m${index}.run();`).join("\n")}\n}\n`;
}

/** A function app with so many handlers, each with a helper that reads a file; `files` in all, the rest plain modules. */
export function functionApp(folder: string, handlers: number, files: number): string {
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("host.json", `{ "version": "2.0" }\n`);
  write("package.json", `{ "name": "orders", "version": "1.0.0", "dependencies": { "@azure/functions": "^4.0.0" } }\n`);
  for (let number = 0; number < handlers; number++) {
    write(`src/functions/order${number}.ts`, `import { app, HttpRequest, HttpResponseInit } from "@azure/functions";\nimport { load, total } from "../orders/store${number}";\n\nexport async function order${number}(request: HttpRequest): Promise<HttpResponseInit> {\n  const body = await request.text();\n  return { jsonBody: { total: total(load(request.params.id)), length: body.length } };\n}\n\napp.http("order${number}", { methods: ["GET"], route: "orders${number}/{id}", handler: order${number} });\n`);
    write(`src/orders/store${number}.ts`, `import { readFileSync } from "node:fs";\n\nexport interface Order { lines: { price: number; quantity: number }[] }\n\nexport function load(id: string): Order {\n  return JSON.parse(readFileSync(\`orders/\${id}.json\`, "utf8"));\n}\n\nexport function total(order: Order): number {\n  return order.lines.reduce((sum, line) => sum + line.price * line.quantity, 0);\n}\n`);
  }
  for (let number = 2 * handlers; number < files; number++)
    write(`src/catalogue/part${Math.floor(number / 100)}/item${number}.ts`, `export interface Item${number} { sku: string; price: number }\n\nexport function price${number}(item: Item${number}, factor = ${number}): number {\n  return Math.round(item.price * factor) / 100;\n}\n\nexport const labels${number} = ["small", "middle", "large"].map(each => each.toUpperCase());\n`);
  return folder;
}
