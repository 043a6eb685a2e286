import type { CallFacts, ClassFacts, FunctionFacts, Registration, SourceFacts } from "../../src/model/facts.ts";
import type { OriginId, Value } from "../../src/model/origin.ts";
import { lineStarts, positionAt } from "../../src/model/text.ts";

/** Facts as a compact page for people: one line for each function, call, variable, class member and registration. */
export function renderFacts(facts: SourceFacts, text: string): string {
  const starts = lineStarts(text);
  const at = (offset: number): string => {
    const { line, column } = positionAt(starts, offset);
    return `${line}:${column}`;
  };
  const origin = (id: OriginId): string => renderOrigin(facts, id);
  const lines: string[] = [];
  if (facts.parseError) lines.push(`parse error ${at(facts.parseError.offset)} ${facts.parseError.message}`);
  for (const { module, range, typeOnly, lazy } of facts.imports)
    lines.push(`import ${at(range.start)} ${module}${typeOnly ? " type-only" : ""}${lazy ? " lazy" : ""}`);
  for (const [index, fn] of facts.functions.entries()) {
    lines.push("", `${at(fn.nameRange.start)} ${describeFunction(facts, fn)}`);
    for (const call of facts.calls) if (call.function === index) lines.push(`  ${at(call.calleeRange.start)} ${describeCall(facts, call)}`);
    if (fn.returns.length > 0) lines.push(`  returns ${fn.returns.map(origin).join(", ")}`);
    if (fn.yields.length > 0) lines.push(`  yields ${fn.yields.map(origin).join(", ")}`);
  }
  for (const cls of facts.classes) lines.push("", ...describeClass(facts, cls));
  if (facts.variables.length > 0) lines.push("");
  for (const { name, function: owner, assigned, annotation } of facts.variables)
    lines.push(
      `$${name} of ${facts.functions[owner]!.name}${annotation === undefined ? "" : `: ${origin(annotation)}`} = ${assigned.map(origin).join(", ")}`,
    );
  if (facts.registrations.length > 0) lines.push("");
  for (const registration of facts.registrations) lines.push(`${at(registration.range.start)} ${describeRegistration(facts, registration)}`);
  const exports = Object.entries(facts.exports).map(([name, id]) => `export ${name} = ${origin(id)}`);
  if (exports.length + facts.exportAll.length > 0) lines.push("", ...exports, ...facts.exportAll.map(module => `export * from ${module}`));
  if (facts.exportEquals !== undefined) lines.push(`module.exports = ${origin(facts.exportEquals)}`);
  for (const { rules, reason, line, range } of facts.suppressions)
    lines.push(`suppress ${at(range.start)} for line ${at(line)}: ${rules.join(" ") || "all"} (${reason})`);
  return `${lines.join("\n").trim()}\n`;
}

function describeFunction(facts: SourceFacts, fn: FunctionFacts): string {
  const parameters = fn.parameters.map(parameter => {
    const type = parameter.annotation === undefined ? "" : `: ${renderOrigin(facts, parameter.annotation)}`;
    const value = parameter.default === undefined ? "" : ` = ${renderOrigin(facts, parameter.default)}`;
    return `${parameter.rest ? "…" : ""}${parameter.name}${type}${value}`;
  });
  const notes = [
    fn.parent !== null && fn.parent !== 0 ? `in ${facts.functions[fn.parent]!.name}` : "",
    fn.static ? "static" : "",
    fn.generator ? "generator" : "",
    fn.stub ? "stub" : "",
    fn.abstract ? "abstract" : "",
    fn.awaits > 0 ? `awaits ${fn.awaits}` : "",
    fn.contextualType ? "contextual type" : "",
    fn.heldBy === undefined ? "" : `held by ${fn.heldBy}`,
    fn.argumentOf === undefined ? "" : `argument of ${facts.calls[fn.argumentOf]!.text}`,
    ...fn.decorators.map(decorator => `@${decorator.text}`),
  ].filter(note => note !== "");
  const type = fn.returnAnnotation === undefined ? "" : ` -> ${renderOrigin(facts, fn.returnAnnotation)}`;
  const head = `${fn.async ? "async " : ""}${fn.kind} ${fn.name}(${parameters.join(", ")})${type}`;
  return notes.length > 0 ? `${head} [${notes.join("; ")}]` : head;
}

