import type { Catalogue } from "../catalogue/index.ts";
import type { Language } from "../model/facts.ts";

/** What is known about code outside the project, per language. */
export type Knowledge = Readonly<Record<Language, Catalogue>>;
