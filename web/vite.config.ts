import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // nothing inline: the policy for scripts and styles allows files only
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
