import type { Project } from "../../src/project/open-project.ts";

/** Where a project writes down its Python, and how: the lowest version that it allows. */
const PLACES: readonly (readonly [file: string, version: RegExp])[] = [
  ["pyproject.toml", /^\s*requires-python\s*=\s*["'][^"']*?(?:>=|~=|==)\s*(3\.\d+)/m],
  ["pyproject.toml", /^\s*python\s*=\s*["'][\^~>=]*\s*(3\.\d+)/m],
  [".python-version", /^\s*(3\.\d+)/],
  ["runtime.txt", /^\s*python-(3\.\d+)/],
  ["Pipfile", /^\s*python_version\s*=\s*["'](3\.\d+)/m],
];

/** The oldest Python that the app says it runs on, as `3.8`; undefined when it says nothing. */
export function pythonVersionOf({ files, apps }: Project, root: string | undefined): string | undefined {
  const folders = [...apps.map(app => app.root), ...(root === undefined ? [] : [root])];
  for (const folder of folders) {
    for (const [file, version] of PLACES) {
      const found = version.exec(files.read(`${folder}/${file}`) ?? "")?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
