import type { Advice } from "../advice.ts";

/** Commands for the Azure CLI that make the advised changes of app settings; names are left for the user to fill in. */
export function azCommands(advice: readonly Advice[]): string[] {
  const app = "--name <APP> --resource-group <GROUP>";
  const chosen = advice.filter(({ home }) => home === "app setting");
  const set = chosen.filter(({ change }) => change === "set").map(({ setting, value }) => `${setting}=${value}`);
  const removed = chosen.filter(({ change }) => change === "remove").map(({ setting }) => setting);
  const concurrency = advice.find(({ setting, change }) => setting === "perInstanceConcurrency" && change === "consider");
  return [
    ...(set.length > 0 ? [`az functionapp config appsettings set ${app} --settings ${set.join(" ")}`] : []),
    ...(removed.length > 0 ? [`az functionapp config appsettings delete ${app} --setting-names ${removed.join(" ")}`] : []),
    ...(concurrency === undefined ? [] : [`az functionapp scale config set ${app} --trigger-type http --trigger-settings perInstanceConcurrency=${concurrency.value}`]),
  ];
}
