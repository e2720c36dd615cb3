import { defineConfig } from "vite";

// The page is served under a strict content security policy: every asset is a file of its own.
export default defineConfig({
  base: "/",
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["es2022", "chrome105", "safari16", "firefox110"],
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
});