function describeCall(facts: SourceFacts, call: CallFacts): string {
  const args = [
    ...call.arguments.map(id => renderOrigin(facts, id)),
    ...Object.entries(call.keywords ?? {}).map(([name, id]) => `${name}=${renderOrigin(facts, id)}`),
  ];
  const notes = [
    call.kind === "call" ? "" : call.kind,
    call.use === "other" ? "" : call.use,
    call.awaited && call.use !== "awaited" ? "async" : "",
    call.loops > 0 ? `loops ${call.loops}` : "",
    call.inTry ? "in try" : "",
    call.optional ? "optional" : "",
    ...Object.entries(call.literals ?? {}).map(([name, value]) => `${name}: ${renderValue(facts, value)}`),
  ].filter(note => note !== "");
  const called = call.kind === "call" || call.kind === "new" || call.kind === "tag" ? `(${args.join(", ")})` : "";
  return `${call.text} <- ${renderOrigin(facts, call.callee)}${called}${notes.length > 0 ? ` [${notes.join("; ")}]` : ""}`;
}

function describeClass(facts: SourceFacts, cls: ClassFacts): string[] {
  const bases = cls.bases.map(id => renderOrigin(facts, id)).join(", ");
  return [
    `class ${cls.name}(${bases})${cls.implements ? " [implements]" : ""}`,
    ...Object.entries(cls.annotations).map(([name, id]) => `  ${name}: ${renderOrigin(facts, id)}`),
    ...Object.entries(cls.fields).map(([name, ids]) => `  ${name} = ${ids.map(id => renderOrigin(facts, id)).join(", ")}`),
    ...Object.entries(cls.methods).map(([name, index]) => `  ${name}() ${facts.functions[index]!.kind}`),
  ];
}

function describeRegistration(facts: SourceFacts, registration: Registration): string {
  const args = [
    ...registration.arguments.map(value => renderValue(facts, value)),
    ...registration.keywords.map(([name, value]) => `${name}=${renderValue(facts, value)}`),
  ];
  const decorated = registration.decorates === undefined ? "" : ` decorates ${facts.functions[registration.decorates]!.name}`;
  const target = registration.target === undefined ? "" : ` on ${renderOrigin(facts, registration.target)}`;
  return `register ${registration.method} <- ${renderOrigin(facts, registration.callee)}(${args.join(", ")})${decorated}${target}`;
}

export function renderValue(facts: SourceFacts, value: Value): string {
  switch (value.kind) {
    case "constant":
      return JSON.stringify(value.value);
    case "list":
      return `[${value.items.map(item => renderValue(facts, item)).join(", ")}]`;
    case "record":
      return `{ ${value.entries.map(([key, item]) => `${key}: ${renderValue(facts, item)}`).join(", ")} }`;
    case "origin":
      return `${value.text} <- ${renderOrigin(facts, value.origin)}`;
  }
}

/** `requests:get` imported, `<requests>` a module, `~open` a builtin, `$x` a variable, `@x` a parameter, `C#` an object of C. */
export function renderOrigin(facts: SourceFacts, id: OriginId): string {
  const origin = facts.origins[id]!;
  const of = (inner: OriginId): string => renderOrigin(facts, inner);
  switch (origin.kind) {
    case "unknown":
      return "?";
    case "literal": {
      const value = origin.value === undefined ? "" : ` ${JSON.stringify(origin.value)}`;
      return `${origin.type ?? "literal"}${value}${origin.elements ? `{${origin.elements.map(of).join(", ")}}` : ""}`;
    }
    case "module":
      return `<${origin.module}>`;
    case "imported":
      return `${origin.module}:${origin.name}`;
    case "global":
      return `~${origin.name}`;
    case "function":
      return `def ${facts.functions[origin.function]!.name}`;
    case "class":
      return `class ${facts.classes[origin.class]!.name}`;
    case "variable":
      return `$${facts.variables[origin.variable]!.name}`;
    case "parameter":
      return `@${facts.functions[origin.function]!.parameters[origin.parameter]!.name}`;
    case "this":
      return `this ${facts.classes[origin.class]!.name}`;
    case "super":
      return `super ${facts.classes[origin.class]!.name}`;
    case "member":
      return `${of(origin.of)}.${origin.name}`;
    case "result":
      return `${of(origin.of)}()`;
    case "instance":
      return `${of(origin.of)}#`;
    case "awaited":
      return `await ${of(origin.of)}`;
    case "entered":
      return `${origin.async ? "async " : ""}enter ${of(origin.of)}`;
    case "element":
      return `${of(origin.of)}[]`;
    case "partial":
      return `partial ${of(origin.of)}`;
    case "either":
      return `(${origin.of.map(of).join(" | ")})`;
  }
}
