import { pools } from "./pools.ts";

const began = performance.now();
const pool = pools[Number(process.argv[2])]!(1);
await pool.run("echo", 1);
console.log(performance.now() - began);
await pool.close();
