// The kinds of answers. Apart from the rest, so that bundles put the numbers where they are used.
/** The value that the function gave. */
export const result = 1;
/** What the function threw. */
export const error = 2;
/** Why the module cannot be loaded. */
export const unloadable = 3;
/** The code of an OffloadError, and what its message says after the name of the function. */
export const refused = 4;
