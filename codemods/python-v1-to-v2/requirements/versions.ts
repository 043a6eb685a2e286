/** One line of requirements.txt that names a package, and the releases that it allows. */
export interface Requirement {
  /** The name as written. */
  readonly name: string;
  readonly clauses: readonly Clause[];
}

export interface Clause {
  readonly operator: "==" | "===" | "!=" | ">=" | "<=" | "~=" | ">" | "<";
  readonly version: string;
}

/** Compares releases by their numbers; a pre-release (`1.0.0b3`) comes before its release. */
export function compareVersions(left: string, right: string): number {
  const a = parts(left);
  const b = parts(right);
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index++) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(b.pre) - Number(a.pre);
}

function parts(version: string): { numbers: number[]; pre: boolean } {
  const release = /^v?\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0";
  return {
    numbers: release.replace(/^v/, "").split(".").map(Number),
    pre: /^[.\-_]?(a|b|c|rc|alpha|beta|pre|preview|dev)/i.test(version.slice(release.length)),
  };
}

/** Whether a release from `since` on may be installed without lifting an upper bound. No requirement allows all. */
export function allows(requirement: Requirement | undefined, since: string): boolean {
  return (requirement?.clauses ?? []).every(clause => allowsAtLeast(clause, since));
}

function allowsAtLeast({ operator, version }: Clause, since: string): boolean {
  switch (operator) {
    case "==":
    case "===":
      return version.endsWith(".*")
        ? compareVersions(upperOf(version.slice(0, -2)), since) > 0
        : compareVersions(version, since) >= 0;
    case "<=":
      return compareVersions(version, since) >= 0;
    case "<":
      return compareVersions(version, since) > 0;
    case "~=":
      return compareVersions(upperOf(version.split(".").slice(0, -1).join(".")), since) > 0;
    default:
      return true;
  }
}

/** The first release after all that start with `prefix`: `1.2` -> `1.3`. */
function upperOf(prefix: string): string {
  const numbers = parts(prefix).numbers;
  return [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join(".");
}

/** Whether every release that it allows is `since` or newer. */
export function guarantees(requirement: Requirement, since: string): boolean {
  return requirement.clauses.some(({ operator, version }) => {
    if (operator === "<" || operator === "<=" || operator === "!=") return false;
    return compareVersions(version.replace(/\.\*$/, ""), since) >= 0;
  });
}
