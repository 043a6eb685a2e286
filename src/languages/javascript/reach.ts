import { isBuiltin } from "node:module";
import { UNKNOWN } from "../../model/origin.ts";
import type { OriginId } from "../../model/origin.ts";
import type { ClassDraft, Silent, Walk } from "./walk.ts";

const DEPTH = 10;

/** Whether a member of an object literal holds something that a later call may reach through it. */
export function isWorthKeeping(w: Walk, id: OriginId, depth = DEPTH): boolean {
  const origin = w.origins.all[id]!;
  switch (origin.kind) {
    case "function":
    case "class":
    case "module":
    case "imported":
    case "instance":
    case "partial":
    case "this":
      return true;
    case "variable": {
      const { assigned, annotation } = w.variables[origin.variable]!;
      return annotation !== undefined || assigned.length === 0 || (depth > 0 && assigned.some(each => isWorthKeeping(w, each, depth - 1)));
    }
    case "global":
      return origin.name === "exports" || origin.name === "module";
    case "member":
    case "awaited":
    case "result":
      return depth > 0 && isWorthKeeping(w, origin.of, depth - 1);
    case "either":
      return depth > 0 && origin.of.some(each => isWorthKeeping(w, each, depth - 1));
    default:
      return false;
  }
}

/** The class of this file that a value is an object of (or that it is), if the text tells. */
export function localClass(w: Walk, id: OriginId, depth = DEPTH): ClassDraft | undefined {
  const origin = w.origins.all[id]!;
  if (depth === 0) return undefined;
  switch (origin.kind) {
    case "class":
    case "this":
      return w.classes[origin.class];
    case "instance":
      return localClass(w, origin.of, depth - 1);
    case "variable":
      for (const each of w.variables[origin.variable]!.assigned) {
        const found = localClass(w, each, depth - 1);
        if (found !== undefined) return found;
      }
      return localClass(w, w.variables[origin.variable]!.annotation ?? UNKNOWN, depth - 1);
    case "parameter": {
      const parameter = w.functions[origin.function]!.parameters[origin.parameter];
      return localClass(w, parameter?.annotation ?? UNKNOWN, depth - 1) ?? localClass(w, parameter?.default ?? UNKNOWN, depth - 1);
    }
    case "member":
      return heldIn(w, origin.of, origin.name, depth - 1).map(each => localClass(w, each, depth - 1)).find(each => each !== undefined);
    default:
      return undefined;
  }
}

/** What the class of a value says that its member is: what is assigned to it and its annotation. */
function heldIn(w: Walk, object: OriginId, name: string, depth: number): readonly OriginId[] {
  const owner = localClass(w, object, depth);
  return owner === undefined ? [] : [...(owner.fields[name] ?? []), ...(owner.annotations[name] === undefined ? [] : [owner.annotations[name]])];
}

/** Whether a value is an array, a map or a set of this file whose elements are known. */
export function isContainer(w: Walk, id: OriginId, depth = DEPTH): boolean {
  const origin = w.origins.all[id]!;
  if (depth === 0) return false;
  switch (origin.kind) {
    case "literal":
      return origin.elements !== undefined;
    case "variable": {
      const { assigned, annotation } = w.variables[origin.variable]!;
      return [...assigned, annotation ?? UNKNOWN].some(each => isContainer(w, each, depth - 1));
    }
    case "parameter": {
      const annotation = w.functions[origin.function]!.parameters[origin.parameter]?.annotation;
      return annotation !== undefined && isContainer(w, annotation, depth - 1);
    }
    case "member":
      return heldIn(w, origin.of, origin.name, DEPTH).some(each => isContainer(w, each, depth - 1));
    default:
      return false;
  }
}

/** Whether a read, write or iteration can run code of the project: a getter, a setter, a generator. */
export function mayRunCode(w: Walk, call: Silent): boolean {
  if (call.kind === "iterate") return mayHave(w, call.callee, call.awaited ? "[Symbol.asyncIterator]" : "[Symbol.iterator]", DEPTH);
  const member = w.origins.all[call.callee]!;
  return member.kind === "member" && mayHave(w, member.of, member.name, DEPTH);
}

