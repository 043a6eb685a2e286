import type { BlockingCall } from "../model/catalogue.ts";

/** A name outside the project: JS keeps specifier and path apart, Python joins them by dots. */
export interface ExternalName {
  readonly module: string;
  readonly path: string;
}

/** What the analysis asks about code outside the project; the catalogue answers. */
export interface Knowledge {
  find(module: string, path: string): BlockingCall | undefined;
  /** A property whose mere read blocks. */
  findProperty(module: string, path: string): BlockingCall | undefined;
  /** The type of what a call or a constructor gives. */
  returns(module: string, path: string): ExternalName | undefined;
  /** The type of a property, or the true name of an alias. */
  property(module: string, path: string): ExternalName | undefined;
  /** What `with x as y` binds, when it is not `x` itself. */
  enters(module: string, path: string): ExternalName | undefined;
  /** Functions given to it run elsewhere: in a thread, a process, a worker. */
  isExecutor(module: string, path: string): boolean;
  /** Functions given to it are called on the spot. */
  isCaller(module: string, path: string): boolean;
  /** The same for a method of a receiver that is not known: `map`, `forEach`. */
  isCallerMethod(name: string): boolean;
}
