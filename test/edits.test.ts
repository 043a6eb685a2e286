import { describe, expect, test } from "vitest";

import { applyEdits, EditConflict } from "../src/model/change.ts";

describe("applyEdits", () => {
  test("keeps the order of insertions at one offset and counts equal ones once", () => {
    const edits = [
      { start: 1, end: 1, text: "x" },
      { start: 1, end: 1, text: "y" },
      { start: 1, end: 1, text: "x" },
      { start: 2, end: 3, text: "" },
    ];
    expect(applyEdits("abc", edits)).toBe("axyb");
  });

  test("refuses edits that overlap", () => {
    expect(() => applyEdits("abc", [{ start: 0, end: 2, text: "" }, { start: 1, end: 3, text: "" }])).toThrow(EditConflict);
  });

  test("refuses an edit that leaves the text", () => {
    expect(() => applyEdits("abc", [{ start: 2, end: 4, text: "" }])).toThrow(EditConflict);
  });
});
