/** Lists a folder and reads its sources: what any tool must do first. Prints how many characters it read. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

let characters = 0;
for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true }))
  if (entry.isFile() && /\.(?:[cm]?[jt]sx?|py)$/.test(entry.name)) characters += readFileSync(join(entry.parentPath, entry.name), "utf8").length;
console.log(characters);
