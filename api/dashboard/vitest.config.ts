import { defineConfig } from "vitest/config";

// Tests read English, whatever the language of the machine that they run on.
export default defineConfig({ test: { setupFiles: ["tests/setup.ts"] } });
