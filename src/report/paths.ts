import { relative, sep } from "node:path";

/** As reports show paths: relative to the working directory, forward slashes. */
export function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return (short === "" ? "." : short).split(sep).join("/");
}
