import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The web app: built to dist/web, where the server finds it; every screen is its own chunk. */
export default defineConfig({
  root: 'src/web',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 600,
  },
  server: {
    port: 4701,
    proxy: { '/api': 'http://localhost:4700' },
  },
})
