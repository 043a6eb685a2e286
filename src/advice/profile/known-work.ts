import type { BlockingKind } from "../../model/catalogue.ts";
import type { Language } from "../../model/facts.ts";

/** Work that blocks no event loop, and so is in no catalogue of blocking calls, but tells what a function is bound by. */
export interface KnownWork {
  readonly language: Language;
  /** The module and all below it; `azure.*.aio` holds one part of any name. */
  readonly modules: readonly string[];
  /** Only these calls of the module; all when left out. */
  readonly calls?: RegExp;
  readonly kind: BlockingKind;
  /** Runs in libuv's pool. */
  readonly pool?: true;
}

/** A module may be here by its name in code alone; a package that does several kinds of work is left out. */
export const knownWork: readonly KnownWork[] = [
  { language: "python", kind: "wait", modules: ["asyncio", "anyio"], calls: /^sleep$/ },
  { language: "python", kind: "subprocess", modules: ["asyncio"], calls: /^create_subprocess_/ },
  { language: "python", kind: "network", modules: ["asyncio"], calls: /^open_connection$/ },
  { language: "python", kind: "network", modules: ["aiohttp", "azure.*.aio", "azure.*.*.aio", "grpc.aio", "aioboto3", "aiobotocore", "aiosmtplib", "websockets", "nats", "aiokafka"] },
  { language: "python", kind: "network", modules: ["httpx", "openai", "anthropic"], calls: /^Async/ },
  { language: "python", kind: "database", modules: ["asyncpg", "aiomysql", "aiosqlite", "aioodbc", "motor", "redis.asyncio", "aioredis", "sqlalchemy.ext.asyncio", "databases", "tortoise"] },
  { language: "python", kind: "disk", modules: ["aiofiles"] },
  { language: "python", kind: "cpu", modules: ["numpy", "pandas", "polars", "scipy", "sklearn", "xgboost", "lightgbm", "torch", "tensorflow", "keras", "transformers", "onnxruntime", "spacy", "PIL", "cv2", "skimage", "matplotlib", "shapely", "numba", "Levenshtein", "rapidfuzz"] },

  { language: "javascript", kind: "network", modules: ["globalThis"], calls: /^fetch$/ },
  { language: "javascript", kind: "network", modules: ["http", "https", "http2", "net", "tls"], calls: /^(?:request|get|connect|createConnection)$/ },
  { language: "javascript", kind: "network", modules: ["axios", "got", "node-fetch", "undici", "superagent", "ky", "openai", "nodemailer", "@sendgrid/mail", "@azure/storage-blob", "@azure/storage-queue", "@azure/service-bus", "@azure/event-hubs", "@azure/data-tables", "@azure/keyvault-secrets", "@aws-sdk"] },
  { language: "javascript", kind: "database", modules: ["@azure/cosmos", "pg", "mysql2", "mssql", "tedious", "mongodb", "mongoose", "redis", "ioredis", "knex", "sequelize", "typeorm", "@prisma/client"] },
  { language: "javascript", kind: "wait", modules: ["timers/promises"] },
  { language: "javascript", kind: "disk", modules: ["fs/promises"], pool: true },
  { language: "javascript", kind: "disk", modules: ["fs"], calls: /^(?!.*Sync$)(?:promises\.|read|write|append|open|copy|rm|mk|stat|access|unlink|rename|cp|createReadStream|createWriteStream)/, pool: true },
  { language: "javascript", kind: "network", modules: ["dns", "dns/promises"], calls: /^(?:promises\.)?lookup(?:Service)?$/, pool: true },
  { language: "javascript", kind: "subprocess", modules: ["child_process"], calls: /^(?!.*Sync$)(?:exec|execFile|spawn|fork)$/ },
  { language: "javascript", kind: "cpu", modules: ["zlib"], calls: /^(?!.*Sync$)(?:gzip|gunzip|deflate|inflate|brotli|unzip|zstd|create(?:Gzip|Gunzip|Deflate|Inflate|Brotli|Unzip))/, pool: true },
  { language: "javascript", kind: "cpu", modules: ["crypto"], calls: /^(?:pbkdf2|scrypt|hkdf|randomBytes|randomFill|generateKeyPair|generatePrime|checkPrime)$/, pool: true },
  { language: "javascript", kind: "cpu", modules: ["sharp", "bcrypt", "argon2"], pool: true },
  { language: "javascript", kind: "cpu", modules: ["jimp", "bcryptjs", "tesseract.js", "@tensorflow", "onnxruntime-node", "xlsx", "exceljs", "pdfkit", "pdf-lib", "mathjs", "ml-matrix", "canvas", "skia-canvas"] },
];

/** The kind of work that a call to outside code is, if it is known. */
export function findKnownWork(language: Language, module: string, path: string): KnownWork | undefined {
  const bare = module.replace(/^node:/, "");
  const separator = language === "python" ? "." : "/";
  // Python joins module and path by dots: `from azure.storage.blob.aio import BlobClient`.
  const name = language === "python" && path !== "" ? `${bare}.${path}` : bare;
  return knownWork.find(entry => entry.language === language && entry.modules.some(wanted => isBelow(name, wanted, separator) && (entry.calls?.test(language === "python" ? name.slice(wanted.length + 1) : path) ?? true)));
}

function isBelow(name: string, wanted: string, separator: string): boolean {
  const parts = name.split(separator);
  const wantedParts = wanted.split(separator);
  return wantedParts.every((part, index) => part === parts[index] || (part === "*" && parts[index] !== undefined));
}
