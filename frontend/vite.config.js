// Every folder src/<name>/index.js is an entry called <name>; the template tag {% vite "<name>" %} reads the manifest.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const here = import.meta.dirname;
const entries = Object.fromEntries(
  readdirSync(resolve(here, "src"), { withFileTypes: true })
    .filter((found) => found.isDirectory() && existsSync(resolve(here, "src", found.name, "index.js")))
    .map((found) => [found.name, resolve(here, "src", found.name, "index.js")]),
);

// One sprite of the icons named in src/icons.json; the template tag {% icon "map" %} points into it.
function sprite() {
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      const names = JSON.parse(readFileSync(resolve(here, "src/icons.json"), "utf8"));
      const symbols = names.map((name) => {
        const svg = readFileSync(resolve(here, `node_modules/lucide-static/icons/${name}.svg`), "utf8");
        const inner = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
        return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").trim()}</symbol>`;
      });
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
      this.emitFile({ type: "asset", fileName: "icons.svg", source });
    },
  };
}

export default defineConfig({
  base: "/static/dist/",
  plugins: [sprite()],
  logLevel: "warn",
  build: {
    outDir: resolve(here, "../src/anbao/project/static/dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    chunkSizeWarningLimit: 2500,
    rollupOptions: { input: entries },
  },
});
