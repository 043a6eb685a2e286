import type { FileInfo, Options } from "jscodeshift";

declare function transform(file: FileInfo, api: unknown, options: Options): Promise<string | undefined>;
export = transform;
