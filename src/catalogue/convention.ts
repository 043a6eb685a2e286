import type { BlockingCall } from "../model/catalogue.ts";
import type { Language } from "../model/facts.ts";
import { blockingCall } from "./blocking-call.ts";
import type { ModuleData, TypeName } from "./data.ts";
import type { Name } from "./index.ts";

interface Conventional {
  readonly known: boolean;
  readonly call?: BlockingCall;
  readonly type?: Name;
}

const NOTHING: Conventional = { known: false };

/** What a family's naming convention says about a member of a class that the data does not list. */
export function conventional(language: Language, family: ModuleData, name: Name): Conventional {
  for (const rule of family.conventions ?? []) {
    const segments = `${name.module}.${name.path}`.split(".");
    if (!`${name.module}.`.startsWith(rule.prefix) || rule.notSegments.some(segment => segments.includes(segment))) continue;
    const at = segments.findIndex(segment => new RegExp(rule.classes).test(segment));
    if (at < 0) continue;
    const module = segments.slice(0, at).join(".");
    const owner: Name = { module, path: segments[at]! };
    const members = segments.slice(at + 1);
    const member = members.at(-1);
    if (member === undefined) return { known: true, type: owner };
    if (members.length > 2 || member.startsWith("_")) return { known: true };
    if (new RegExp(rule.sameClass).test(member)) return { known: true, type: owner };
    if (new RegExp(rule.pure).test(member)) return { known: true };
    if (rule.lazy !== undefined && new RegExp(rule.lazy.members).test(member)) return { known: true, type: typeName(rule.lazy.type) };
    const path = [owner.path, ...members].join(".");
    const call = blockingCall(language, module, path, { ...family.blocking, ...rule });
    if (rule.poller !== undefined && new RegExp(rule.poller.members).test(member)) return { known: true, call, type: typeName(rule.poller.type) };
    return { known: true, call };
  }
  return NOTHING;
}

function typeName(type: TypeName): Name {
  const colon = type.indexOf(":");
  return { module: type.slice(0, colon), path: type.slice(colon + 1) };
}
