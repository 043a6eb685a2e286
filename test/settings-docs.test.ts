import { readFile, writeFile } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { settingsTable } from "../src/advice/settings/markdown.ts";
import { registerAdvise } from "../src/cli/advise.ts";
import { registerSimulate } from "../src/cli/simulate.ts";
import { runCommand } from "./support/run-command.ts";

/** UPDATE_FIXTURES=1 writes what the commands print, and the table, into the pages. */
const update = process.env["UPDATE_FIXTURES"] === "1";
const registers = { simulate: registerSimulate, advise: registerAdvise };

describe.each(["docs/settings.md", "docs/commands/simulate.md", "docs/commands/advise.md"])("%s", path => {
  test("shows what the commands really print", async () => {
    const page = await readFile(path, "utf8");
    let real = page;
    const blocks = [...page.matchAll(/```console\n\$ funcfix (simulate|advise)( .*)\n([^]*?)```/g)];
    expect(blocks.length).toBeGreaterThan(0);
    for (const [block, command, args] of blocks) {
      const { stdout } = await runCommand(registers[command as keyof typeof registers], [command!, ...args!.trim().split(" ")]);
      real = real.replace(block, () => `\`\`\`console\n$ funcfix ${command}${args}\n${stdout}\`\`\``);
    }
    const table = /(<!-- settings:begin -->\n)[^]*?(<!-- settings:end -->)/;
    real = real.replace(table, (_, begin: string, end: string) => `${begin}${settingsTable()}\n${end}`);
    if (update) await writeFile(path, real);
    else expect(page).toBe(real);
  });
});
