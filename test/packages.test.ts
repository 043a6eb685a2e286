import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { nodes } from "../src/runtime/test/support/nodes.ts";
import { run } from "../src/runtime/test/support/programs.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "funcfix-packages-")));
const project = join(scratch, "project");
const cli = join(project, "node_modules/funcfix/dist/src/cli.js");
const packages = ["funcfix", "funcfix-runtime"] as const;
const tarballs = {} as Record<(typeof packages)[number], { readonly file: string; readonly contents: readonly string[] }>;

interface Packed {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Both packages as they would be published, installed into a project that has nothing else. */
beforeAll(() => {
  if (isStale(join(root, "dist/src/cli.js"))) execFileSync("npm", ["run", "build:package", "--silent"], { cwd: root });
  for (const name of packages) {
    const where = name === "funcfix" ? [] : ["--workspace", name];
    const answer = JSON.parse(execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", scratch, ...where], { cwd: root, encoding: "utf8" })) as Packed[] | Record<string, Packed>;
    const [packed] = Object.values(answer);
    tarballs[name] = { file: join(scratch, packed!.filename), contents: packed!.files.map(({ path }) => path) };
  }
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "kitchen", "private": true }\n');
  execFileSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages.map(name => tarballs[name].file)], { cwd: project, stdio: "ignore" });
}, 300_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.each(packages)("the tarball of %s", name => {
  test("is packed as publint wants it", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: bytesOf(tarballs[name].file).buffer }, strict: true });
    expect(messages.map(message => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test("gives every way of importing it the right types", async () => {
    const { problems = [] } = { problems: undefined, ...(await checkPackage(createPackageFromTarballData(bytesOf(tarballs[name].file)))) };
    // funcfix itself is for ESM: Node 20.19 and later can also require it. Before `exports` there is nothing.
    const isMeant = (problem: (typeof problems)[number]): boolean => name === "funcfix" && (problem.kind === "CJSResolvesToESM" || (problem.kind === "NoResolution" && problem.resolutionKind === "node10"));
    expect(problems.filter(problem => !isMeant(problem))).toEqual([]);
  });

  test("holds what users need and nothing else", () => {
    const { contents } = tarballs[name];
    expect([...new Set(contents.map(path => path.split("/")[0]))].sort()).toEqual(
      name === "funcfix" ? ["CHANGELOG.md", "LICENSE", "README.md", "dist", "docs", "jscodeshift", "package.json", "schemas"] : ["LICENSE", "README.md", "azure-v3.d.ts", "azure.d.ts", "dist", "package.json"]);
    expect(contents.filter(path => /\.test\.|fixtures|\.map$|\.tsbuildinfo$|^dist\/(?:test|src\/(?:dev|runtime))\//.test(path))).toEqual([]);
  });
});

describe("an entry point loads", () => {
  /** The installed packages whose CommonJS files were loaded, which all the heavy ones are. */
  async function loadedBy(program: string): Promise<string[]> {
    const file = join(project, "loads.mjs");
    write(file, `import Module from "node:module";\n${program}\nprocess.stderr.write(JSON.stringify(Object.keys(Module._cache)));\n`);
    const { stderr } = await run(process.execPath, [file], { cwd: project });
    return [...new Set((JSON.parse(stderr) as string[]).map(path => /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)(?!.*node_modules)/.exec(path)?.[1] ?? ""))].filter(Boolean);
  }

  test("for ESLint no parser of whole programs", async () => {
    const loaded = await loadedBy('await import("funcfix/eslint");');
    expect(loaded.filter(name => /ts-morph|typescript|jscodeshift|@azure/.test(name))).toEqual([]);
  });

  test("for `check --help` no parser at all", async () => {
    const loaded = await loadedBy(`process.argv = [process.argv[0], "funcfix", "check", "--help"];\nprocess.exit = () => {};\nawait import(${JSON.stringify(cli)});`);
    expect(loaded.filter(name => /oxc|py-ast|ts-morph|typescript|eslint|@azure/.test(name))).toEqual([]);
  });
});

/** A handler and its helper, both of which block: one call has a promise twin, one goes to the executor. */
const APP = {
  "host.json": '{ "version": "2.0" }\n',
  "package.json": '{ "name": "labels", "private": true, "type": "module", "main": "labels.js", "dependencies": { "@azure/functions": "^4.0.0" } }\n',
  "labels.js": `import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export async function label(path) {
  const town = readFileSync(path, "utf8").trim();
  const shout = execFileSync(process.execPath, ["-p", "'!'.repeat(3)"], { encoding: "utf8" }).trim();
  return town + shout;
}
`,
};

describe.each(nodes)("installed, on Node $version", ({ version, binary }) => {
  const inNode = (args: readonly string[], cwd: string): ReturnType<typeof run> => run(binary, args, { cwd, env: { NO_COLOR: "1" } });
  const work = (name: string): string => join(project, `${name}-${version}`);

  test("check finds what is planted", async () => {
    const app = work("check");
    cpSync(join(root, "fixtures/apps/restaurant-node"), app, { recursive: true });
    const { stdout, stderr, code } = await inNode([cli, "check", app, "--format", "json"], project);
    const { findings } = JSON.parse(stdout) as { findings: { rule: string; path: string; line: number }[] };
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(findings.map(({ path, line }) => `${path}:${line}`).sort()).toEqual(planted(app).sort());
  });

  test("fix rewrites, and what it wrote runs with the installed runtime", async () => {
    const app = work("fix");
    for (const [name, text] of Object.entries({ ...APP, "town.txt": "Delft\n" })) write(join(app, name), text);
    expect(await inNode([cli, "fix", app, "--write", "--allow-dirty"], project)).toMatchObject({ code: 0 });
    expect(readFileSync(join(app, "labels.js"), "utf8")).toContain("funcfix-runtime");
    write(join(app, "call.mjs"), 'import { label } from "./labels.js";\nconsole.log(await label("town.txt"));\n');
    expect(await inNode(["call.mjs"], app)).toEqual({ code: 0, stdout: "Delft!!!\n", stderr: "" });
  });

  test("migrate moves an app and executes it to verify", async () => {
    const app = work("migrate");
    cpSync(join(root, "fixtures/apps/restaurant-node"), app, { recursive: true });
    const { stdout, code } = await inNode([cli, "migrate", app, "--write", "--allow-dirty"], project);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Verification passed \(node \d+\.\d+\.\d+, @azure\/functions 4/);
    expect(stdout).toMatch(/GetOrder +executed +equal/);
    expect(readdirSync(app, { recursive: true, encoding: "utf8" }).filter(path => path.endsWith("function.json"))).toEqual([]);
  });
});

function isStale(built: string): boolean {
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  return ["src", "rules", "codemods"].flatMap(folder => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(path => join(root, folder, path)))
    .some(path => path.endsWith(".ts") && !path.includes("node_modules") && statSync(path).mtimeMs > mtimeMs);
}

/** `path:line` of every `finds:` mark. */
function planted(app: string): string[] {
  return readdirSync(app, { recursive: true, encoding: "utf8" }).filter(path => path.endsWith(".js")).flatMap(path =>
    readFileSync(join(app, path), "utf8").split("\n").flatMap((line, index) => (/finds: (.*)/.exec(line)?.[1] ?? "").split(",").filter(Boolean).map(() => `check-${app.split("check-")[1]!}/${path}:${index + 1}`)));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Bytes in an ArrayBuffer of their own. */
function bytesOf(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(file));
}