/** Whether a value may have an accessor (or an iterator) of that name, as far as this file can tell. */
function mayHave(w: Walk, id: OriginId, name: string, depth: number): boolean {
  if (id === UNKNOWN || depth === 0) return false;
  const origin = w.origins.all[id]!;
  switch (origin.kind) {
    case "imported":
      return !isBuiltin(origin.module);
    case "class":
    case "this":
    case "super":
      return classMayHave(w, w.classes[origin.class]!, name, depth, origin.kind === "super");
    case "instance":
    case "awaited":
    case "element":
      return mayHave(w, origin.of, name, depth - 1);
    case "variable": {
      const { assigned, annotation } = w.variables[origin.variable]!;
      return assigned.some(each => mayHave(w, each, name, depth - 1)) || (annotation !== undefined && mayHave(w, annotation, name, depth - 1));
    }
    case "parameter": {
      const parameter = w.functions[origin.function]!.parameters[origin.parameter];
      return [parameter?.annotation, parameter?.default].some(each => each !== undefined && mayHave(w, each, name, depth - 1));
    }
    case "result":
      return resultMayHave(w, origin.of, name, depth - 1);
    case "member": {
      const owner = localClass(w, origin.of);
      if (owner === undefined) return reachesProject(w, origin.of, depth - 1);
      const { fields, annotations, methods, bases } = owner;
      if (methods[origin.name] !== undefined || (fields[origin.name] === undefined && bases.length > 0)) return true;
      const known = [...(fields[origin.name] ?? []), annotations[origin.name] ?? UNKNOWN];
      return known.some(each => mayHave(w, each, name, depth - 1));
    }
    case "either":
      return origin.of.some(each => mayHave(w, each, name, depth - 1));
    default:
      return false;
  }
}

function classMayHave(w: Walk, cls: ClassDraft, name: string, depth: number, inherited: boolean): boolean {
  if (!inherited) {
    const method = cls.methods[name];
    if (method !== undefined) {
      const { kind } = w.functions[method]!;
      return kind === "getter" || name.startsWith("[");
    }
    if (cls.methods[`set ${name}`] !== undefined) return true;
    if (cls.fields[name] !== undefined || cls.annotations[name] !== undefined) return false;
  }
  return cls.bases.some(base => mayHave(w, base, name, depth - 1));
}

function resultMayHave(w: Walk, callee: OriginId, name: string, depth: number): boolean {
  const origin = w.origins.all[callee]!;
  if (depth <= 0) return false;
  if (origin.kind === "function") {
    const { generator, returns, returnAnnotation } = w.functions[origin.function]!;
    if (generator) return name.startsWith("[");
    return returns.some(each => mayHave(w, each, name, depth - 1)) || (returnAnnotation !== undefined && mayHave(w, returnAnnotation, name, depth - 1));
  }
  if (origin.kind === "variable") return w.variables[origin.variable]!.assigned.some(each => resultMayHave(w, each, name, depth - 1));
  if (origin.kind === "member") {
    const method = localClass(w, origin.of)?.methods[origin.name];
    if (method !== undefined) return resultMayHave(w, w.origins.functionAt(method), name, depth - 1);
  }
  return reachesProject(w, callee, depth);
}

/** Whether a value comes from a module that may be a file of the project. */
function reachesProject(w: Walk, id: OriginId, depth: number): boolean {
  if (depth <= 0) return false;
  const origin = w.origins.all[id]!;
  switch (origin.kind) {
    case "imported":
    case "module":
      return !isBuiltin(origin.module);
    case "member":
      return reachesProject(w, origin.of, depth - 1) || heldIn(w, origin.of, origin.name, depth - 1).some(each => reachesProject(w, each, depth - 1));
    case "instance":
    case "awaited":
    case "element":
    case "result":
      return reachesProject(w, origin.of, depth - 1);
    case "variable": {
      const { assigned, annotation } = w.variables[origin.variable]!;
      return [...assigned, annotation ?? UNKNOWN].some(each => reachesProject(w, each, depth - 1));
    }
    case "parameter": {
      const parameter = w.functions[origin.function]!.parameters[origin.parameter];
      return [parameter?.annotation, parameter?.default].some(each => each !== undefined && reachesProject(w, each, depth - 1));
    }
    case "this":
    case "super":
      return w.classes[origin.class]!.bases.some(each => reachesProject(w, each, depth - 1));
    case "class":
      return true;
    default:
      return false;
  }
}
