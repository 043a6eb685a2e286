/** Id of the rule under which all findings about settings are reported. */
export const settingRule = "worker-settings";
