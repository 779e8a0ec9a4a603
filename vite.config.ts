import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import { defineConfig, runnerImport, type Plugin } from 'vite'
import { compiled } from './tools/messages/catalogs.mjs'

/** The web app: built to dist/web, where the server finds it; every screen is its own chunk. */
export default defineConfig({
  root: 'src/web',
  plugins: [react(), contractWithoutSchemas(), catalogs(), appAtOnce()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 700,
  },
  server: {
    port: 4701,
    proxy: { '/api/': 'http://localhost:4700' },
  },
})

/** A .po file is a module: its translations, as src/web/languages/catalog.ts takes them. */
function catalogs(): Plugin {
  return {
    name: 'catalogs',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.po')) return null
      this.addWatchFile(id)
      const catalog = compiled(readFileSync(id), id.includes('/server/'))
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(catalog))})`
    },
  }
}

/**
 * The app begins once its language is known, but is fetched with the page: no way there and back
 * comes of it.
 */
function appAtOnce(): Plugin {
  return {
    name: 'app-at-once',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
        const app = chunks.find((one) => one.facadeModuleId?.endsWith('/app.tsx'))
        const scripts = app === undefined ? [] : [app.fileName, ...app.imports]
        return scripts.map((name) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
          injectTo: 'head',
        }))
      },
    },
  }
}

type Described = {
  method: string
  path: string
  body?: object
  answer?: object
}

/**
 * The browser calls routes and never validates: it needs each one's method, path and kind of body
 * and answer, not its schemas. So the contract is evaluated at build time and arrives as data,
 * which keeps the schema library (a tenth of the first load) out of it. Exports that are schemas
 * are left out; using one as a value in the web app fails the build.
 */
function contractWithoutSchemas(): Plugin {
  return {
    name: 'contract-without-schemas',
    enforce: 'pre',
    async load(id) {
      if (!/\/src\/api\/contract\/index\.ts$/.test(id)) return null
      const { module, dependencies } = await runnerImport<Record<string, unknown>>(id, {
        configFile: false,
        logLevel: 'error',
      })
      for (const dependency of dependencies) this.addWatchFile(dependency)
      const routes = Object.entries(module['contract'] as Record<string, Described>)
      const contract = Object.fromEntries(routes.map(([name, route]) => [name, bare(route)]))
      const words = Object.entries(module).filter(([, value]) => isPlain(value))
      return [
        `export const contract = ${JSON.stringify(contract)}`,
        ...words.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)}`),
      ].join('\n')
    },
  }
}

function bare({ method, path, body, answer }: Described): Described {
  return {
    method,
    path,
    ...(body && { body: 'upload' in body ? body : {} }),
    ...(answer && { answer: 'stream' in answer ? answer : {} }),
  }
}

function isPlain(value: unknown): boolean {
  const areWords = (items: unknown[]) => items.every((item) => typeof item === 'string')
  if (Array.isArray(value)) return areWords(value)
  if (value !== null && typeof value === 'object') {
    return Object.getPrototypeOf(value) === Object.prototype && areWords(Object.values(value))
  }
  return typeof value === 'number' || typeof value === 'string'
}
