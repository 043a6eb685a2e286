import { knownSettings, type KnownSetting } from "./known.ts";

/** The table of all settings for docs/settings.md. */
export function settingsTable(): string {
  const head = ["setting", "where", "range", "default", "what it does", "waiting", "computing"];
  const rows = knownSettings.map(setting => [`[\`${setting.name}\`](${setting.source})`, setting.home, rangeText(setting), setting.default, setting.does, setting.io, setting.cpu]);
  return [head, head.map(() => "---"), ...rows].map(row => `| ${row.map(cell => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

function rangeText({ range, values }: KnownSetting): string {
  if (values !== undefined) return values;
  if (range === undefined) return "";
  return range[1] >= 2 ** 31 - 1 ? `from ${range[0]}` : `${range[0]}..${range[1]}`;
}
