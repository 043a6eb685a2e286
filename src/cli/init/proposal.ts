/** A file to create; or, where a file is the user's own, lines for him to add. */
export type Proposal =
  | { readonly kind: "create"; readonly path: string; readonly text: string; readonly purpose: string; readonly packages?: readonly string[] }
  | { readonly kind: "add"; readonly path: string; readonly lines: string; readonly purpose: string; readonly first?: string; readonly packages?: readonly string[] };
